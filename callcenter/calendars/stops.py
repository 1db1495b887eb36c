"""Clocks that stand still for a while: arithmetic over the intervals in which they do. No database, no clock."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True, slots=True)
class Stop:
    """From when to when clocks stand still; without an end they still do."""

    begins: datetime
    ends: datetime | None


def runs_out(start: datetime, length: timedelta, stops: Iterable[Stop]) -> datetime | None:
    """Return when a clock that was started has run for its length, None while it stands still before that."""
    at, left = start, length
    for stop in sorted(stops, key=lambda stop: stop.begins):
        if stop.ends is not None and stop.ends <= at:
            continue
        if stop.begins >= at + left:
            break
        if stop.ends is None:
            return None
        left -= max(stop.begins - at, timedelta())
        at = stop.ends
    return at + left


def stopped(start: datetime, end: datetime, stops: Iterable[Stop]) -> timedelta:
    """Return for how long of the time between two moments clocks stood still; stops that overlap count once."""
    total, at = timedelta(), start
    for stop in sorted(stops, key=lambda stop: stop.begins):
        until = end if stop.ends is None else min(stop.ends, end)
        begins = max(stop.begins, at)
        if begins < until:
            total += until - begins
            at = until
    return total
