"""Days of an organization as moments: presets, own dates, the period before, and the parts a chart is drawn in."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

ONE_DAY = timedelta(days=1)
PRESETS = ("today", "yesterday", "7d", "28d", "this_month", "last_month")
DEFAULT = "28d"
LONGEST_DAYS = 3 * 366


def midnight(day: date, zone: ZoneInfo) -> datetime:
    """Return the moment a day begins; where the clock jumps over midnight, the first moment there is."""
    return datetime.combine(day, time(), zone).astimezone(UTC)


@dataclass(frozen=True, slots=True)
class Span:
    """Whole days of a period, drawn as one bar: a day, a week or a month."""

    first: date
    last: date
    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class Period:
    """Whole local days; `until` cuts the last ones short where a comparison may reach only so far."""

    first: date
    last: date
    zone: ZoneInfo
    preset: str = ""
    until: datetime | None = None

    @property
    def starts_at(self) -> datetime:
        """Return the first moment."""
        return midnight(self.first, self.zone)

    @property
    def ends_at(self) -> datetime:
        """Return the first moment after it."""
        end = midnight(self.last + ONE_DAY, self.zone)
        return min(end, self.until) if self.until else end

    @property
    def days(self) -> int:
        """Return how many days it has."""
        return (self.last - self.first).days + 1

    def is_complete(self, now: datetime) -> bool:
        """Tell whether its last day is over."""
        return self.ends_at <= now

    def before(self, now: datetime) -> "Period":
        """Return as many days before it; of an unfinished period only the part that has gone by.

        What has gone by is read off the wall clock: 14:07 compares with 14:07 also across a change of the clocks.
        """
        back = timedelta(days=self.days)
        until = None
        if self.starts_at <= now < self.ends_at:
            here = now.astimezone(self.zone)
            until = datetime.combine(here.date() - back, here.time(), self.zone).astimezone(UTC)
        return Period(self.first - back, self.last - back, self.zone, until=until)

    @property
    def unit(self) -> str:
        """Return what one bar stands for, so that a long period keeps bars one can hit."""
        if self.days <= 45:
            return "day"
        return "week" if self.days <= 200 else "month"

    def spans(self) -> list[Span]:
        """Cut the period into its bars; the first and the last may be part of a week or month."""
        return [
            Span(first, last, midnight(first, self.zone), midnight(last + ONE_DAY, self.zone))
            for first, last in self._cuts()
        ]

    def _cuts(self) -> Iterator[tuple[date, date]]:
        first = self.first
        while first <= self.last:
            last = min(_last_of(self.unit, first), self.last)
            yield first, last
            first = last + ONE_DAY


def _last_of(unit: str, day: date) -> date:
    if unit == "day":
        return day
    if unit == "week":
        return day + timedelta(days=6 - day.weekday())
    return (day.replace(day=1) + timedelta(days=31)).replace(day=1) - ONE_DAY


def preset_period(preset: str, zone: ZoneInfo, now: datetime) -> Period:
    """Return the days a preset means now, in the zone."""
    today = now.astimezone(zone).date()
    month = today.replace(day=1)
    first, last = {
        "today": (today, today),
        "yesterday": (today - ONE_DAY, today - ONE_DAY),
        "7d": (today - timedelta(days=6), today),
        "28d": (today - timedelta(days=27), today),
        "this_month": (month, today),
        "last_month": ((month - ONE_DAY).replace(day=1), month - ONE_DAY),
    }[preset]
    return Period(first, last, zone, preset)


def own_period(first: date, last: date, zone: ZoneInfo) -> Period:
    """Return days as given: the wrong way round they are turned, a too long period keeps its latest days."""
    first, last = sorted((first, last))
    return Period(max(first, last - timedelta(days=LONGEST_DAYS - 1)), last, zone)
