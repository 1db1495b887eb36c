"""Stay connected to a manager interface: sign in, read, and come back after a break."""

import asyncio
import logging
import random
import uuid
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import count
from typing import Protocol

from calllog.sources.ami import AmiReader, Block, encode_action
from calllog.sources.roll_call import ENTRY, Roll, RollCall

logger = logging.getLogger(__name__)
GATHER_S = 0.05
SILENT_S = 60
PING_S = 20
PINGS_A_ROLL = 30
LONGEST_PAUSE_S = 30


class SignInRefused(Exception):
    """The switch did not accept user and secret."""


@dataclass(frozen=True, slots=True)
class Address:
    """Where a manager interface is and who signs in there."""

    host: str
    port: int
    user: str
    secret: str
    tls: bool = False


class Ear(Protocol):
    """Whoever wants to know what a switch says; called one after another."""

    async def connected(self, at: datetime) -> None:
        """The switch accepted the sign-in."""

    async def heard(self, session: str, ordinal: int, blocks: list[Block], received_at: datetime) -> None:
        """Blocks arrived together; `ordinal` is the first one's place in the session."""

    async def rolled(self, roll: Roll) -> None:
        """The switch listed its channels."""

    async def disconnected(self) -> None:
        """The connection is gone."""


async def listen(address: Address, ear: Ear) -> None:
    """Hand on what the switch says, in batches of 50 ms; connect again after any break, with jitter and back-off."""
    pause = 1.0
    while True:
        try:
            await session(address, ear)
            pause = 1.0
        except (OSError, asyncio.IncompleteReadError, TimeoutError, SignInRefused) as fault:
            logger.warning("manager interface at %s:%s: %s", address.host, address.port, fault or type(fault).__name__)
        await asyncio.sleep(pause * random.uniform(0.8, 1.2))  # noqa: S311 - jitter, not a secret
        pause = min(pause * 2, LONGEST_PAUSE_S)


async def session(address: Address, ear: Ear) -> None:
    """Carry one connection from sign-in to its end; every block has its place in the session."""
    reader, writer = await asyncio.wait_for(
        asyncio.open_connection(address.host, address.port, ssl=address.tls or None), timeout=10
    )
    frames, roll_call = AmiReader(), RollCall()
    try:
        writer.write(encode_action({"Action": "Login", "Username": address.user, "Secret": address.secret}))
        await writer.drain()
        asker = asyncio.create_task(ask(writer, roll_call))
        try:
            await follow(reader, frames, roll_call, ear)
        finally:
            asker.cancel()
            await ear.disconnected()
    finally:
        writer.close()


async def follow(reader: asyncio.StreamReader, frames: AmiReader, roll_call: RollCall, ear: Ear) -> None:
    """Hand on blocks until the connection ends."""
    name, ordinal, signed_in = uuid.uuid4().hex, 0, False
    while data := await asyncio.wait_for(reader.read(65_536), timeout=SILENT_S):
        blocks = frames.feed(data)
        if not blocks:
            continue
        received_at = datetime.now(UTC)
        await asyncio.sleep(GATHER_S)
        blocks += frames.feed(await available(reader))
        if any(block.get("Response") == "Error" and "uthentication" in block.get("Message") for block in blocks):
            raise SignInRefused("sign-in refused")
        if not signed_in:
            signed_in = True
            await ear.connected(received_at)
        await ear.heard(name, ordinal, [block for block in blocks if block.event != ENTRY], received_at)
        ordinal += len(blocks)
        for roll in roll_call.take(blocks):
            await ear.rolled(roll)
    if left := frames.close():
        await ear.heard(name, ordinal, left, datetime.now(UTC))


async def available(reader: asyncio.StreamReader) -> bytes:
    """Return what has arrived meanwhile, without waiting for more."""
    try:
        return await asyncio.wait_for(reader.read(1 << 20), timeout=0.001)
    except TimeoutError:
        return b""


async def ask(writer: asyncio.StreamWriter, roll_call: RollCall) -> None:
    """Ask who is on the line, at once and then every ten minutes, and let a dead connection be noticed."""
    for turn in count():
        due = turn % PINGS_A_ROLL == 0
        writer.write(encode_action(roll_call.action(datetime.now(UTC)) if due else {"Action": "Ping"}))
        await writer.drain()
        await asyncio.sleep(PING_S)
