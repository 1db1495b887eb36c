"""The line of figures at the top, each with its definition, its way there and its calls."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from callcenter.web.templatetags.aftercall import duration, figure
from reports.bands import REACHED, RIGHT, WON
from reports.changes import Change, grown, longer, moved, percent, rounded
from reports.charts import Spark, spark
from reports.links import Links
from reports.tally import Ratio, Side, Tally


@dataclass(frozen=True, slots=True)
class Term:
    """A number a figure is made of."""

    label: str
    value: str
    href: str | None = None


@dataclass(frozen=True, slots=True)
class Tile:
    key: str
    label: str
    value: str
    unit: str
    href: str | None
    change: Change
    definition: str
    terms: list[Term]
    see: str
    spark: Spark | None


def tiles(tally: Tally, links: Links) -> list[Tile]:
    """Return the figures of a selection."""
    now, then = tally.now, tally.then
    return [
        _coded(tally, links),
        _share(
            tally,
            "reached",
            _("Reached a person"),
            lambda side: side.reached,
            _("Calls whose code says that somebody answered in person, out of all coded calls. Machines are left out."),
            (_("Reached a person"), _("Calls coded")),
            (links.counting_as(REACHED), links.coded()),
            lambda day: Ratio(_of(now, day, REACHED), sum(now.by_day[day].values()) if day in now.by_day else 0),
        ),
        _share(
            tally,
            "lacking",
            _("Left without a code"),
            lambda side: side.left_out,
            _("Calls that are over and carry no code, out of all calls. Internal calls ask for none and are left out."),
            (_("Without a code"), _("All calls")),
            (links.lacking(), None),
            lambda day: Ratio(
                now.lacking_by_day.get(day, 0),
                now.lacking_by_day.get(day, 0) + (sum(now.by_day[day].values()) if day in now.by_day else 0),
            ),
            note=ngettext("%(n)s call", "%(n)s calls", now.lacking) % {"n": figure(now.lacking)},
        ),
        _time_to_code(tally, links, then),
        _share(
            tally,
            "conversion",
            _("Conversion"),
            lambda side: side.conversion,
            _(
                "Deals won, out of the calls where we spoke with the right person. "
                "Wrong numbers, machines and cut calls are left out."
            ),
            (_("Deals won"), _("Right person reached")),
            (links.counting_as(WON), links.counting_as(RIGHT)),
            lambda day: Ratio(_of(now, day, WON), _of(now, day, RIGHT)),
        ),
    ]


def _of(side: Side, day: date, categories: Sequence[str]) -> int:
    return sum(side.by_day[day][category] for category in categories) if day in side.by_day else 0


def _days(tally: Tally) -> list[date]:
    return sorted({*tally.now.by_day, *tally.now.lacking_by_day})


def _coded(tally: Tally, links: Links) -> Tile:
    now, then = tally.now.calls, tally.then.calls
    return Tile(
        key="coded",
        label=_("Calls coded"),
        value=figure(now),
        unit="",
        href=links.coded() if now else None,
        change=grown(now, then),
        definition=_("Calls with at least one code standing on them now, each counted once, on the day it began."),
        terms=[
            Term(_("Calls coded"), figure(now), links.coded()),
            Term(_("Codes on them"), figure(tally.now.codes)),
            Term(_("Calls without a code"), figure(tally.now.lacking), links.lacking()),
        ],
        see=see(now),
        spark=spark([sum(tally.now.by_day[day].values()) if day in tally.now.by_day else 0 for day in _days(tally)]),
    )


def _share(
    tally: Tally,
    key: str,
    label: str,
    ratio: Callable[[Side], Ratio],
    definition: str,
    terms: tuple[str, str],
    hrefs: tuple[str | None, str | None],
    on: Callable[[date], Ratio],
    note: str = "",
) -> Tile:
    now, then = ratio(tally.now), ratio(tally.then)
    change = moved(now.percent, then.percent)
    return Tile(
        key=key,
        label=label,
        value=rounded(now.percent),
        unit="" if now.percent is None else "%",
        href=hrefs[0] if now.part else None,
        change=Change(change.much, f"{change.words} · {note}" if change.much and note else note or change.words),
        definition=definition,
        terms=[
            Term(terms[0], figure(now.part), hrefs[0] if now.part else None),
            Term(terms[1], figure(now.whole), hrefs[1] if now.whole else None),
            Term(label, percent(now.percent)),
        ],
        see=see(now.part),
        spark=spark([on(day).percent for day in _days(tally)]),
    )


def _time_to_code(tally: Tally, links: Links, then: Side) -> Tile:
    now = tally.now.time_to_code
    days = tally.now.coded.time_to_code_by_day()
    return Tile(
        key="time",
        label=_("Median time to code"),
        value=duration(now.median),
        unit="",
        href=links.coded() if tally.now.calls else None,
        change=longer(now.median, then.time_to_code.median),
        definition=_(
            "From the end of an agent's part to the first saved code: half of the wrap-ups took less, half more. "
            "Those during which clocks were stopped are left out."
        ),
        terms=[Term(_("Wrap-ups saved"), figure(now.wrapups)), Term(_("Median"), duration(now.median))],
        see=_("See the coded calls"),
        spark=spark([days[day] for day in sorted(days)]),
    )


def see(calls: int) -> str:
    """Say what the link to some calls opens."""
    return ngettext("See the call", "See the %(n)s calls", calls) % {"n": figure(calls)}
