"""May this caller be contacted? The one line of the card; the gate widens it later."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from calllog import phone
from calllog.models import Call
from dispositions.dnc.models import DncEntry

ORDER = [
    DncEntry.Kind.OPT_OUT,
    DncEntry.Kind.REGISTER,
    DncEntry.Kind.LEGAL_HOLD,
    DncEntry.Kind.MANUAL,
    DncEntry.Kind.INVALID,
    DncEntry.Kind.COOLDOWN,
]


@dataclass(frozen=True, slots=True)
class Resting:
    """Why somebody is not to be contacted now, or that a rest has just ended."""

    kind: str
    until: datetime | None
    reason: str
    ready_again: bool = False


def speaks_of(entry: DncEntry, number: int | None, contact_id: int | None) -> bool:
    """Tell whether an entry is about this number or this contact.

    An entry about a number of one person (a wrong number) says nothing of other people there.
    """
    if entry.number is None:
        return entry.contact_id == contact_id
    return entry.number == number and entry.contact_id in {None, contact_id}


def resting(call: Call, at: datetime, entries: Iterable[DncEntry] | None = None) -> Resting | None:
    """Return the strongest reason against contacting the call's person; else a rest that ended since the last call."""
    number = phone.as_bigint(call.number)
    if entries is None:
        entries = DncEntry.objects.about(number, call.contact_id)
    about = [entry for entry in entries if speaks_of(entry, number, call.contact_id)]
    blocking = [entry for entry in about if entry.blocks(at)]
    if blocking:
        first = min(blocking, key=lambda entry: ORDER.index(DncEntry.Kind(entry.kind)))
        ends = [entry.expires_at for entry in blocking if entry.kind == first.kind and entry.expires_at]
        return Resting(first.kind, max(ends) if ends else None, first.reason)
    rests = [(entry.expires_at, entry) for entry in about if entry.kind == DncEntry.Kind.COOLDOWN and entry.expires_at]
    ended = [pair for pair in rests if pair[0] <= at and pair[1].release_reason in {"", "expired"}]
    if not ended:
        return None
    expired_at, last = max(ended, key=lambda pair: pair[0])
    return Resting(last.kind, expired_at, last.reason, ready_again=True)
