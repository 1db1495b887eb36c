"""The hours that are in force: what the calendars say, with public holidays computed and own decisions over them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial
from zoneinfo import ZoneInfo

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from callcenter.calendars.hours import Differing, Hours, Kind, Span
from callcenter.calendars.models import Calendar, CalendarDay, OpeningSpan
from callcenter.calendars.public import public_year, weekend_of
from callcenter.tenancy.models import Organization


@dataclass(frozen=True, slots=True)
class Book:
    """All calendars of an organization, read at once."""

    default: Hours
    by_calendar: Mapping[int, Hours]

    def of(self, calendar_id: int | None) -> Hours:
        """Return a calendar's hours, the organization's own for None."""
        return self.by_calendar.get(calendar_id, self.default) if calendar_id is not None else self.default


def book(organization: Organization) -> Book:
    """Read the calendars of the organization in scope, in three statements."""
    calendars = list(Calendar.objects.all())
    week: dict[int, dict[int, list[Span]]] = {}
    own: dict[int, list[Span]] = {}
    for row in OpeningSpan.objects.all():
        span = Span(row.opens_min, row.closes_min)
        if row.day_id is not None:
            own.setdefault(row.day_id, []).append(span)
        else:
            week.setdefault(row.calendar_id, {}).setdefault(row.weekday, []).append(span)
    days: dict[int, dict[date, Differing]] = {}
    for day in CalendarDay.objects.all():
        decided = Differing(Kind(day.kind), day.name, tuple(sorted(own.get(day.pk, []))))
        days.setdefault(day.calendar_id, {})[day.day] = decided
    zone = ZoneInfo(organization.time_zone)
    found = {row.pk: hours(row, week.get(row.pk, {}), days.get(row.pk, {}), zone) for row in calendars}
    default = next((found[row.pk] for row in calendars if row.is_default), None)
    return Book(default or untold(organization, zone), found)


def hours(row: Calendar, week: Mapping[int, list[Span]], days: Mapping[date, Differing], zone: ZoneInfo) -> Hours:
    """Put a calendar's rows together."""
    return Hours(
        zone=zone,
        week=tuple(tuple(sorted(week.get(weekday, []))) for weekday in range(7)),
        differing=partial(differing, row.country, row.region, days),
        half_day_min=row.half_day_min,
        weekend=weekend_of(row.country),
    )


def untold(organization: Organization, zone: ZoneInfo) -> Hours:
    """Return the hours of an organization without a calendar: none are told, its country's holidays are free."""
    country = organization.country
    return Hours(zone=zone, week=((),) * 7, differing=partial(differing, country, "", {}), weekend=weekend_of(country))


def differing(country: str, region: str, days: Mapping[date, Differing], day: date) -> Differing | None:
    """Tell how a day differs: what the calendar decided itself, else what the country's year says."""
    public = of_country(country, region, day)
    decided = days.get(day)
    if decided is None:
        return public
    if decided.kind == Kind.WORKS and public is not None and public.kind == Kind.MOVED:
        return public
    return Differing(decided.kind, decided.name or (public.name if public else ""), decided.spans)


def of_country(country: str, region: str, day: date) -> Differing | None:
    """Tell what the country's year says of a day."""
    year = public_year(country, region, day.year, get_language() or "en")
    if day in year.worked:
        return Differing(Kind.MOVED, _("Moved working day"))
    return Differing(Kind.CLOSED, year.closed[day]) if day in year.closed else None
