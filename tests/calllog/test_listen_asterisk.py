"""The listener from the socket to the call: a switch speaks, the database has the call and its wrap-up."""

import asyncio
import json
from unittest import mock

from django.db import connections
from django.test import TransactionTestCase

from callcenter.tenancy.models import Organization
from callcenter.tenancy.scope import tenant_scope
from calllog.actions.replay import chosen, read_capture
from calllog.leases import leased
from calllog.management.commands.listen_asterisk import Command
from calllog.models import Call, RawEvent, Switch
from demo.world import SAMPLE, SWITCH, load
from dispositions.models import Wrapup

ACCEPTED = b"Asterisk Call Manager/13.0.0\r\nResponse: Success\r\nMessage: Authentication accepted\r\n\r\n"


class TheListener(TransactionTestCase):
    def setUp(self):
        load()
        capture = read_capture(SAMPLE / "ami_raw.txt")
        self.call = chosen(capture)[0]
        self.raw = b"".join(piece for _, piece in capture.pieces(self.call))
        self.switch = Switch.objects.get(slug=SWITCH)

    def listen(self, *sessions):
        """Let a switch speak in one connection after the other, and listen until it has said everything."""
        waiting = list(sessions)

        async def speak(reader, writer):
            await reader.read(1_000)
            writer.write(ACCEPTED)
            for piece in waiting.pop(0) if waiting else []:
                writer.write(piece)
                await writer.drain()
                await asyncio.sleep(0.1)
            writer.close()

        async def run():
            server = await asyncio.start_server(speak, "127.0.0.1", 0)
            port = server.sockets[0].getsockname()[1]
            self.switch.settings |= {"host": "127.0.0.1", "port": port}
            async with server:
                listening = asyncio.create_task(Command(stdout=mock.Mock()).listen_to(self.switch))
                for _ in range(100):
                    await asyncio.sleep(0.1)
                    if not waiting:
                        break
                await asyncio.sleep(1.5)
                listening.cancel()

        never_long = mock.patch("calllog.sources.listener.random.uniform", return_value=0.1)
        with mock.patch.dict("os.environ", {"AMI_SECRET_DEMO_PBX": "secret"}), never_long:
            asyncio.run(run())

    def stored(self):
        truth = json.loads((SAMPLE / "ground_truth.json").read_text())[0]
        with tenant_scope(Organization.objects.get(slug="acme")):
            call = Call.objects.get(external_id=truth["linkedid"])
            return call.status, list(Wrapup.objects.filter(call=call).values_list("membership__name", "state"))

    def test_makes_a_call_and_its_wrap_up(self):
        self.listen([self.raw])

        self.assertEqual(self.stored(), ("answered", [("Ada Lindqvist", "open")]))

    def test_goes_on_after_a_broken_connection(self):
        cut = self.raw.index(b"\r\n\r\n", len(self.raw) // 2) + 4

        self.listen([self.raw[:cut]], [self.raw[cut:]])

        self.assertEqual(self.stored()[0], "answered")

    def test_keeps_what_it_was_told_word_for_word(self):
        self.listen([self.raw])

        self.assertEqual(RawEvent.objects.filter(problem="").exclude(body__Event="").count(), RawEvent.objects.count())

    def test_is_the_only_one_of_its_switch(self):
        other = connections.create_connection("default")
        with other.cursor() as cursor:
            cursor.execute("SELECT 1")
        elsewhere = mock.patch("calllog.leases.connection", other)
        with leased("listen", self.switch.pk) as first, elsewhere, leased("listen", self.switch.pk) as second:
            got = first, second
        other.close()

        self.assertEqual(got, (True, False))
