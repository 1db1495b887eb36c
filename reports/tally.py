"""The figures of one selection and of the period before it, each asked for once."""

from collections import Counter, defaultdict
from collections.abc import Container
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from dispositions.models import Code
from reports.bands import BANDS, REACHED, RIGHT, WON
from reports.filters import CODES, Selection
from reports.queries import BandCount, CodeCount, Coded, DayCount, TimeToCode, calls_by_day


@dataclass(frozen=True, slots=True)
class Ratio:
    """A part of a whole; over nothing it has no value."""

    part: int
    whole: int

    @property
    def percent(self) -> float | None:
        """Return it in per cent."""
        return 100 * self.part / self.whole if self.whole else None


class Side:
    """The figures of one period."""

    def __init__(self, coded: Coded, lacking: dict[date, int], codes: dict[int, Code]) -> None:
        self.coded, self.lacking_by_day, self._codes = coded, lacking, codes

    @cached_property
    def firsts(self) -> list[DayCount]:
        """Return the coded calls, each counted once, by day and code."""
        return self.coded.first_codes()

    @cached_property
    def uses(self) -> dict[int, CodeCount]:
        """Return how often each code stands."""
        return {count.code_id: count for count in self.coded.uses()}

    @cached_property
    def time_to_code(self) -> TimeToCode:
        """Return how long saving took."""
        return self.coded.time_to_code()

    @cached_property
    def by_code(self) -> Counter[int]:
        """Return the calls that count first as each code."""
        found: Counter[int] = Counter()
        for row in self.firsts:
            found[row.code_id] += row.calls
        return found

    @cached_property
    def by_day(self) -> dict[date, Counter[str]]:
        """Return the calls of each day by the category that counts first."""
        days: dict[date, Counter[str]] = defaultdict(Counter)
        for row in self.firsts:
            days[row.day][self._codes[row.code_id].category] += row.calls
        return days

    @property
    def calls(self) -> int:
        """Return the number of coded calls."""
        return sum(row.calls for row in self.firsts)

    @property
    def codes(self) -> int:
        """Return the number of codes standing on them."""
        return sum(count.uses for count in self.uses.values())

    @property
    def lacking(self) -> int:
        """Return the number of calls without a code."""
        return sum(self.lacking_by_day.values())

    def counting_as(self, categories: Container[str]) -> int:
        """Return the calls that count first as one of the categories."""
        return sum(row.calls for row in self.firsts if self._codes[row.code_id].category in categories)

    @property
    def reached(self) -> Ratio:
        """Return the calls that reached a person, out of the coded ones."""
        return Ratio(self.counting_as(REACHED), self.calls)

    @property
    def left_out(self) -> Ratio:
        """Return the calls without a code, out of all."""
        return Ratio(self.lacking, self.calls + self.lacking)

    @property
    def conversion(self) -> Ratio:
        """Return the calls won, out of those that reached the right person."""
        return Ratio(self.counting_as(WON), self.counting_as(RIGHT))


class Tally:
    """What a selection adds up to, now and in the period before."""

    def __init__(self, selection: Selection) -> None:
        self.selection = selection
        self.period, self.earlier = selection.period, selection.period.before(selection.now)
        self.codes = {code.pk: code for code in Code.objects.all()}
        self.now, self.then = (
            Side(
                Coded(selection.calls(period), selection.zone, tuple(selection.people)),
                calls_by_day(selection.calls_lacking_a_code(period), selection.zone),
                self.codes,
            )
            for period in (self.period, self.earlier)
        )

    @cached_property
    def bands_by_day(self) -> dict[date, dict[int, BandCount]]:
        """Return what each day's bar is made of, as calls or as codes."""
        days: dict[date, dict[int, BandCount]] = defaultdict(dict)
        if self.selection.counts == CODES:
            for count in self.now.coded.bands_by_day():
                days[count.key][count.band] = count
            return days
        for day, categories in self.now.by_day.items():
            for at, band in enumerate(BANDS):
                if n := band.of(categories):
                    days[day][at] = BandCount(day, at, n, n)
        return days

    @cached_property
    def medians_by_code(self) -> dict[int, float]:
        """Return how long saving took for each code, as it is counted."""
        coded = self.now.coded
        return coded.time_to_used_code() if self.selection.counts == CODES else coded.time_to_first_code()
