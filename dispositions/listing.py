"""The call list as its page shows it: rows, the days looked at, and the filters as chips."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.http import QueryDict
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from callcenter.api.filters import PLACES
from callcenter.calendars.effective import Book
from callcenter.tenancy.models import Organization
from calllog import phone
from calllog.models import Call, Direction, Status
from calllog.opening import came_outside
from dispositions.filters import CallFilter
from dispositions.models import Code, Wrapup
from dispositions.serializers import code_ref

DAYS = ("started_after", "started_before")
# Who looks for somebody looks in all of the past.
FINDING = ("q", "number", "number_prefix", "number_last4", "contact")
WEEK, FOUR_WEEKS = timedelta(days=6), timedelta(days=27)


@dataclass(frozen=True, slots=True)
class Row:
    """One call as the list shows it."""

    call: Call
    who: str
    number: str
    code: dict[str, Any] | None
    plus: int
    state: str
    outside: bool


def row_of(call: Any, organization: Organization, hours: Book) -> Row:
    """Shape a call fetched by `rows.calls`."""
    number = phone.display(call.number, organization.country)
    who = (call.contact.name if call.contact else "") or call.caller_name or number
    if not who:
        who = _("Internal call") if call.direction == Direction.INTERNAL else _("Withheld")
    primary = primary_of(call)
    return Row(
        call=call,
        who=who,
        number=number if who != number else "",
        code=code_ref(primary) if primary else None,
        plus=max(len({use.code_id for use in call.standing_uses}) - 1, 0),
        state="" if primary else state_of(call),
        outside=came_outside(call, hours),
    )


def primary_of(call: Any) -> Code | None:
    """Return the code that counts first, None where none stands."""
    if not call.standing_uses:
        return None
    primary: Code | None = call.outcome_rows[0].primary if call.outcome_rows else None
    return primary or call.standing_uses[0].code


def state_of(call: Any) -> str:
    """Say where a call without a code stands: ringing, talking, wrapup, none, or nothing for an internal one."""
    if call.status == Status.IN_PROGRESS or call.ended_at is None:
        return "talking" if call.answered_at else "ringing"
    if any(wrapup.state in {Wrapup.State.PREPARING, Wrapup.State.OPEN} for wrapup in call.wrapup_rows):
        return "wrapup"
    return "" if call.direction == Direction.INTERNAL else "none"


class Address:
    """The list's address, and the addresses of its neighbours."""

    def __init__(self, given: QueryDict, path: str) -> None:
        self.given = given
        self.path = path

    def with_(self, **changes: str | list[str] | None) -> str:
        """Return the address with parameters replaced, None for taken away; it leads to the first page."""
        query = self.given.copy()
        for place in PLACES:
            query.pop(place, None)
        for name, value in changes.items():
            query.pop(name, None)
            if value is not None:
                query.setlist(name, value if isinstance(value, list) else [value])
        rest = query.urlencode()
        return f"{self.path}?{rest}" if rest else self.path

    def untidy(self) -> str | None:
        """Return the address without empty parameters, None when there are none; no day at all stays said."""
        empty = [name for name in self.given if not any(self.given.getlist(name))]
        kept = empty and not any(self.given.get(name) for name in DAYS) and any(name in self.given for name in DAYS)
        gone = {name: None for name in empty if not (kept and name == DAYS[0])}
        partly = {
            name: [one for one in values if one]
            for name, values in self.given.lists()
            if any(values) and not all(values)
        }
        return self.with_(**gone, **partly) if gone or partly else None


def asked(given: QueryDict, today: date) -> QueryDict:
    """Return the parameters with the days that are meant when none are named: the last seven."""
    query = given.copy()
    if not any(name in given for name in (*DAYS, *FINDING)):
        query["started_after"] = str(today - WEEK)
    return query


def today_of(organization: Organization) -> date:
    return timezone.now().astimezone(ZoneInfo(organization.time_zone)).date()


@dataclass(frozen=True, slots=True)
class Days:
    """The days looked at, in words, with the usual others to choose from."""

    label: str
    note: str
    presets: list[dict[str, Any]]


def days_of(query: QueryDict, found: Mapping[str, Any], today: date, address: Address, zone: ZoneInfo) -> Days:
    """Name the days looked at."""
    after, before = query.get("started_after", ""), query.get("started_before", "")
    usual = [
        (_("Today"), today, None),
        (_("Yesterday"), today - timedelta(days=1), today - timedelta(days=1)),
        (_("Last 7 days"), today - WEEK, None),
        (_("Last 28 days"), today - FOUR_WEEKS, None),
    ]
    presets = [
        {
            "label": label,
            "url": address.with_(started_after=str(first), started_before=str(last) if last else None),
            "current": after == str(first) and before == (str(last) if last else ""),
        }
        for label, first, last in usual
    ]
    any_time = {"label": _("Any time"), "url": address.with_(started_after="", started_before=None), "current": False}
    presets.append(any_time)
    chosen = next((place for place, preset in enumerate(presets) if preset["current"]), None)
    if chosen is not None:
        label, first, last = usual[chosen]
        return Days(str(label), short(first) if first in {last, today} else f"{short(first)} – {short(today)}", presets)
    start, end = (moment.astimezone(zone) if moment else None for moment in map(found.get, DAYS))
    if start is None and end is None:
        any_time["current"] = True
        return Days(str(any_time["label"]), "", presets)
    return Days(span(start, end - timedelta(seconds=1) if end else None), "", presets)


def span(start: datetime | None, end: datetime | None) -> str:
    if start and end:
        return short(start) if start.date() == end.date() else f"{short(start)} – {short(end)}"
    if start:
        return _("Since %(day)s") % {"day": short(start)}
    return _("Until %(day)s") % {"day": short(end)} if end else ""


def short(day: date) -> str:
    """Write a day as lists do."""
    return date_format(day, pgettext("short day, as in 6 Nov", "j M"))


def chips_of(filters: CallFilter, given: QueryDict, address: Address) -> Iterator[dict[str, Any]]:
    """Yield the filters in force as chips, one per value, each with the address without it."""
    for name, value in filters.form.cleaned_data.items():
        if name in DAYS or value in ([], "", None) or name not in given:
            continue
        field: Any = filters.form.fields[name]
        words = field.words(value)
        for word in words:
            rest = [other.raw for other in words if other is not word]
            yield {
                "label": str(filters.filters[name].label),
                "value": word.text,
                "category": word.category,
                "remove_url": address.with_(**{name: rest or None}),
            }
