"""The listener against a real socket: signing in, reading, coming back."""

import asyncio

from django.test import SimpleTestCase

from calllog.sources.listener import Address, SignInRefused, session

EVENT = b"Event: Hangup\r\nUniqueid: 1.1\r\nLinkedid: 1.1\r\n\r\n"
ACCEPTED = b"Asterisk Call Manager/13.0.0\r\nResponse: Success\r\nMessage: Authentication accepted\r\n\r\n"
REFUSED = b"Asterisk Call Manager/13.0.0\r\nResponse: Error\r\nMessage: Authentication failed\r\n\r\n"


class ASession(SimpleTestCase):
    def talk(self, *pieces):
        """Let a switch say these pieces, and return what it was told and what was heard."""
        told, heard = [], []

        async def switch(reader, writer):
            told.append(await reader.read(1_000))
            for piece in pieces:
                writer.write(piece)
                await writer.drain()
                await asyncio.sleep(0.08)
            writer.close()

        async def take(name, ordinal, blocks, received_at):
            heard.append((name, ordinal, [block.event or block.get("Response") for block in blocks]))

        async def run():
            server = await asyncio.start_server(switch, "127.0.0.1", 0)
            port = server.sockets[0].getsockname()[1]
            async with server:
                await session(Address("127.0.0.1", port, "aftercall", "secret"), take)

        asyncio.run(run())
        return told, heard

    def test_signs_in(self):
        told, _ = self.talk(ACCEPTED)

        self.assertEqual(told, [b"Action: Login\r\nUsername: aftercall\r\nSecret: secret\r\n\r\n"])

    def test_gives_every_block_its_place(self):
        _, heard = self.talk(ACCEPTED, EVENT + EVENT[:20], EVENT[20:])

        self.assertEqual(
            [(ordinal, names) for _, ordinal, names in heard], [(0, ["Success"]), (1, ["Hangup"]), (2, ["Hangup"])]
        )

    def test_gathers_what_arrives_together(self):
        _, heard = self.talk(ACCEPTED, EVENT * 3)

        self.assertEqual(heard[-1][2], ["Hangup"] * 3)

    def test_is_a_new_one_each_time(self):
        names = {self.talk(ACCEPTED)[1][0][0], self.talk(ACCEPTED)[1][0][0]}

        self.assertEqual(len(names), 2)

    def test_ends_when_the_secret_is_refused(self):
        with self.assertRaises(SignInRefused):
            self.talk(REFUSED)
