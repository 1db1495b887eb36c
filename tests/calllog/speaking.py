"""A switch of the tests' own, which says what it is told to, and a listener that hears it."""

import asyncio
import json
from unittest import mock

from django.test import TransactionTestCase

from callcenter.tenancy.models import Organization
from callcenter.tenancy.scope import tenant_scope
from calllog.actions.replay import chosen, read_capture
from calllog.management.commands.listen_asterisk import Command
from calllog.models import Call, Switch
from demo.world import SAMPLE, SWITCH, load
from dispositions.models import Wrapup

ACCEPTED = b"Asterisk Call Manager/13.0.0\r\nResponse: Success\r\nMessage: Authentication accepted\r\n\r\n"


class Speaking(TransactionTestCase):
    """One recorded call, and a switch that says any bytes, connection after connection."""

    def setUp(self):
        load()
        capture = read_capture(SAMPLE / "ami_raw.txt")
        self.call = chosen(capture)[0]
        self.raw = b"".join(piece for _, piece in capture.pieces(self.call))
        self.switch = Switch.objects.get(slug=SWITCH)

    def listen(self, *sessions, greeting=(), patience_s=1.5):
        """Let a switch speak in one connection after the other, and listen until it has said everything.

        `greeting` holds what the first connections answer to the sign-in; all others accept it.
        """
        waiting, greetings = list(sessions), list(greeting)

        async def speak(reader, writer):
            await reader.read(1_000)
            writer.write(greetings.pop(0) if greetings else ACCEPTED)
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
                await asyncio.sleep(patience_s)
                listening.cancel()

        never_long = mock.patch("calllog.sources.listener.random.uniform", return_value=0.1)
        with mock.patch.dict("os.environ", {"AMI_SECRET_DEMO_PBX": "secret"}), never_long:
            asyncio.run(run())

    def stored(self):
        truth = json.loads((SAMPLE / "ground_truth.json").read_text())[0]
        with tenant_scope(Organization.objects.get(slug="acme")):
            call = Call.objects.get(external_id=truth["linkedid"])
            return call.status, list(Wrapup.objects.filter(call=call).values_list("membership__name", "state"))
