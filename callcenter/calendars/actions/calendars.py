"""Opening hours, and the days a calendar decides by itself."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import ProtectedError
from django.utils.translation import gettext as _
from django.utils.translation import override

from callcenter.accounts.models import Membership
from callcenter.audit import log as audit
from callcenter.calendars import errors, typed
from callcenter.calendars.hours import Span
from callcenter.calendars.models import Calendar, CalendarDay, OpeningSpan
from callcenter.calendars.public import COUNTRIES, regions_of
from callcenter.calendars.words import WEEKDAYS
from callcenter.tenancy.errors import DomainError
from callcenter.tenancy.models import Organization

Week = Sequence[Sequence[Span]]


def furnish(organization: Organization) -> Calendar:
    """Make an organization's own calendar, in its language; its hours are for people to say."""
    country = organization.country if organization.country in COUNTRIES else ""
    with override(organization.language):
        name = _("Opening hours")
    return Calendar.objects.create(name=name, is_default=True, country=country)


@transaction.atomic(savepoint=False)
def make_calendar(
    *,
    name: str,
    country: str,
    region: str,
    half_day_min: int,
    week: Week,
    actor: Membership | None,
) -> Calendar:
    """Make further opening hours, for a part of the organization."""
    name = " ".join(name.split())
    refuse(name, country, region, week, calendar=None)
    calendar = Calendar.objects.create(name=name, country=country, region=region, half_day_min=half_day_min)
    write_week(calendar, week)
    audit.record(actor, "calendar.made", calendar, {"name": name, "week": told(week)})
    return calendar


@transaction.atomic(savepoint=False)
def change_calendar(
    *,
    calendar: Calendar,
    name: str,
    country: str,
    region: str,
    half_day_min: int,
    week: Week,
    actor: Membership | None,
) -> Calendar:
    """Change when a calendar is open, and whose holidays it keeps."""
    calendar = Calendar.objects.select_for_update(of=("self",)).get(pk=calendar.pk)
    name = " ".join(name.split())
    refuse(name, country, region, week, calendar=calendar)
    before = told(week_of(calendar))
    calendar.name, calendar.country, calendar.region, calendar.half_day_min = name, country, region, half_day_min
    calendar.save(update_fields=["name", "country", "region", "half_day_min"])
    if before != told(week):
        OpeningSpan.objects.filter(calendar=calendar, day=None).delete()
        write_week(calendar, week)
    details = {"name": name, "country": country, "region": region, "half_day_min": half_day_min}
    audit.record(actor, "calendar.changed", calendar, {**details, "before": before, "week": told(week)})
    return calendar


@transaction.atomic(savepoint=False)
def delete_calendar(*, calendar: Calendar, actor: Membership | None) -> None:
    """Delete further opening hours that nothing uses."""
    calendar = Calendar.objects.select_for_update(of=("self",)).get(pk=calendar.pk)
    if calendar.is_default:
        raise errors.DefaultCalendarStays
    audit.record(actor, "calendar.deleted", calendar, {"name": calendar.name})
    try:
        calendar.delete()
    except ProtectedError as used:
        raise errors.CalendarInUse(name=calendar.name) from used


@transaction.atomic(savepoint=False)
def decide_days(*, calendar: Calendar, decisions: Mapping[date, str], actor: Membership | None) -> None:
    """Say of public holidays and moved working days what the place does; an empty decision goes by the country."""
    calendar = Calendar.objects.select_for_update(of=("self",)).get(pk=calendar.pk)
    rows = {row.day: row for row in calendar.days.filter(day__in=decisions)}
    # A day with a name of its own stands above what is decided of the holiday.
    open_to = {day: kind for day, kind in decisions.items() if day not in rows or not rows[day].name}
    changed = {day: kind for day, kind in open_to.items() if kind != (rows[day].kind if day in rows else "")}
    if not changed:
        return
    calendar.days.filter(day__in=changed).delete()
    CalendarDay.objects.bulk_create(
        CalendarDay(calendar=calendar, day=day, kind=kind) for day, kind in changed.items() if kind
    )
    shown = {str(day): kind or "as the country" for day, kind in changed.items()}
    audit.record(actor, "calendar.days_decided", calendar, {"days": shown})


