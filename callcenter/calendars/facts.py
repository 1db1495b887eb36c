"""A calendar as its page shows it: whether it is open now, the days ahead, and the holidays with what is decided."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from callcenter.calendars import typed
from callcenter.calendars.hours import Hours
from callcenter.calendars.models import Calendar, CalendarDay
from callcenter.calendars.public import public_year

AHEAD = 14


@dataclass(frozen=True, slots=True)
class Now:
    """Whether a place is open, and what comes next."""

    told: bool
    open: bool
    until: datetime | None
    opens_at: datetime | None
    working_day: date | None
    zone: ZoneInfo

    @property
    def until_words(self) -> str:
        """Say until when it is open."""
        return moment_words(self.until, self.zone)

    @property
    def opens_words(self) -> str:
        """Say when it opens next."""
        return moment_words(self.opens_at, self.zone)

    @property
    def working_words(self) -> str:
        """Name the next working day."""
        return day_words(self.working_day) if self.working_day else ""


def now_of(hours: Hours, at: datetime) -> Now:
    """Say how things stand at a moment."""
    today = at.astimezone(hours.zone).date()
    is_open = hours.is_open(at)
    opens_at = None if is_open else hours.next_opening(at)
    return Now(hours.told, is_open, hours.closes_at(at), opens_at, hours.next_working_day(today), hours.zone)


@dataclass(frozen=True, slots=True)
class DayAhead:
    """One day with its hours, and why it differs."""

    day: date
    hours: str
    why: str
    today: bool

    @property
    def words(self) -> str:
        """Name the day."""
        return day_words(self.day)


def days_ahead(hours: Hours, today: date) -> Iterator[DayAhead]:
    """Yield the coming two weeks."""
    for step in range(AHEAD):
        day = today + timedelta(days=step)
        found = hours.differing(day)
        why = (found.name or str(CalendarDay.Kind(found.kind).label)) if found else ""
        yield DayAhead(day, typed.write(hours.spans_on(day)) if hours.told else "", why, step == 0)


@dataclass(frozen=True, slots=True)
class Choice:
    value: str
    label: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Holiday:
    """A public holiday or a moved working day, what it comes to, and what may be decided: nothing where it is idle."""

    day: date
    name: str
    moved: bool
    hours: str
    own: str
    choices: list[Choice]

    @property
    def words(self) -> str:
        """Name the day; its year stands above the list."""
        return short(self.day)

    @property
    def field(self) -> str:
        """Name the field that decides it."""
        return f"on-{self.day}"


@dataclass(frozen=True, slots=True)
class HolidayYear:
    """The holidays of a year, what is over apart."""

    year: int
    past: list[Holiday]
    rows: list[Holiday]


def holiday_years(calendar: Calendar, hours: Hours, today: date) -> list[HolidayYear]:
    """Return the holidays of this year and the next."""
    decided = {row.day: row for row in calendar.days.all()} if calendar.pk else {}
    found = []
    for year in (today.year, today.year + 1):
        rows = [holiday(day, name, moved, hours, decided.get(day)) for day, name, moved in days_of(calendar, year)]
        found.append(
            HolidayYear(year, [row for row in rows if row.day < today], [row for row in rows if row.day >= today])
        )
    return found


def days_of(calendar: Calendar, year: int) -> list[tuple[date, str, bool]]:
    """Return the days of a country's year in order: date, name, and whether it is a moved working day."""
    public = public_year(calendar.country, calendar.region, year, get_language() or "en")
    worked = [(day, _("Moved working day"), True) for day in public.worked]
    return sorted(worked + [(day, name, False) for day, name in public.closed.items() if day not in public.worked])


def holiday(day: date, name: str, moved: bool, hours: Hours, decided: CalendarDay | None) -> Holiday:
    """Shape one day with its choices: what the country says is the first and the usual one."""
    own = decided.name if decided else ""
    shown = typed.write(hours.spans_on(day)) if hours.told else ""
    usual = hours.week[day.weekday()] or not hours.told
    if own or (not moved and not usual and decided is None):
        return Holiday(day, name, moved, shown, own, [])
    kinds = CalendarDay.Kind
    order = [kinds.WORKS, kinds.HALF, kinds.CLOSED] if moved else [kinds.CLOSED, kinds.HALF, kinds.WORKS]
    standing = decided.kind if decided else order[0]
    if standing not in order:
        standing = order[0]
    choices = [
        Choice("" if place == 0 else kind.value, str(kind.label), kind == standing) for place, kind in enumerate(order)
    ]
    return Holiday(day, name, moved, shown, own, choices)


def choices_of(years: list[HolidayYear]) -> Iterator[Holiday]:
    """Yield the days something can be decided of."""
    for year in years:
        yield from (row for row in [*year.past, *year.rows] if row.choices)


def moment_words(moment: datetime | None, zone: ZoneInfo) -> str:
    """Write a moment with its day, by the place's clock."""
    return f"{day_words(here.date())}, {here:%H:%M}" if (here := moment and moment.astimezone(zone)) else ""


def day_words(day: date) -> str:
    """Write a day with its weekday, and its year where that is not this one."""
    if day.year == timezone.now().year:
        return short(day)
    return date_format(day, pgettext("day with its weekday, as in Fri 24 Dec 2027", "D j M Y"))


def short(day: date) -> str:
    """Write a day with its weekday."""
    return date_format(day, pgettext("day with its weekday, as in Thu 24 Dec", "D j M"))
