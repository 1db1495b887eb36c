"""A mail server that writes down every mail it took, and misbehaves when it is told to."""

import asyncio
import logging
import re
import time
from collections import Counter

from aiosmtpd.controller import Controller

from callcenter.embedded.processes import free_port

KEY = re.compile(rb"^Message-ID:\s*<([0-9a-f-]{36})@", re.IGNORECASE | re.MULTILINE)


class Sink:
    """Takes mail; `moods` are what it does to the next ones: stall, drop (take it and say nothing) or refuse."""

    def __init__(self, journal, takes_s=0.03):
        self.journal, self.takes_s = journal, takes_s
        self.moods = []
        self.stalls_s = 2.0
        self.taken = Counter()
        self.done = Counter()
        self.port = free_port()
        self.controller = Controller(self, hostname="127.0.0.1", port=self.port)

    def __enter__(self):
        logging.getLogger("mail.log").setLevel(logging.WARNING)
        self.controller.start()
        return self

    def __exit__(self, *fault):
        self.controller.stop()

    @property
    def url(self):
        return f"smtp://127.0.0.1:{self.port}"

    async def handle_DATA(self, server, session, envelope):
        mood = self.moods.pop(0) if self.moods else ""
        if mood:
            self.done[mood] += 1
        await asyncio.sleep(self.stalls_s if mood == "stall" else self.takes_s)
        if mood == "refuse":
            return "451 4.3.0 Try again later"
        found = KEY.search(envelope.content)
        key = found[1].decode() if found else f"no key: {envelope.content[:80]!r}"
        self.taken[key] += 1
        with open(self.journal, "a") as file:
            file.write(f"{key} {time.time():.3f}\n")
        if mood == "drop":
            server.transport.abort()
        return "250 2.0.0 Taken"
