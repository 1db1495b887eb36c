"""The push process answers as guardedly as the pages."""

import asyncio
import os
import subprocess
import sys

import pytest
from django.conf import settings
from django.test import SimpleTestCase

from callcenter import push
from callcenter.outbox import tickets
from tests.headers.policy import YEAR, faults
from tests.tally import tell

METHODS = ("GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "TRACE")


def answer(path, query=b"", method="GET"):
    """Return status, headers and body of an answer; the browser leaves at once."""
    sent = []

    async def receive():
        return {"type": "http.disconnect"}

    async def send(message):
        sent.append(message)

    async def run():
        push.hub = push.Hub()
        scope = {"type": "http", "method": method, "path": path, "query_string": query, "headers": []}
        await push.application(scope, receive, send)

    asyncio.run(run())
    headers = {name.decode(): value.decode() for name, value in sent[0]["headers"]}
    return sent[0]["status"], headers, b"".join(message.get("body", b"") for message in sent[1:])


class ThePushProcess(SimpleTestCase):
    def test_is_shut_in_every_answer(self):
        ticket = f"ticket={tickets.issue(7, [1])}".encode()
        asked = [
            (path, query, method)
            for path in ("/events/", "/healthz", "/nothing", "/events/../x")
            for query in (b"", b"ticket=none", ticket)
            for method in METHODS
        ]
        answers = {case: answer(*case) for case in asked}
        wrong = {case: found for case, given in answers.items() if (found := faults(*given))}
        tell("headers", answers=len(answers))

        self.assertEqual(wrong, {})
        self.assertEqual({status for status, *_ in answers.values()}, {200, 401, 404, 405})

    def test_knows_no_method_but_asking(self):
        self.assertEqual(
            [answer("/events/", b"", method)[0] for method in METHODS], [401, 401, 405, 405, 405, 405, 405]
        )


class InProduction(SimpleTestCase):
    """Asked of processes of their own, whose settings are made of the environment of production."""

    def run_with(self, *words):
        surroundings = {"HTTPS": "true", "DEBUG": "false", "DEMO": "false", "ALLOWED_HOSTS": "calls.example.com"}
        return subprocess.run(
            [sys.executable, *words],
            cwd=settings.BASE_DIR,
            env=os.environ | surroundings,
            capture_output=True,
            text=True,
            timeout=120,
        )

    def test_the_push_process_insists_on_tls(self):
        found = self.run_with(
            "-c", "from callcenter import push; print(dict(push.HEADERS)[b'strict-transport-security'])"
        )

        self.assertEqual(found.stdout.strip(), f"b'max-age={YEAR}; includeSubDomains'", found.stderr)

    @pytest.mark.nets
    def test_the_check_before_deployment_warns_of_nothing(self):
        found = self.run_with("manage.py", "check", "--deploy", "--fail-level", "WARNING")

        self.assertEqual((found.returncode, "no issues" in found.stdout), (0, True), found.stderr)
