"""How events arrive: in batches, and as badly as networks and restarts deliver them."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from calllog.actions.hear import Heard
from calllog.models import Switch
from calllog.sources.ami import Block
from tests.properties.exchange import moment_of

TWICE, SHUFFLED, LATE = 0.30, 0.30, 0.05


@dataclass(frozen=True)
class Piece:
    """A block under the session and the place that make its event key."""

    block: Block
    session: str
    place: int
    at: datetime


def pieces(blocks: Sequence[Block]) -> list[Piece]:
    """Number blocks as one session says them; what carries no clock comes with the one before it."""
    found, at = [], moment_of(next(block for block in blocks if block.get("Timestamp")))
    for place, block in enumerate(blocks):
        at = moment_of(block) if block.get("Timestamp") else at
        found.append(Piece(block, "session", place, at))
    return found


def disturbed(straight: Sequence[Piece], chance: random.Random) -> list[Piece]:
    """Repeat 30 %, half of it under another key, shuffle 30 %, and let 5 % come after everything else."""
    found: list[Piece] = []
    for piece in straight:
        found.append(piece)
        if chance.random() < TWICE:
            again = Piece(piece.block, chance.choice(["session", "again"]), piece.place, piece.at)
            found.append(again)
    moved = [place for place in range(len(found)) if chance.random() < SHUFFLED]
    order = moved[:]
    chance.shuffle(order)
    shuffled = found[:]
    for place, other in zip(moved, order, strict=True):
        shuffled[place] = found[other]
    late = {place for place in range(len(shuffled)) if chance.random() < LATE}
    on_time = [piece for place, piece in enumerate(shuffled) if place not in late]
    return on_time + [shuffled[place] for place in sorted(late)]


def batches(found: Sequence[Piece], chance: random.Random, largest: int) -> Iterator[list[Piece]]:
    """Cut into what arrives within one reading of the line."""
    start = 0
    while start < len(found):
        size = chance.randint(1, largest)
        yield list(found[start : start + size])
        start += size


def deliver(switch: Switch, batched: Iterator[list[Piece]]) -> int:
    """Store and fold batch after batch, each received when the latest of it happened; returns how many pieces."""
    delivered, clock = 0, None
    for batch in batched:
        clock = max([piece.at for piece in batch] + ([clock] if clock else []))
        heard = Heard()
        for piece in batch:
            heard.add([piece.block], session=piece.session, ordinal=piece.place, received_at=clock)
        heard.store(switch_id=switch.pk)
        delivered += len(batch)
    return delivered
