"""News is written with the fact and delivered after the commit; what a dead process left over is delivered later."""

from datetime import timedelta
from unittest import mock

import redis
from django.db import transaction
from django.utils import timezone

from callcenter.outbox import live
from callcenter.outbox.models import Event
from callcenter.outbox.post import announce
from callcenter.outbox.tasks import deliver_left_over
from tests.base import CallCenterTestCase, no_scope


class News(CallCenterTestCase):
    def test_goes_out_after_the_commit(self):
        with (
            mock.patch.object(live, "publish", return_value=True) as publish,
            self.captureOnCommitCallbacks(execute=True),
        ):
            announce("call", {"id": 1}, [7])
            publish.assert_not_called()

        (message,) = publish.call_args.args[0].values()
        self.assertEqual(message, {
            "organization_id": self.acme.pk, "users": [7], "body": {"type": "call", "organization": "acme", "id": 1},
        })  # fmt: skip

    def test_of_a_fact_that_was_rolled_back_never_goes_out(self):
        with mock.patch.object(live, "publish") as publish, self.captureOnCommitCallbacks(execute=True):
            try:
                with transaction.atomic():
                    announce("call", {"id": 1})
                    raise ZeroDivisionError
            except ZeroDivisionError:
                pass

        publish.assert_not_called()

    def test_does_not_fail_the_save_when_redis_is_gone(self):
        with (
            mock.patch.object(live, "client", side_effect=redis.ConnectionError),
            self.captureOnCommitCallbacks(execute=True),
        ):
            announce("call", {"id": 1})

        self.assertEqual(Event.objects.count(), 1)

    def left_over(self):
        """Write an event as a process does that dies before it delivers; the database's clock says it is old."""
        announce("call", {"id": 1})
        Event.objects.update(created_at=timezone.now() - timedelta(minutes=1))
        with no_scope():
            deliver_left_over()

    def test_left_over_is_delivered_by_the_sweep(self):
        with mock.patch.object(live, "publish", return_value=True) as publish:
            self.left_over()

        self.assertEqual((publish.call_count, Event.objects.filter(delivered_at=None).count()), (1, 0))

    def test_is_not_delivered_twice(self):
        with self.captureOnCommitCallbacks(execute=True):
            announce("call", {"id": 1})
        Event.objects.update(created_at=timezone.now() - timedelta(minutes=1))
        with mock.patch.object(live, "publish", return_value=True) as publish, no_scope():
            deliver_left_over()

        publish.assert_not_called()

    def test_waits_while_redis_is_gone(self):
        with mock.patch.object(live, "publish", return_value=False):
            self.left_over()

        self.assertEqual(Event.objects.filter(delivered_at=None).count(), 1)
