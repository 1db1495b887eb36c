"""What calls were coded as, counted. Calls come filtered; each figure rests on exactly those."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Aggregate, Case, Count, FloatField, Q, QuerySet, Value, When
from django.db.models.functions import TruncDate

from calllog.querysets import CallQuerySet
from dispositions.models import CodeUse, Wrapup
from reports.bands import BANDS, RIGHT, WON

BAND = Case(*(When(code__category__in=band.categories, then=Value(at)) for at, band in enumerate(BANDS)))


class Median(Aggregate):
    """Take the middle value, between the two in the middle where there are two."""

    function = "PERCENTILE_CONT"
    template = "%(function)s(0.5) WITHIN GROUP (ORDER BY %(expressions)s)"
    output_field = FloatField()
    arity = 1


@dataclass(frozen=True, slots=True)
class CodeCount:
    """How often a code stands, and on how many calls."""

    code_id: int
    uses: int
    calls: int


@dataclass(frozen=True, slots=True)
class DayCount:
    """How many calls of a day count first as a code."""

    day: date
    code_id: int
    calls: int


@dataclass(frozen=True, slots=True)
class BandCount:
    """How many codes of a band stand, and on how many calls; of a day, or of an agent.

    Codes that a rule set are nobody's: their membership is None.
    """

    key: Any
    band: int
    uses: int
    calls: int


@dataclass(frozen=True, slots=True)
class AgentCount:
    """How many calls somebody coded, on how many of them with a right-party code, and with a won one."""

    membership_id: int | None
    calls: int
    right: int
    won: int


@dataclass(frozen=True, slots=True)
class TimeToCode:
    """Median seconds from the end of an agent's part to the saved codes, and the wrap-ups it rests on."""

    median: float | None
    wrapups: int


@dataclass(frozen=True, slots=True)
class Coded:
    """Coded calls; of their codes only those of the people asked for, where any are."""

    calls: CallQuerySet
    zone: ZoneInfo
    people: tuple[Any, ...] = ()

    def first_codes(self) -> list[DayCount]:
        """Count each call once, by day and by the code that counts first."""
        dated = self.calls.filter(outcomes__primary__isnull=False).annotate(day=_day("started_at", self.zone))
        rows = dated.values_list("day", "outcomes__primary_id").annotate(n=Count("pk")).order_by()
        return [DayCount(*row) for row in rows]

    def uses(self) -> list[CodeCount]:
        """Count every code standing on the calls."""
        return [CodeCount(*row) for row in _counted(self._uses().values_list("code_id"))]

    def bands_by_day(self) -> list[BandCount]:
        """Count every code standing on the calls, by day and band."""
        dated = self._uses().annotate(day=_day("call__started_at", self.zone), band=BAND)
        return [BandCount(*row) for row in _counted(dated.values_list("day", "band"))]

    def bands_by_agent(self) -> list[BandCount]:
        """Count every code, by who gave it and band."""
        return [
            BandCount(*row) for row in _counted(self._uses().annotate(band=BAND).values_list("membership_id", "band"))
        ]

    def agents(self) -> list[AgentCount]:
        """Count the calls each agent coded; a call that two coded counts for both."""
        right, won = Q(code__category__in=RIGHT), Q(code__category__in=WON)
        rows = (
            self._uses()
            .values_list("membership_id")
            .annotate(
                calls=Count("call", distinct=True),
                right=Count("call", distinct=True, filter=right),
                won=Count("call", distinct=True, filter=won),
            )
            .order_by()
        )
        return [AgentCount(*row) for row in rows]

    def time_to_code(self) -> TimeToCode:
        """Measure how long saving took over all wrap-ups."""
        found = self._wrapups().aggregate(median=Median("acw_s"), n=Count("pk"))
        return TimeToCode(found["median"], found["n"])

    def time_to_code_by_day(self) -> dict[date, float]:
        """Measure how long saving took on each day."""
        dated = self._wrapups().annotate(day=_day("call__started_at", self.zone)).values_list("day")
        return dict(dated.annotate(median=Median("acw_s")).order_by())

    def time_to_first_code(self) -> dict[int, float]:
        """Measure how long saving took on the calls of each code that counts first."""
        coded = self._wrapups().filter(call__outcomes__primary__isnull=False).values_list("call__outcomes__primary_id")
        return dict(coded.annotate(median=Median("acw_s")).order_by())

    def time_to_used_code(self) -> dict[int, float]:
        """Measure how long saving took where each code was given."""
        saved = self._uses().filter(disposition__wrapup__in=self._wrapups().values("pk")).values_list("code_id")
        return dict(saved.annotate(median=Median("disposition__wrapup__acw_s")).order_by())

    def _uses(self) -> QuerySet[CodeUse]:
        uses = CodeUse.objects.standing().filter(call__in=self.calls.order_by().values("pk"))
        return uses.filter(membership__in=self.people) if self.people else uses

    def _wrapups(self) -> QuerySet[Wrapup]:
        saved = Wrapup.objects.filter(state=Wrapup.State.SAVED, acw_s__isnull=False).undisturbed()
        saved = saved.filter(call__in=self.calls.order_by().values("pk"))
        return saved.filter(membership__in=self.people) if self.people else saved


def calls_by_day(calls: CallQuerySet, zone: ZoneInfo) -> dict[date, int]:
    """Count calls by day."""
    dated = calls.annotate(day=_day("started_at", zone)).values_list("day")
    return dict(dated.annotate(n=Count("pk")).order_by())


def _day(field: str, zone: ZoneInfo) -> TruncDate:
    return TruncDate(field, tzinfo=zone)


def _counted(grouped: Any) -> Any:
    return grouped.annotate(uses=Count("pk"), calls=Count("call", distinct=True)).order_by()
