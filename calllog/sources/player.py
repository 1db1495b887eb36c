"""Play a recorded session again, as calls of now or word for word."""

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from calllog.sources.ami import AmiReader, Block
from calllog.sources.replay import CallSlice, Capture, rewrite

PAUSE_S = 2.0
Clock = Callable[[], float]
Sleep = Callable[[float], None]


@dataclass(frozen=True, slots=True)
class Batch:
    """Blocks that arrive together: which call they are of, the place of the first one, and when they came."""

    call: CallSlice
    number: int
    ordinal: int
    blocks: list[Block]
    received_at: datetime


def play(
    capture: Capture,
    calls: Sequence[CallSlice],
    *,
    run: str,
    speed: float = 1.0,
    verbatim: bool = False,
    clock: Clock = time.time,
    sleep: Sleep = time.sleep,
) -> Iterator[Batch]:
    """Yield the session's blocks when they are due.

    A rewritten run carries its name in every id and happens now; `speed` shortens the pauses between calls, never the
    calls. Word for word keeps ids and times and waits for nothing.
    """
    ordinal = 0
    for number, call in enumerate(calls, 1):
        shift = 0.0 if verbatim else clock() - call.start_t
        reader = AmiReader()
        for at, piece in capture.pieces(call):
            wait = at + shift - clock()
            if not verbatim and wait > 0:
                sleep(wait)
            blocks = reader.feed(piece)
            received_at = datetime.fromtimestamp(at + shift, UTC)
            yield Batch(call, number, ordinal, rewritten(blocks, run, shift, verbatim), received_at)
            ordinal += len(blocks)
        left = reader.close()
        if left:
            yield Batch(
                call, number, ordinal, rewritten(left, run, shift, verbatim), datetime.fromtimestamp(clock(), UTC)
            )
            ordinal += len(left)
        if not verbatim and number < len(calls):
            sleep(PAUSE_S / max(speed, 0.01))


def rewritten(blocks: list[Block], run: str, shift: float, verbatim: bool) -> list[Block]:
    """Return the blocks as this run's."""
    return blocks if verbatim else rewrite(blocks, run, shift)
