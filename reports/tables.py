"""The rows of the report: by code, and by who gave the codes."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from callcenter.accounts.models import Membership
from callcenter.web.templatetags.aftercall import duration
from dispositions.models import Code
from reports.bands import BANDS
from reports.changes import percent, points
from reports.charts import Piece, mix
from reports.filters import CODES
from reports.links import Links
from reports.queries import AgentCount, BandCount
from reports.tally import Ratio, Tally

WIDEST = 97


@dataclass(frozen=True, slots=True)
class CodeRow:
    """One code: how often, against the period before, and how fast."""

    code: Code
    n: int
    href: str | None
    other: int
    other_href: str | None
    bar: float
    was: float
    share: str
    points: str
    to_code: str

    @property
    def shown(self) -> dict[str, str]:
        """Return the code as it stands in a line of text."""
        return {"label": self.code.label(), "category": self.code.category}


@dataclass(frozen=True, slots=True)
class Part:
    """A coloured part of a bar with the calls behind it."""

    piece: Piece
    category: str
    label: str
    uses: int
    calls: int
    href: str | None


@dataclass(frozen=True, slots=True)
class AgentRow:
    """One person, or all whom the viewer does not see, or the rules."""

    name: str
    calls: int
    href: str | None
    codes: int
    parts: list[Part]
    conversion: str
    conversion_href: str | None


def code_rows(tally: Tally, links: Links) -> list[CodeRow]:
    """Return a row for each code that counts now or did in the period before, in the order of the colours."""
    by_code = tally.selection.counts == CODES
    now = {pk: count.uses for pk, count in tally.now.uses.items()} if by_code else tally.now.by_code
    then = {pk: count.uses for pk, count in tally.then.uses.items()} if by_code else tally.then.by_code
    whole, before = sum(now.values()), sum(then.values())
    highest = max([*now.values(), *then.values()], default=1)
    rows = []
    for pk in {*now, *then}:
        code, n, was = tally.codes[pk], now.get(pk, 0), then.get(pk, 0)
        used = tally.now.uses.get(pk)
        share, earlier = Ratio(n, whole).percent, Ratio(was, before).percent
        rows.append(
            CodeRow(
                code=code,
                n=n,
                href=links.code(code) if n else None,
                other=(used.calls if by_code else used.uses) if used else 0,
                other_href=links.uses(code) if used else None,
                bar=round(WIDEST * n / highest, 2),
                was=round(WIDEST * was / highest, 2),
                share=percent(share),
                points=points(share, earlier),
                to_code=duration(tally.medians_by_code.get(pk)),
            )
        )
    return sorted(rows, key=lambda row: (_band_of(row.code), -row.n, row.code.position, row.code.slug))


def _band_of(code: Code) -> int:
    return next(at for at, band in enumerate(BANDS) if code.category in band.categories)


def agent_rows(tally: Tally, links: Links) -> list[AgentRow]:
    """Return a row for each person who gave codes, busiest first, then whom the viewer does not see, then the rules."""
    counts = tally.now.coded.agents()
    bands: dict[int | None, list[BandCount]] = {}
    for count in tally.now.coded.bands_by_agent():
        bands.setdefault(count.key, []).append(count)
    seen = Membership.objects.reachable_by(tally.selection.request.membership)
    names = dict(seen.filter(pk__in=[count.membership_id for count in counts]).values_list("pk", "name"))
    people = [count for count in counts if count.membership_id in names]
    rows = [
        _agent_row(links, names[count.membership_id], count, bands[count.membership_id])
        for count in sorted(people, key=lambda count: (-count.calls, names[count.membership_id]))
    ]
    unseen = [count for count in counts if count.membership_id is not None and count.membership_id not in names]
    rows += _pooled(_("Other teams"), unseen, bands)
    rows += _pooled(_("Set by rule"), [count for count in counts if count.membership_id is None], bands)
    return rows


def _agent_row(links: Links, name: str, count: AgentCount, bands: list[BandCount]) -> AgentRow:
    who = str(count.membership_id)
    in_order = sorted(bands, key=lambda one: one.band)
    return AgentRow(
        name=name,
        calls=count.calls,
        href=links.coded_by(who),
        codes=sum(one.uses for one in in_order),
        parts=parts_of(in_order, {one.band: links.using(BANDS[one.band].categories, people=who) for one in in_order}),
        conversion=percent(Ratio(count.won, count.right).percent),
        conversion_href=links.using(("won",), people=who) if count.won else None,
    )


def _pooled(name: str, counts: list[AgentCount], bands: dict[int | None, list[BandCount]]) -> list[AgentRow]:
    if not counts:
        return []
    uses, calls = [0] * len(BANDS), [0] * len(BANDS)
    for count in counts:
        for one in bands[count.membership_id]:
            uses[one.band] += one.uses
            calls[one.band] += one.calls
    pooled = [BandCount(None, at, n, calls[at]) for at, n in enumerate(uses) if n]
    conversion = percent(Ratio(sum(one.won for one in counts), sum(one.right for one in counts)).percent)
    parts = parts_of(pooled, {})
    return [AgentRow(name, sum(one.calls for one in counts), None, sum(uses), parts, conversion, None)]


def parts_of(bands: list[BandCount], hrefs: dict[int, str | None], whole: int | None = None) -> list[Part]:
    """Lay bands side by side, as many as there are codes or calls of them."""
    return [
        Part(
            piece,
            BANDS[bands[piece.index].band].mark,
            str(BANDS[bands[piece.index].band].label),
            bands[piece.index].uses,
            bands[piece.index].calls,
            hrefs.get(bands[piece.index].band),
        )
        for piece in mix([one.uses for one in bands], whole)
    ]
