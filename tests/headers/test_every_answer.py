"""No answer, of a page, an endpoint, a file or a fault, leaves the browser a door open."""

from collections import defaultdict
from unittest import mock

import pytest
from django.conf import settings
from django.core.cache import cache

from callcenter.tenancy.errors import DomainError
from tests.headers.asking import METHODS, Asking, under
from tests.headers.policy import cookie_faults, faults
from tests.tally import tell


class EveryAnswer(Asking):
    METHODS = ["GET", "TRACE"]
    PEOPLE = ["admin"]

    def judge(self, asked):
        """Return by fault the answers that have it."""
        wrong, count = defaultdict(list), 0
        for name, method, who, answer in asked:
            count += 1
            # Files of the pages are the only answers that are the same for everybody.
            kept = name.startswith("/static/")
            body = b"" if answer.streaming else answer.content
            found = faults(answer.status_code, answer.headers, body, https=self.HTTPS, kept=kept)
            names = {"session": settings.SESSION_COOKIE_NAME, "csrf": settings.CSRF_COOKIE_NAME}
            found += cookie_faults(answer.cookies, https=self.HTTPS, **names)
            for fault in found:
                wrong[fault].append(f"{method} {name} for {who}: {answer.status_code}")
        self.assertGreater(count, 0)
        tell("headers", answers=count)
        return {fault: answers[:5] for fault, answers in wrong.items()}

    def test_of_every_route_is_shut(self):
        self.assertEqual(self.judge(self.answers(self.METHODS, self.clients(self.PEOPLE))), {})

    def test_that_tells_of_a_fault_is_shut(self):
        self.assertEqual(self.judge(self.faulty()), {})

    def test_that_is_a_file_is_shut(self):
        client = self.client_of(None)
        paths = ["/static/css/base.css", "/static/icons.svg", "/static/js/shell.js", "/static/nothing.css"]
        answers = [(path, "GET", "nobody", self.ask(client, "GET", path)) for path in paths]

        self.assertEqual([answer.status_code for *_, answer in answers], [200, 200, 200, 404])
        self.assertEqual(self.judge(answers), {})

    def faulty(self):
        """Yield an answer of every kind of fault, of a page and of the API."""
        page, endpoint, found = "/o/acme/calls/", "/api/v1/calls/", []
        person, lax = self.client_of(self.admin), {"enforce_csrf_checks": True}

        def ask(status, name, client, method, path, **more):
            answer = self.ask(client, method, path, **more)
            self.assertEqual(answer.status_code, status, f"{name} {path}: {answer.content[:200]!r}")
            found.append((name, method, "somebody", answer))

        for path in (page, endpoint):
            ask(400, "foreign host", person, "GET", path, HTTP_HOST="evil.example")
            ask(403, "no token", self.client_of(self.admin, **lax), "POST", path)
            ask(405, "unknown method", person, "TRACE", path)
            with mock.patch(
                "callcenter.accounts.access.Membership.objects.active", side_effect=RuntimeError("x.py line 3")
            ):
                ask(500, "bug inside", person, "GET", path)
        with mock.patch("callcenter.web.views.enter", side_effect=DomainError):
            ask(409, "refused", person, "GET", page)
        ask(404, "page of nothing", person, "GET", "/o/acme/calls/999999/")
        ask(404, "row of nothing", person, "GET", "/api/v1/calls/999999/")
        ask(403, "not allowed", self.client_of(self.alice), "GET", "/o/acme/people/")
        ask(403, "not allowed", self.client_of(self.alice), "POST", "/api/v1/codes/", data="{}")
        ask(400, "cannot be read", person, "POST", endpoint, data="{")
        ask(405, "wrong method", person, "DELETE", endpoint)
        ask(413, "too much", person, "POST", endpoint, data="x" * (settings.DATA_UPLOAD_MAX_MEMORY_SIZE + 1))
        form = {"content_type": "text/csv", "secure": self.HTTPS}
        found.append(("wrong kind", "POST", "somebody", person.generic("POST", endpoint, "a;b", **form)))
        self.assertEqual(found[-1][-1].status_code, 415)
        ask(401, "wrong key", self.client_of("ak_0000000000.nothing"), "GET", endpoint)
        ask(400, "filter that is none", person, "GET", f"{page}?nothing=1")
        found.append(("too often", "POST", "nobody", self.too_often()))
        self.assertEqual(found[-1][-1].status_code, 429)
        return found

    def too_often(self):
        cache.clear()
        client = self.client_of(None)
        with self.settings(ACCOUNT_RATE_LIMITS={"login": "1/m/ip"}):
            for _ in range(3):
                answer = client.post("/accounts/login/", {"login": "a@b.example", "password": "x"}, secure=self.HTTPS)
        cache.clear()
        return answer


@under(HTTPS="true")
class EveryAnswerOverTls(EveryAnswer):
    HTTPS = True
    METHODS = ["GET"]
    PEOPLE = ["nobody"]


@pytest.mark.nets
class EveryAnswerToEverybody(EveryAnswer):
    STEP = 1
    METHODS = METHODS
    PEOPLE = ["nobody", "agent", "admin", "stranger", "key"]


@pytest.mark.nets
@under(HTTPS="true")
class EveryAnswerToEverybodyOverTls(EveryAnswerToEverybody):
    HTTPS = True
    # Who asks changes nothing about the way; every method is asked in the clear.
    METHODS = ["GET", "POST"]
    PEOPLE = ["nobody", "admin", "key"]
