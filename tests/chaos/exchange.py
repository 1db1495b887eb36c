"""A telephone exchange for the listener: it says the recording again, and after a break repeats what was lost."""

import asyncio
import threading
from contextlib import suppress

from calllog.actions.replay import chosen, read_capture
from calllog.sources.ami import AmiReader
from calllog.sources.asterisk import stored_body
from demo.world import SAMPLE

ACCEPTED = b"Asterisk Call Manager/13.0.0\r\nResponse: Success\r\nMessage: Authentication accepted\r\n\r\n"
LAST_STORED = """
    SELECT EXISTS (SELECT FROM calllog_rawevent
                   WHERE name = %s AND body->>'Timestamp' = %s AND coalesce(body->>'Uniqueid', '') = %s)
"""


class Exchange:
    """Says call after call; who comes back hears again from the first call that was not stored whole.

    The manager interface acknowledges nothing, so only what the database holds tells what was lost with a listener.
    `repeats` is how many calls before that one are said again as well.
    """

    def __init__(self, ground, calls=None, pause_s=0.05):
        capture = read_capture(SAMPLE / "ami_raw.txt")
        self.ground, self.pause_s = ground, pause_s
        told = chosen(capture)[:calls]
        self.names = [call.name for call in told]
        self.calls = [[piece for _, piece in capture.pieces(call)] for call in told]
        self.last = [last_kept(pieces) for pieces in self.calls]
        self.settled = self.repeats = 0
        self.connections = self.repeated = 0
        self.writer = None
        # How many calls it may say; the drill has it speak when it matters.
        self.allowed = 0
        # Called once, before the last words of the next call.
        self.before_last = None
        self.port = 0
        self.ready = threading.Event()

    def __enter__(self):
        self.loop = asyncio.new_event_loop()
        self.thread = threading.Thread(target=self.run, name="exchange", daemon=True)
        self.thread.start()
        assert self.ready.wait(10)
        return self

    def __exit__(self, *fault):
        self.loop.call_soon_threadsafe(self.over.set)
        self.thread.join(10)

    def run(self):
        asyncio.set_event_loop(self.loop)
        self.loop.run_until_complete(self.serve())

    async def serve(self):
        self.over = asyncio.Event()
        server = await asyncio.start_server(self.speak, "127.0.0.1", 0)
        self.port = server.sockets[0].getsockname()[1]
        self.ready.set()
        async with server:
            await self.over.wait()
            self.hang_up()

    async def speak(self, reader, writer):
        """Say everything from where the listener has to hear it again."""
        self.connections += 1
        try:
            await reader.readuntil(b"\r\n\r\n")
            self.writer = writer
            leaving = asyncio.create_task(self.notice_end(reader, writer))
            writer.write(ACCEPTED)
            begin = max(0, await asyncio.to_thread(self.count_settled) - self.repeats)
            self.repeated += begin < self.settled
            self.repeats = 0
            for number, pieces in enumerate(self.calls[begin:], begin):
                while number >= self.allowed and self.writer is writer:
                    await asyncio.sleep(0.05)
                for piece in pieces:
                    if piece is pieces[-1] and self.writer is writer:
                        await self.pause_before_last()
                    if self.writer is not writer:
                        return
                    writer.write(piece)
                    await writer.drain()
                    await asyncio.sleep(self.pause_s)
            # A switch stays connected.
            await leaving
        except (OSError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()

    async def notice_end(self, reader, writer):
        """Read the listener's questions and pings, which nobody answers, until it is gone."""
        with suppress(OSError):
            while await reader.read(1_000):
                pass
        if self.writer is writer:
            self.writer = None

    async def pause_before_last(self):
        if self.before_last:
            # What was said until now is stored by then, so that the last words come by themselves.
            before_last, self.before_last = self.before_last, None
            await asyncio.sleep(1)
            before_last()

    def count_settled(self):
        """Count the calls, from the first on, of which the last kept message is stored."""
        while self.settled < len(self.calls) and self.ground.one(LAST_STORED, self.last[self.settled]):
            self.settled += 1
        return self.settled

    def hang_up(self):
        """Break the connection, in the middle of whatever is being said."""
        if self.writer is not None:
            self.writer.transport.abort()

    def say(self, calls=None):
        """Let it say some more calls, or all."""
        self.allowed = len(self.calls) if calls is None else self.allowed + calls

    def drop(self):
        """Break the connection from another thread, and say a call again that was told whole."""
        self.repeats = 1
        self.loop.call_soon_threadsafe(self.hang_up)

    def is_heard(self):
        """Tell whether a listener is connected."""
        return self.writer is not None

    def heard(self):
        """Tell whether everything said is stored."""
        return self.count_settled() == len(self.calls)


def last_kept(pieces):
    """Return what tells the last message of a call that is worth storing."""
    blocks = AmiReader().feed(b"".join(pieces))
    kept = [block for block in blocks if not block.error and stored_body(block) is not None]
    return kept[-1].event, kept[-1].get("Timestamp"), kept[-1].get("Uniqueid")
