"""How many events of a switch a second are stored and folded: spoken through a socket, and read from files."""

import asyncio
import time
from zoneinfo import ZoneInfo

from django.utils import timezone

from benchmarks.rows import Row
from calllog.actions.records import File, read_files
from calllog.actions.replay import read_capture
from calllog.management.commands.listen_asterisk import Scribe
from calllog.models import Conversation, RawEvent, Switch
from calllog.sources.ami import AmiReader
from calllog.sources.asterisk_files import CDR_COLUMNS, CEL_COLUMNS
from calllog.sources.listener import Address, session
from calllog.sources.replay import rewrite
from demo.world import SAMPLE, SWITCH, load

COPIES = 20
APART_S = 3.0
ACCEPTED = b"Asterisk Call Manager/13.0.0\r\nResponse: Success\r\nMessage: Authentication accepted\r\n\r\n"
GOAL = 1_000


def events_per_second(scale: float) -> list[Row]:
    """Measure copies of the recorded session, each begun 3 s after the one before; counted is what was stored."""
    load()
    switch = Switch.objects.get(slug=SWITCH)
    copies = max(1, round(COPIES * scale))
    live = spoken(switch, copies)
    filed = from_files(switch, copies)
    return [
        Row("events_per_s.live", live, "1/s", f"{copies} copies through a socket", GOAL, "higher", scale),
        Row("events_per_s.file", filed, "1/s", f"{copies} copies of CEL and CDR", GOAL, "higher", scale),
    ]


def spoken(switch: Switch, copies: int) -> float:
    """Let a switch say everything as fast as it is heard; the last fold counts."""
    said = wire(copies)
    before = RawEvent.objects.filter(switch=switch).count()
    began = time.perf_counter()
    asyncio.run(hear_all(switch, said))
    took = time.perf_counter() - began
    assert not Conversation.objects.filter(switch=switch, dirty=True, merged_into=None).exists()
    return (RawEvent.objects.filter(switch=switch).count() - before) / took


def wire(copies: int) -> bytes:
    """Return the session of a busy switch: every copy's blocks where they fall among the others'."""
    capture, run = read_capture(SAMPLE / "ami_raw.txt"), f"{time.time():.0f}"
    reader = AmiReader()
    blocks = [(at, block) for at, piece in capture.pieces() for block in reader.feed(piece)]
    last = max(at for at, _ in blocks)
    said = []
    for copy in range(copies):
        # All of it in the past, the clock of the switch as right as it was.
        shift = time.time() - last - (copies - copy) * APART_S
        moved = rewrite([block for _, block in blocks], f"b{run}c{copy}", shift)
        said += [(at + shift, block.to_bytes()) for (at, _), block in zip(blocks, moved, strict=True)]
    return b"".join(data for _, data in sorted(said, key=lambda pair: pair[0]))


async def hear_all(switch: Switch, said: bytes) -> None:
    """Serve the bytes on a socket and listen to them as the listener does."""

    async def speak(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(1_000)
        writer.write(ACCEPTED + said)
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(speak, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    async with server:
        await session(Address("127.0.0.1", port, "aftercall", "secret"), Scribe(switch.pk))


def from_files(switch: Switch, copies: int) -> float:
    """Read the files once for each copy, every copy with ids of its own."""
    names = (("cel", "cel_custom_Master.csv", CEL_COLUMNS), ("cdr", "cdr_csv_Master.csv", CDR_COLUMNS))
    run, spent, events = f"{time.time():.0f}", 0.0, 0
    for copy in range(copies):
        files = []
        for kind, name, columns in names:
            text = (SAMPLE / name).read_text(encoding="utf-8").replace("pbx-", f"f{run}c{copy}-")
            files.append(File(kind, name, text.splitlines(keepends=True), columns))
        began = time.perf_counter()
        read = read_files(switch_id=switch.pk, files=files, zone=ZoneInfo("UTC"), received_at=timezone.now())
        spent += time.perf_counter() - began
        events += read.events
    return events / spent
