"""Stay connected to a manager interface: sign in, read, and come back after a break."""

import asyncio
import logging
import random
import uuid
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from calllog.sources.ami import AmiReader, Block, encode_action

logger = logging.getLogger(__name__)
GATHER_S = 0.05
SILENT_S = 60
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


# session, ordinal of the first block, the blocks, when they came
Heard = Callable[[str, int, list[Block], datetime], Awaitable[None]]


async def listen(address: Address, heard: Heard) -> None:
    """Hand on what the switch says, in batches of 50 ms; connect again after any break, with jitter and back-off."""
    pause = 1.0
    while True:
        try:
            await session(address, heard)
            pause = 1.0
        except (OSError, asyncio.IncompleteReadError, TimeoutError, SignInRefused) as fault:
            logger.warning("manager interface at %s:%s: %s", address.host, address.port, fault or type(fault).__name__)
        await asyncio.sleep(pause * random.uniform(0.8, 1.2))  # noqa: S311 - jitter, not a secret
        pause = min(pause * 2, LONGEST_PAUSE_S)


async def session(address: Address, heard: Heard) -> None:
    """Carry one connection from sign-in to its end; every block has its place in the session."""
    reader, writer = await asyncio.wait_for(
        asyncio.open_connection(address.host, address.port, ssl=address.tls or None), timeout=10
    )
    name, ordinal, frames = uuid.uuid4().hex, 0, AmiReader()
    try:
        writer.write(encode_action({"Action": "Login", "Username": address.user, "Secret": address.secret}))
        await writer.drain()
        pinger = asyncio.create_task(ping(writer))
        try:
            while data := await asyncio.wait_for(reader.read(65_536), timeout=SILENT_S):
                blocks = frames.feed(data)
                if not blocks:
                    continue
                received_at = datetime.now(UTC)
                await asyncio.sleep(GATHER_S)
                blocks += frames.feed(await available(reader))
                if any(
                    block.get("Response") == "Error" and "uthentication" in block.get("Message") for block in blocks
                ):
                    raise SignInRefused("sign-in refused")
                await heard(name, ordinal, blocks, received_at)
                ordinal += len(blocks)
        finally:
            pinger.cancel()
        if left := frames.close():
            await heard(name, ordinal, left, datetime.now(UTC))
    finally:
        writer.close()


async def available(reader: asyncio.StreamReader) -> bytes:
    """Return what has arrived meanwhile, without waiting for more."""
    try:
        return await asyncio.wait_for(reader.read(1 << 20), timeout=0.001)
    except TimeoutError:
        return b""


async def ping(writer: asyncio.StreamWriter) -> None:
    """Let a dead connection be noticed."""
    while True:
        await asyncio.sleep(SILENT_S / 3)
        writer.write(encode_action({"Action": "Ping"}))
        await writer.drain()