@transaction.atomic(savepoint=False)
def set_day(
    *,
    calendar: Calendar,
    day: date,
    kind: str,
    name: str,
    spans: Sequence[Span] = (),
    actor: Membership | None,
) -> CalendarDay:
    """Close a day, halve it or give it own hours, under a name; what was decided of that day before is replaced."""
    calendar = Calendar.objects.select_for_update(of=("self",)).get(pk=calendar.pk)
    own = list(spans) if kind == CalendarDay.Kind.OPEN else []
    if kind == CalendarDay.Kind.OPEN and not own:
        raise errors.DayNeedsHours(fields={"hours": [str(errors.DayNeedsHours.message)]})
    if typed.overlaps(own):
        raise errors.HoursOverlap(day=day)
    calendar.days.filter(day=day).delete()
    row = CalendarDay.objects.create(calendar=calendar, day=day, kind=kind, name=" ".join(name.split()))
    OpeningSpan.objects.bulk_create(
        OpeningSpan(calendar=calendar, day=row, opens_min=span.opens, closes_min=span.closes) for span in own
    )
    audit.record(actor, "calendar.day_set", calendar, {"day": str(day), "kind": kind, "hours": typed.write(own)})
    return row


@transaction.atomic(savepoint=False)
def clear_day(*, day: CalendarDay, actor: Membership | None) -> None:
    """Take back what a calendar decided of a day."""
    audit.record(actor, "calendar.day_cleared", day.calendar, {"day": str(day.day), "kind": day.kind, "name": day.name})
    day.delete()


@transaction.atomic(savepoint=False)
def replace_days(*, calendar: Calendar, days: Sequence[Mapping[str, Any]], actor: Membership | None) -> None:
    """Let a calendar's own days be exactly these."""
    calendar.days.all().delete()
    for given in days:
        set_day(calendar=calendar, actor=actor, **given)


def refuse(name: str, country: str, region: str, week: Week, calendar: Calendar | None) -> None:
    """Refuse a name that is taken, a country or region without holidays, and times that overlap."""
    others = Calendar.objects.exclude(pk=calendar.pk) if calendar else Calendar.objects.all()
    if others.filter(name__iexact=name).exists():
        raise fielded(errors.CalendarNameTaken(name=name), "name")
    if country and country not in COUNTRIES:
        raise fielded(errors.CountryUnknown(country=country), "country")
    if region and region not in dict(regions_of(country)):
        raise fielded(errors.RegionUnknown(country=country or "–", region=region), "region")
    weekday = typed.first_overlap(week)
    if weekday is not None:
        raise fielded(errors.HoursOverlap(day=WEEKDAYS[weekday]), f"day{weekday}")


def fielded(refusal: DomainError, field: str) -> DomainError:
    """Put a refusal beside the field it is about."""
    refusal.fields = {field: [str(refusal)]}
    return refusal


def write_week(calendar: Calendar, week: Week) -> None:
    """Write the spans of a week."""
    OpeningSpan.objects.bulk_create(
        OpeningSpan(calendar=calendar, weekday=weekday, opens_min=span.opens, closes_min=span.closes)
        for weekday, spans in enumerate(week)
        for span in spans
    )


def week_of(calendar: Calendar) -> list[list[Span]]:
    """Return the spans of a calendar's week."""
    week: list[list[Span]] = [[] for _weekday in range(7)]
    for row in OpeningSpan.objects.filter(calendar=calendar, day=None).order_by("weekday", "opens_min"):
        week[row.weekday].append(Span(row.opens_min, row.closes_min))
    return week


def told(week: Week) -> list[str]:
    """Write a week as the audit keeps it, Monday first."""
    return [typed.write(spans) for spans in week]
