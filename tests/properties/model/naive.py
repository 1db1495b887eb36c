"""What ought to be, worked out the slow and obvious way, from the words of the design and not from the code."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import combinations
from zoneinfo import ZoneInfo

# In the order in which one of a call's codes counts first.
ORDER = [
    "won", "appointment", "opt_out", "bad_number", "positive", "follow_up", "callback", "negative", "voicemail",
    "no_contact", "disconnected", "abandoned", "informational", "unclassified",
]  # fmt: skip
RIGHT_PARTY = {"won", "appointment", "positive", "negative"}
UNDO = timedelta(seconds=8)
REST = timedelta(days=90)


@dataclass(frozen=True)
class Kind:
    """What the model knows of a code."""

    slug: str
    category: str
    position: int


def contradictory(one: Kind, other: Kind) -> bool:
    """Won and no, yes and no, nobody reached in two ways, somebody reached and nobody, never again and a callback."""
    if one.slug == other.slug:
        return False
    both = {one.category, other.category}
    if both == {"no_contact"}:
        return True
    if both in ({"won", "negative"}, {"positive", "negative"}, {"opt_out", "callback"}):
        return True
    return bool(both & RIGHT_PARTY) and bool(both & {"no_contact", "bad_number"})


def any_contradiction(kinds: Iterable[Kind]) -> bool:
    return any(contradictory(one, other) for one, other in combinations(kinds, 2))


def primary(kinds: Iterable[Kind]) -> Kind | None:
    return min(kinds, key=lambda kind: (ORDER.index(kind.category), kind.position, kind.slug), default=None)


@dataclass(frozen=True)
class Block:
    """Somebody who is not to be contacted: a number, a person, or a number of one person."""

    kind: str
    number: int | None
    contact: int | None
    ends: datetime | None


@dataclass
class Word:
    """What a disposition says now, as the model followed it."""

    first_at: datetime
    saved_at: datetime
    author: str
    codes: tuple[str, ...] = ()
    before: tuple[str, ...] = ()
    callback: dict[str, str] | None = None
    # Slug -> what choosing it blocked, for as long as it stands.
    blocks: dict[str, Block | None] = field(default_factory=dict)
    revisions: int = 0


def blocked(words: Iterable[Word], now: datetime) -> dict[tuple[str, int | None, int | None], datetime | None]:
    """Return who is not to be contacted now and until when: the longest of what stands."""
    found: dict[tuple[str, int | None, int | None], datetime | None] = {}
    for word in words:
        for block in word.blocks.values():
            if block is None or (block.ends is not None and block.ends <= now):
                continue
            key = (block.kind, block.number, block.contact)
            former = found.get(key, block.ends)
            found[key] = max(former, block.ends) if former and block.ends else None
    return found


def blocks_of(
    codes: Iterable[str], former: Mapping[str, Block | None], number: str, contact: int | None, outbound: bool,
    now: datetime,
) -> dict[str, Block | None]:  # fmt: skip
    """Return what chosen codes block; what stood before stays as it was."""
    digits = int(number[1:]) if number.startswith("+") else None
    whom = (digits, None) if digits else (None, contact)
    made: dict[str, Block | None] = {}
    for code in codes:
        if code in {"do_not_contact", "not_interested"}:
            kind, ends = ("opt_out", None) if code == "do_not_contact" else ("cooldown", now + REST)
            made[code] = Block(kind, whom[0], whom[1], ends) if any(whom) else None
        elif code == "wrong_number" and outbound:
            made[code] = Block("invalid", digits, contact, None) if digits else None
    return {code: former.get(code, block) for code, block in made.items()}


def too_late(first_at: datetime, now: datetime, zone: str) -> bool:
    """Own codes can be changed until the end of the next day where the organization is."""
    there = ZoneInfo(zone)
    return (now.astimezone(there).date() - first_at.astimezone(there).date()).days > 1


def counted(calls: Iterable[tuple[str, list[Kind]]]) -> Counter[tuple[str, str, str]]:
    """Count each call by what counts first, and each code that stands; keys are (measure, where and when, code)."""
    sums: Counter[tuple[str, str, str]] = Counter()
    for place, kinds in calls:
        for kind in kinds:
            sums["use", place, kind.slug] += 1
        if (first := primary(kinds)) is not None:
            sums["call", place, first.slug] += 1
    return sums
