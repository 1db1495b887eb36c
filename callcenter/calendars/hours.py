"""When a place is open: arithmetic over a week of spans, days that differ, and a time zone. No database, no clock.

A time on the wall means the first moment at which the clock shows it or a later one: what lies in the hour that spring
leaves out begins at the jump, and of the hour that autumn repeats the first counts.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

UTC = ZoneInfo("UTC")
DAY_MIN = 1_440
ONE_DAY = timedelta(days=1)
# Further ahead nobody is told of an opening: the place is closed for good.
HORIZON_DAYS = 400


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """From when to when, in minutes after midnight of the day it begins on; beyond 1,440 lies the next day."""

    opens: int
    closes: int


class Kind(StrEnum):
    """How a day differs: closed, half, worked like its weekday all the same, a moved working day, own hours."""

    CLOSED = "closed"
    HALF = "half"
    WORKS = "works"
    MOVED = "moved"
    OPEN = "open"


@dataclass(frozen=True, slots=True)
class Differing:
    """A day that is not like its weekday, and why; only a day with own hours carries spans."""

    kind: Kind
    name: str = ""
    spans: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Opening:
    """A stretch of time in which the place is open, without a break."""

    begins: datetime
    ends: datetime


@dataclass(frozen=True, slots=True)
class Hours:
    """The opening hours of a place. A week without any span says nothing: then it is open around the clock."""

    zone: ZoneInfo
    week: tuple[tuple[Span, ...], ...]
    differing: Callable[[date], Differing | None] = lambda day: None
    half_day_min: int = 720
    weekend: frozenset[int] = frozenset({5, 6})

    @property
    def told(self) -> bool:
        """Tell whether there are hours at all."""
        return any(self.week)

    def spans_on(self, day: date) -> tuple[Span, ...]:
        """Return the spans that begin on a day, earliest first."""
        if not self.told:
            return (Span(0, DAY_MIN),)
        found, usual = self.differing(day), self.week[day.weekday()]
        if found is None or found.kind == Kind.WORKS:
            return usual
        if found.kind == Kind.HALF:
            return half(usual, self.half_day_min)
        if found.kind == Kind.MOVED:
            return self.like_a_workday(day)
        return found.spans if found.kind == Kind.OPEN else ()

    def like_a_workday(self, day: date) -> tuple[Span, ...]:
        """Return the hours of the last ordinary working day before a weekday: a moved Saturday works like a Friday."""
        before = [(day.weekday() - step) % 7 for step in range(1, 8)]
        ordinary = [weekday for weekday in before if weekday not in self.weekend]
        return next((self.week[weekday] for weekday in [*ordinary, *before] if self.week[weekday]), ())

    def is_working_day(self, day: date) -> bool:
        """Tell whether people work on a day; where no hours are told, weekends and closed days are free."""
        if self.told:
            return bool(self.spans_on(day))
        found = self.differing(day)
        if found is not None and found.kind in {Kind.CLOSED, Kind.OPEN, Kind.MOVED}:
            return found.kind != Kind.CLOSED
        return day.weekday() not in self.weekend

    def next_working_day(self, day: date) -> date | None:
        """Return the first working day after a day, None where none comes."""
        return next(self.working_days(day + ONE_DAY), None)

    def working_days(self, first: date) -> Iterator[date]:
        """Yield the working days from a day on, as far ahead as anybody plans."""
        for step in range(HORIZON_DAYS):
            if self.is_working_day(first + step * ONE_DAY):
                yield first + step * ONE_DAY

    def openings_on(self, day: date) -> list[Opening]:
        """Return the openings that begin on a day; one that the clock skips altogether is none."""
        found = [
            Opening(moment_of(day, span.opens, self.zone), moment_of(day, span.closes, self.zone))
            for span in self.spans_on(day)
        ]
        return [opening for opening in found if opening.begins < opening.ends]

    def openings(self, since: datetime) -> Iterator[Opening]:
        """Yield the openings that end after a moment, joined where they touch, until none comes for a long time."""
        first = since.astimezone(self.zone).date() - ONE_DAY
        held: Opening | None = None
        for step in range(HORIZON_DAYS):
            for opening in self.openings_on(first + step * ONE_DAY):
                if held is not None and opening.begins <= held.ends:
                    held = Opening(held.begins, max(held.ends, opening.ends))
                    continue
                if held is not None and held.ends > since:
                    yield held
                held = opening
        if held is not None and held.ends > since:
            yield held

    def is_open(self, at: datetime) -> bool:
        """Tell whether the place is open at a moment."""
        if not self.told:
            return True
        day = at.astimezone(self.zone).date()
        return any(
            opening.begins <= at < opening.ends
            for past in (ONE_DAY, 0 * ONE_DAY)
            for opening in self.openings_on(day - past)
        )

    def next_opening(self, at: datetime) -> datetime | None:
        """Return the first moment from this one on at which the place is open, this one itself where it is."""
        if not self.told:
            return at
        found = next(self.openings(at), None)
        return max(found.begins, at) if found else None

    def closes_at(self, at: datetime) -> datetime | None:
        """Return when the opening at a moment ends; None while closed, and where it never ends."""
        found = next(self.openings(at), None) if self.told else None
        endless = found is not None and found.ends - at > (HORIZON_DAYS - 3) * ONE_DAY
        return found.ends if found is not None and found.begins <= at and not endless else None

    def elapsed(self, start: datetime, end: datetime) -> timedelta:
        """Return how much opening time lies between two moments."""
        if not self.told:
            return max(end - start, timedelta())
        total, at = timedelta(), start
        while at < end:
            stop = min(end, at + (HORIZON_DAYS - 2) * ONE_DAY)
            for opening in self.openings(at):
                if opening.begins >= stop:
                    break
                total += min(opening.ends, stop) - max(opening.begins, at)
            at = stop
        return total

    def add(self, start: datetime, amount: timedelta) -> datetime | None:
        """Return the moment at which an amount of opening time has passed, None where too little comes."""
        if not self.told:
            return start + amount
        left = amount
        for opening in self.openings(start):
            begins = max(opening.begins, start)
            if begins + left <= opening.ends:
                return begins + left
            left -= opening.ends - begins
        return None


def half(spans: tuple[Span, ...], until: int) -> tuple[Span, ...]:
    """Return what of a day's spans lies before the hour at which half days end."""
    return tuple(Span(span.opens, min(span.closes, until)) for span in spans if span.opens < until)


def moment_of(day: date, minutes: int, zone: ZoneInfo) -> datetime:
    """Return the first moment at which the clock of a zone shows so many minutes after the day's midnight, or later."""
    wall = datetime.combine(day, time()) + timedelta(minutes=minutes)
    moment = wall.replace(tzinfo=zone).astimezone(UTC)
    if moment.astimezone(zone).replace(tzinfo=None) == wall:
        return moment
    return jump_before(wall.replace(tzinfo=zone, fold=1).astimezone(UTC), moment, zone)


def jump_before(early: datetime, late: datetime, zone: ZoneInfo) -> datetime:
    """Return when the clock of a zone jumped between two moments, to the second."""
    before = early.astimezone(zone).utcoffset()
    while late - early > timedelta(seconds=1):
        middle = (early + (late - early) / 2).replace(microsecond=0)
        middle = middle if early < middle < late else early + timedelta(seconds=1)
        if middle.astimezone(zone).utcoffset() == before:
            early = middle
        else:
            late = middle
    return late
