"""Which calls a report is about: the call list's own filters and a period, out of the address and into it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.http import QueryDict
from django.urls import reverse
from django.utils.dateparse import parse_date, parse_datetime

from callcenter.accounts.requests import TenantRequest
from callcenter.api.filter_fields import Word
from calllog.models import Call, Direction, Status
from calllog.querysets import CallQuerySet
from dispositions.filters import CallFilter
from reports.periods import DEFAULT, ONE_DAY, PRESETS, Period, own_period, preset_period

# A report has its own words for the times, and tells itself what is coded and what is not.
OWN = ("started_after", "started_before", "wrapped_up")
CALLS, CODES = "calls", "codes"
# Internal calls and those still going on ask for no code, so that they cannot lack one.
MAY_LACK_A_CODE = {
    "direction": [Direction.INBOUND.value, Direction.OUTBOUND.value],
    "status": [status for status in Status.values if status != Status.IN_PROGRESS],
}


@dataclass(frozen=True)
class Selection:
    """What the address asks for: the filters that hold, the period, and what is counted."""

    request: TenantRequest
    slug: str
    now: datetime

    @cached_property
    def zone(self) -> ZoneInfo:
        """Return the zone whose days are meant: the organization's."""
        return ZoneInfo(self.request.organization.time_zone)

    @cached_property
    def counts(self) -> str:
        """Tell whether calls are counted, each once, or every code."""
        return CODES if self.request.GET.get("count") == CODES else CALLS

    @cached_property
    def period(self) -> Period:
        """Return the days asked for: own dates, a preset, else the last four weeks."""
        asked = self.request.GET
        first = day_of(asked.get("started_after", ""), self.zone)
        last = day_of(asked.get("started_before", ""), self.zone, ends=True)
        if first or last:
            today = self.now.astimezone(self.zone).date()
            return own_period(first or last or today, last or max(today, first or today), self.zone)
        preset = asked.get("period", "")
        return preset_period(preset if preset in PRESETS else DEFAULT, self.zone, self.now)

    @cached_property
    def filters(self) -> dict[str, list[str]]:
        """Return the call filters of the address that can be read, without times."""
        asked = self.request.GET
        given = {name: [value for value in asked.getlist(name) if value] for name in CallFilter.base_filters}
        given = {name: values for name, values in given.items() if values and name not in OWN}
        wrong = self._filter(given).form.errors
        return {name: values for name, values in given.items() if name not in wrong}

    @cached_property
    def asked(self) -> CallFilter:
        """Return the filter set of the filters that hold."""
        found = self._filter(self.filters)
        found.form.is_valid()
        return found

    def words(self, name: str) -> list[str]:
        """Say the values of a filter in words."""
        return [word.text for word in self._words(name)]

    def category(self, name: str) -> str:
        """Return the category whose mark stands beside a filter's only value, if there is one."""
        found = self._words(name)
        return found[0].category if len(found) == 1 else ""

    def _words(self, name: str) -> list[Word]:
        form = self.asked.form
        field: Any = form.fields[name]
        return field.words(form.cleaned_data[name])

    @cached_property
    def lacking(self) -> dict[str, list[str]]:
        """Return the filters, narrowed to the calls without a code that could have one."""
        narrowed = dict(self.filters)
        for name, values in MAY_LACK_A_CODE.items():
            kept = [value for value in values if value in self.asked.form.cleaned_data[name]]
            narrowed[name] = kept if name in self.filters else values
            if not narrowed[name]:
                narrowed[name] = self.filters[name]
        return {**narrowed, "wrapped_up": ["false"]}

    @cached_property
    def people(self) -> list[Any]:
        """Return the people whose codes alone are meant; empty for everybody's."""
        return list(self.asked.form.cleaned_data.get("coded_by") or ())

    def calls(self, period: Period) -> CallQuerySet:
        """Return the calls of a period that the filters and the viewer's reach leave."""
        return self._within(self.asked, period)

    def calls_lacking_a_code(self, period: Period) -> CallQuerySet:
        """Return those of them that lack a code."""
        return self._within(self._lacking, period)

    def drill(self, first: date, last: date, filters: Mapping[str, Iterable[str]] | None = None) -> str:
        """Return the address of the calls behind a figure: by default those of all filters."""
        given = {**(self.filters if filters is None else filters)}
        times = {"started_after": [first.isoformat()], "started_before": [last.isoformat()]}
        return f"{reverse('calls', kwargs={'slug': self.slug})}?{encoded({**given, **times})}"

    def here(self, **changed: str | None) -> str:
        """Return this report's address with some of its questions changed, or taken away."""
        query = self.request.GET.copy()
        for name, value in changed.items():
            if value is None:
                query.pop(name, None)
            else:
                query[name] = value
        rest = query.urlencode()
        return f"{self.request.path}?{rest}" if rest else self.request.path

    @cached_property
    def _lacking(self) -> CallFilter:
        return self._filter(self.lacking)

    def _filter(self, given: Mapping[str, Iterable[str]]) -> CallFilter:
        return CallFilter(QueryDict(encoded(given)), queryset=Call.objects.none(), request=self.request)

    def _within(self, filters: CallFilter, period: Period) -> CallQuerySet:
        reach = Call.objects.visible_to(self.request.membership)
        within = reach.filter(started_at__gte=period.starts_at, started_at__lt=period.ends_at)
        filters.form.is_valid()
        return filters.filter_queryset(within)


def encoded(values: Mapping[str, Iterable[Any]]) -> str:
    """Write values as the query of an address, the values of one name with commas between them."""
    return urlencode({name: ",".join(map(str, some)) for name, some in values.items()}, safe=",")


def day_of(text: str, zone: ZoneInfo, *, ends: bool = False) -> date | None:
    """Read a day, or the day a moment lies in; a moment that ends a period at midnight lies in the day before."""
    try:
        moment = parse_datetime(text) if len(text) > 10 else None
        if moment is None:
            return parse_date(text)
    except ValueError:
        return None
    here = (moment if moment.tzinfo else moment.replace(tzinfo=zone)).astimezone(zone)
    return here.date() - ONE_DAY if ends and here.time() == here.min.time() else here.date()
