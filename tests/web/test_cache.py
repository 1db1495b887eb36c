"""Without Redis people still sign in and work."""

from unittest import mock

import redis
from django.conf import settings
from django.core.cache import cache

from tests.base import PASSWORD, CallCenterTestCase

GONE = mock.patch("redis.connection.Connection.connect", side_effect=redis.ConnectionError)


class WithoutRedis(CallCenterTestCase):
    def setUp(self):
        super().setUp()
        cache.close()

    def test_the_cache_is_empty(self):
        with GONE, self.assertLogs("callcenter.web.cache", "WARNING"):
            cache.set("key", 1)
            self.assertEqual((cache.get("key"), cache.get_many(["key"]), cache.add("key", 1)), (None, {}, True))

    def test_people_sign_in(self):
        with GONE:
            answer = self.client.post("/accounts/login/", {"login": "alice@acme.example", "password": PASSWORD})

        self.assertEqual((answer.status_code, answer.headers["Location"]), (302, "/"))

    def test_codes_are_saved(self):
        self.sign_in(self.alice)
        with GONE:
            answer = self.api(
                "POST", "calls/", {"direction": "inbound", "number": "", "started_at": "2026-11-20T10:00:00Z"}
            )

        self.assertEqual(answer.status_code, 201)


class Clearing(CallCenterTestCase):
    def test_leaves_alone_what_is_not_the_caches(self):
        broker = redis.Redis.from_url(settings.REDIS_URL)
        queue, other = f"{settings.REDIS_PREFIX}queue", f"{settings.REDIS_PREFIX}cached:1:key"
        self.addCleanup(broker.delete, queue, other)
        broker.set(queue, "work")
        broker.set(other, "somebody else's")
        cache.set("key", 1)

        cache.clear()

        self.assertEqual((cache.get("key"), broker.get(queue), broker.get(other)), (None, b"work", b"somebody else's"))
