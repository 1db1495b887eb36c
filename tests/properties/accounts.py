"""The books: what reports count against what people said, added up again from the wordings themselves."""

from collections import Counter

from calllog.models import Call
from dispositions.models import CallOutcome, Code, CodeUse, Revision
from reports.models import Delta
from tests.properties.model.naive import Kind, any_contradiction, counted, primary

Said = dict[int, list[tuple[Kind, int | None]]]


def balance() -> int:
    """Compare the organization in scope: standing codes, outcomes and summed deltas are those of the latest wordings.

    Returns how many codes stand.
    """
    calls = {call.pk: call for call in Call.objects.standing()}
    said = {pk: codes for pk, codes in latest_wordings().items() if pk in calls}
    uses = Counter(CodeUse.objects.standing().values_list("call_id", "code__slug", "membership_id"))
    assert uses == Counter((pk, kind.slug, whose) for pk, codes in said.items() for kind, whose in codes)
    outcomes = {row.call_id: row for row in CallOutcome.objects.select_related("primary")}
    for pk, codes in said.items():
        kinds = [kind for kind, _ in codes]
        first, row = primary(kinds), outcomes[pk]
        assert (row.primary.slug if row.primary else None) == (first.slug if first else None)
        assert row.uses == len(kinds)
        assert bool(row.contradiction) == any_contradiction(kinds)
    assert {pk for pk, row in outcomes.items() if row.primary} == {pk for pk, codes in said.items() if codes}
    places = [(place_of(calls[pk]), [kind for kind, _ in codes]) for pk, codes in said.items()]
    assert summed_deltas() == dict(counted(places))
    return sum(uses.values())


def latest_wordings() -> Said:
    """Return each call's codes, with whose they are, out of the latest wording of each disposition."""
    kinds = {row.slug: Kind(row.slug, row.category, row.position) for row in Code.objects.all()}
    latest = {row.disposition_id: row for row in Revision.objects.order_by("number").select_related("disposition")}
    found: Said = {}
    for row in latest.values():
        whose = row.disposition.membership_id
        found.setdefault(row.disposition.call_id, []).extend((kinds[slug], whose) for slug in row.codes)
    return found


def place_of(call: Call) -> str:
    """Return where a call is counted: its quarter hour and what reports filter by."""
    quarter = call.started_at.replace(minute=call.started_at.minute // 15 * 15)
    return f"{quarter:%F %H:%M} {call.direction} {call.queue_id} {call.campaign_id}"


def summed_deltas() -> dict[tuple[str, str, str], int]:
    slugs = dict(Code.objects.values_list("pk", "slug"))
    sums: Counter[tuple[str, str, str]] = Counter()
    for delta in Delta.objects.all():
        place = f"{delta.quarter_at:%F %H:%M} {delta.direction} {delta.queue_id} {delta.campaign_id}"
        sums[delta.measure, place, slugs[delta.code_id]] += delta.n
    return {key: n for key, n in sums.items() if n}
