"""The listener against a real socket: signing in, reading, coming back."""

import asyncio

from django.test import SimpleTestCase

from calllog.sources.listener import Address, SignInRefused, session

EVENT = b"Event: Hangup\r\nUniqueid: 1.1\r\nLinkedid: 1.1\r\n\r\n"
ACCEPTED = b"Asterisk Call Manager/13.0.0\r\nResponse: Success\r\nMessage: Authentication accepted\r\n\r\n"
REFUSED = b"Asterisk Call Manager/13.0.0\r\nResponse: Error\r\nMessage: Authentication failed\r\n\r\n"


class Ears:
    """Remembers what it was told."""

    def __init__(self):
        self.batches, self.rolls, self.events = [], [], []

    async def connected(self, at):
        self.events.append("connected")

    async def heard(self, name, ordinal, blocks, received_at):
        self.batches.append((name, ordinal, [block.event or block.get("Response") for block in blocks]))

    async def rolled(self, roll):
        self.rolls.append(sorted(roll.ids))

    async def disconnected(self):
        self.events.append("disconnected")


class ASession(SimpleTestCase):
    def talk(self, *pieces):
        """Let a switch say these pieces, and return what it was told and who heard it."""
        told, ears = [], Ears()

        async def switch(reader, writer):
            told.append(await reader.readuntil(b"CoreShowChannels\r\n"))
            key = (await reader.readuntil(b"\r\n\r\n")).strip()
            for piece in pieces:
                writer.write(piece.replace(b"KEY", key))
                await writer.drain()
                await asyncio.sleep(0.08)
            writer.close()

        async def run():
            server = await asyncio.start_server(switch, "127.0.0.1", 0)
            port = server.sockets[0].getsockname()[1]
            async with server:
                await session(Address("127.0.0.1", port, "aftercall", "secret"), ears)

        asyncio.run(run())
        return told, ears

    def test_signs_in(self):
        told, _ = self.talk(ACCEPTED)

        self.assertTrue(told[0].startswith(b"Action: Login\r\nUsername: aftercall\r\nSecret: secret\r\n\r\n"))

    def test_gives_every_block_its_place(self):
        _, ears = self.talk(ACCEPTED, EVENT + EVENT[:20], EVENT[20:])

        places = [(first + place, name) for _, first, names in ears.batches for place, name in enumerate(names)]
        self.assertEqual(places, [(0, "Success"), (1, "Hangup"), (2, "Hangup")])

    def test_gathers_what_arrives_together(self):
        _, ears = self.talk(ACCEPTED, EVENT * 3)

        self.assertEqual(ears.batches[-1][2], ["Hangup"] * 3)

    def test_is_a_new_one_each_time(self):
        names = {self.talk(ACCEPTED)[1].batches[0][0], self.talk(ACCEPTED)[1].batches[0][0]}

        self.assertEqual(len(names), 2)

    def test_ends_when_the_secret_is_refused(self):
        with self.assertRaises(SignInRefused):
            self.talk(REFUSED)

    def test_says_when_it_is_connected_and_when_no_longer(self):
        _, ears = self.talk(ACCEPTED)

        self.assertEqual(ears.events, ["connected", "disconnected"])

    def test_asks_who_is_on_the_line(self):
        listed = b"Event: CoreShowChannel\r\nKEY\r\nUniqueid: 7.1\r\nLinkedid: 7.1\r\n\r\n"
        done = b"Event: CoreShowChannelsComplete\r\nKEY\r\nEventList: Complete\r\nListItems: 1\r\n\r\n"
        _, ears = self.talk(ACCEPTED, listed, done)

        self.assertEqual(ears.rolls, [["7.1"]])

    def test_believes_no_list_that_broke_off(self):
        listed = b"Event: CoreShowChannel\r\nKEY\r\nUniqueid: 7.1\r\nLinkedid: 7.1\r\n\r\n"
        _, ears = self.talk(ACCEPTED, listed)

        self.assertEqual(ears.rolls, [])
