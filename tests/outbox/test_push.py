"""The stream of news: who may listen, what they hear, what a full queue becomes."""

import asyncio
import json
from unittest import mock

from django.test import SimpleTestCase

from callcenter import push
from callcenter.outbox import tickets
from callcenter.outbox.tickets import Ticket

MINE = {"organization_id": 1, "users": [], "body": {"type": "disposition"}}
FAR = 4_000_000_000.0


class ATicket(SimpleTestCase):
    def test_says_whose_stream_it_is(self):
        ticket = tickets.read(tickets.issue(7, [2, 1]))

        self.assertEqual((ticket.user_id, ticket.organization_ids), (7, {1, 2}))

    def test_that_was_changed_is_refused(self):
        self.assertIsNone(tickets.read(tickets.issue(7, [1])[:-2] + "xx"))

    def test_that_is_old_is_refused(self):
        text = tickets.issue(7, [1])

        with mock.patch("time.time", return_value=FAR):
            self.assertIsNone(tickets.read(text))


class AListener(SimpleTestCase):
    def setUp(self):
        self.listener = push.Listener(Ticket(7, frozenset({1}), FAR))

    def test_hears_news_for_everybody_of_the_organization(self):
        self.assertIs(self.listener.hears(MINE), True)

    def test_hears_news_for_the_own_person(self):
        self.assertIs(self.listener.hears(MINE | {"users": [7]}), True)

    def test_does_not_hear_news_for_a_colleague(self):
        self.assertIs(self.listener.hears(MINE | {"users": [8]}), False)

    def test_does_not_hear_another_organization(self):
        self.assertIs(self.listener.hears(MINE | {"organization_id": 2, "users": [7]}), False)

    def test_that_falls_behind_is_told_to_refetch(self):
        for _ in range(push.BACKLOG + 1):
            self.listener.offer("news")

        self.assertEqual(
            (self.listener.queue.qsize(), self.listener.queue.get_nowait()), (1, json.dumps({"type": "resync"}))
        )


class TheStream(SimpleTestCase):
    def ask(self, path="/events/", query=b"", headers=(), hub=None, messages=()):
        """Ask the application and return what it sent until the browser leaves."""
        sent = []

        async def receive():
            await asyncio.sleep(0.05)
            return {"type": "http.disconnect"}

        async def send(message):
            sent.append(message)

        async def run():
            push.hub = hub or push.Hub()
            scope = {"type": "http", "path": path, "query_string": query, "headers": list(headers)}
            asking = asyncio.create_task(push.application(scope, receive, send))
            await asyncio.sleep(0.01)
            for message in messages:
                push.hub.hand_on(message)
            await asking
            return len(push.hub.listeners)

        self.left = asyncio.run(run())
        return sent

    def ticket(self):
        return b"ticket=" + tickets.issue(7, [1]).encode()

    def test_refuses_nobody_in_particular(self):
        self.assertEqual(self.ask()[0]["status"], 401)

    def test_knows_no_other_path(self):
        self.assertEqual(self.ask(path="/etc/passwd")[0]["status"], 404)

    def test_begins_with_hello_and_hands_news_on(self):
        body = b"".join(part.get("body", b"") for part in self.ask(query=self.ticket(), messages=[MINE]))

        self.assertEqual(body, b'data: {"type": "hello"}\n\ndata: {"type": "disposition"}\n\n')

    def test_leaves_no_listener_behind(self):
        self.ask(query=self.ticket())

        self.assertEqual(self.left, 0)

    def test_lets_the_page_of_the_same_host_listen(self):
        headers = [(b"origin", b"http://127.0.0.1:8000"), (b"host", b"127.0.0.1:8001")]

        found = dict(self.ask(query=self.ticket(), headers=headers)[0]["headers"])

        self.assertEqual(found[b"access-control-allow-origin"], b"http://127.0.0.1:8000")

    def test_does_not_let_another_site_listen(self):
        headers = [(b"origin", b"https://evil.example"), (b"host", b"127.0.0.1:8001")]

        found = dict(self.ask(query=self.ticket(), headers=headers)[0]["headers"])

        self.assertNotIn(b"access-control-allow-origin", found)
