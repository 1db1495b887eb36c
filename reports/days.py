"""Calls, or codes, by day: the columns of the picture and the same as a list."""

from collections import Counter
from dataclasses import dataclass
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from reports.bands import BANDS
from reports.charts import Bar, Tick, stacked
from reports.links import Links
from reports.periods import Span
from reports.queries import BandCount
from reports.tables import Part, parts_of
from reports.tally import Tally

MOST_LABELS = 31


@dataclass(frozen=True, slots=True)
class Day:
    """One bar: a day, a week or a month, with its parts as a column and as a line."""

    label: str
    row_label: str
    name: str
    total: int
    calls: int
    href: str | None
    so_far: bool
    opens_week: bool
    bar: Bar | None
    stack: list[Part]
    line: list[Part]


@dataclass(frozen=True, slots=True)
class Band:
    """A colour of the legend."""

    category: str
    label: str
    href: str | None


@dataclass(frozen=True, slots=True)
class Picture:
    unit: str
    height: float
    ticks: list[Tick]
    days: list[Day]
    legend: list[Band]
    with_totals: bool
    so_far: bool


def picture(tally: Tally, links: Links) -> Picture:
    """Return the picture of the period."""
    spans = tally.period.spans()
    counts = [_counts(tally, span) for span in spans]
    now = tally.selection.now
    dense = len(spans) > MOST_LABELS
    # The foot of a column is what the end of a line is: the grey of nobody reached.
    columns = [[one[at].uses if at in one else 0 for at in reversed(range(len(BANDS)))] for one in counts]
    folded = [
        _is_quiet_weekend(tally, span, one) and not span.starts_at <= now < span.ends_at
        for span, one in zip(spans, counts, strict=True)
    ]
    chart = stacked(columns, folded)
    bars = {bar.index: bar for bar in chart.bars}
    highest = max((sum(column) for column in columns), default=0) or 1
    days = [
        _day(tally, links, span, counts[at], bars.get(at), highest, _label(tally, span, first=at == 0, dense=dense))
        for at, span in enumerate(spans)
    ]
    present = sorted({band for one in counts for band in one})
    legend = [Band(BANDS[at].mark, str(BANDS[at].label), links.band(BANDS[at].categories)) for at in present]
    so_far = any(day.so_far for day in days)
    return Picture(tally.period.unit, chart.height, chart.ticks, days, legend, not dense, so_far)


def _counts(tally: Tally, span: Span) -> dict[int, BandCount]:
    uses: Counter[int] = Counter()
    calls: Counter[int] = Counter()
    for day, bands in tally.bands_by_day.items():
        if span.first <= day <= span.last:
            for at, count in bands.items():
                uses[at] += count.uses
                # A call lies in one day, so that days add up.
                calls[at] += count.calls
    return {at: BandCount(span.first, at, n, calls[at]) for at, n in uses.items()}


def _is_quiet_weekend(tally: Tally, span: Span, counts: dict[int, BandCount]) -> bool:
    return tally.period.unit == "day" and tally.period.days > 7 and span.first.weekday() >= 5 and not counts


def _day(
    tally: Tally,
    links: Links,
    span: Span,
    counts: dict[int, BandCount],
    bar: Bar | None,
    highest: int,
    label: str,
) -> Day:
    so_far = span.starts_at <= tally.selection.now < span.ends_at
    in_order = [counts[at] for at in sorted(counts)]
    hrefs = {at: links.band(BANDS[at].categories, span.first, span.last) for at in counts}
    line = parts_of(in_order, hrefs, highest)
    by_band = {part.label: part for part in line}
    stack = []
    for piece in bar.pieces if bar else []:
        part = by_band[str(BANDS[len(BANDS) - 1 - piece.index].label)]
        stack.append(Part(piece, part.category, part.label, part.uses, part.calls, part.href))
    total = sum(one.uses for one in in_order)
    row_label = _row_label(tally, span)
    return Day(
        label=_so_far(label) if so_far and label else label,
        row_label=_so_far(label or row_label) if so_far else row_label,
        name=_name(tally, span),
        total=total,
        calls=sum(sum(tally.now.by_day[day].values()) for day in tally.now.by_day if span.first <= day <= span.last),
        href=links.coded(span.first, span.last) if total else None,
        so_far=so_far,
        opens_week=tally.period.unit == "day" and span.first.weekday() == 0,
        bar=bar,
        stack=stack,
        line=line,
    )


def _so_far(label: str) -> str:
    return _("%(day)s, so far") % {"day": label}


def _label(tally: Tally, span: Span, *, first: bool, dense: bool) -> str:
    day = span.first
    if tally.period.unit == "month":
        return date_format(day, pgettext("month under a bar, as in Nov", "M"))
    if tally.period.unit == "week":
        return date_format(day, pgettext("short day, as in 6 Nov", "j M"))
    if day.weekday() == 0 or (first and not dense):
        return date_format(day, pgettext("day under a bar, as in Mon 2", "D j"))
    return "" if dense else str(day.day)


def _row_label(tally: Tally, span: Span) -> str:
    if tally.period.unit == "day":
        return date_format(span.first, pgettext("day under a bar, as in Mon 2", "D j"))
    return _label(tally, span, first=True, dense=False)


def _name(tally: Tally, span: Span) -> str:
    if tally.period.unit == "day":
        return long_day(span.first)
    return days_in_words(span.first, span.last)


def long_day(day: date) -> str:
    """Write a day as in 2 November."""
    return date_format(day, pgettext("day, as in 2 November", "j F"))


def days_in_words(first: date, last: date, this_year: int | None = None) -> str:
    """Write days as in 2 to 20 November, with the year where it is not this one."""
    full = pgettext("day with year, as in 2 November 2025", "j F Y")
    if first == last:
        return long_day(first) if this_year in (None, first.year) else date_format(first, full)
    if first.year != last.year:
        start, end = date_format(first, full), date_format(last, full)
    else:
        same = first.month == last.month
        start = date_format(first, pgettext("day alone, as in 2 (to 20 November)", "j")) if same else long_day(first)
        end = long_day(last) if this_year in (None, last.year) else date_format(last, full)
    return _("%(first)s to %(last)s") % {"first": start, "last": end}
