"""A call's codes over all its dispositions, and the facts reports count."""

from collections.abc import Iterable, Sequence
from typing import Any

from callcenter.tenancy.together import create_later, save_later, written_together
from calllog.models import Call
from dispositions.categories import RANK, Category, first_contradiction
from dispositions.models import CallOutcome, CodeUse
from dispositions.signals import Fact, facts_changed


def standing_on(call: Call) -> list[CodeUse]:
    """Return the codes standing on a call, each disposition's in the order they were chosen."""
    standing = CodeUse.objects.standing().filter(call=call)
    return list(standing.select_related("code", "disposition").order_by("order", "pk"))


def primary_of(uses: Iterable[CodeUse]) -> CodeUse | None:
    """Return the use that counts: by category, then the code's position, then its slug."""
    return min(uses, key=rank, default=None)


def rank(use: CodeUse) -> tuple[int, int, str, bool, int]:
    """Return what orders uses; one that is not written yet comes after its equals."""
    return (RANK[use.code.category], use.code.position, use.code.slug, use.pk is None, use.pk or 0)


def use_fact(use: CodeUse) -> Fact:
    """Shape one use of a code as a counted fact."""
    return Fact(
        "use", use.call_id, use.started_at, use.code_id, use.membership_id, use.queue_id, use.campaign_id, use.direction
    )


def call_fact(outcome: CallOutcome) -> Fact | None:
    """Shape a coded call as a counted fact; a call without a code counts nowhere."""
    if outcome.primary_id is None:
        return None
    return Fact(
        "call",
        outcome.call_id,
        outcome.started_at,
        outcome.primary_id,
        outcome.membership_id,
        outcome.queue_id,
        outcome.campaign_id,
        outcome.direction,
    )


def recompute(
    call: Call,
    *,
    standing: Sequence[CodeUse],
    added: Sequence[CodeUse],
    removed: Sequence[CodeUse],
    first: bool = False,
) -> CallOutcome:
    """Compute the call's outcome anew from the codes that stand now, and announce what changed in the counts.

    `first` says that nobody has spoken on this call before, which saves looking.
    """
    outcome = None if first else CallOutcome.objects.filter(call=call).first()
    before = call_fact(outcome) if outcome else None
    leading = primary_of(standing)
    clash = first_contradiction((use.code.slug, use.code.category) for use in standing)
    values: dict[str, Any] = {
        "primary": leading.code if leading else None,
        "category": leading.code.category if leading else Category.UNCLASSIFIED,
        "membership_id": call.agent_id,
        "uses": len(standing),
        "contradiction": list(clash or ()),
        **dimensions(call),
    }
    is_new, outcome = outcome is None, outcome or CallOutcome(call=call)
    for name, value in values.items():
        setattr(outcome, name, value)
    after = call_fact(outcome)
    with written_together():
        if is_new:
            create_later([outcome])
        else:
            save_later([outcome], values)
        facts_changed.send(
            sender=CallOutcome,
            added=[use_fact(use) for use in added] + ([after] if after and after != before else []),
            removed=[use_fact(use) for use in removed] + ([before] if before and after != before else []),
        )
    return outcome


def dimensions(call: Call) -> dict[str, Any]:
    """Return what reports filter by, as the call has it now."""
    return {
        "started_at": call.started_at,
        "direction": call.direction,
        "queue_id": call.queue_id,
        "campaign_id": call.campaign_id,
    }


def follow_dimensions(calls: Sequence[Call]) -> None:
    """Move calls' counted facts along when a later event changed what reports filter by."""
    now = {call.pk: dimensions(call) for call in calls}
    stale = [
        use
        for use in CodeUse.objects.standing().filter(call__in=calls)
        if any(getattr(use, name) != value for name, value in now[use.call_id].items())
    ]
    removed, added = [use_fact(use) for use in stale], []
    for use in stale:
        for name, value in now[use.call_id].items():
            setattr(use, name, value)
        added.append(use_fact(use))
    if stale:
        CodeUse.objects.bulk_update(stale, ["started_at", "direction", "queue", "campaign"])
    agents = {call.pk: call.agent_id for call in calls}
    for outcome in CallOutcome.objects.filter(call__in=calls):
        before = call_fact(outcome)
        values = now[outcome.call_id] | {"membership_id": agents[outcome.call_id]}
        changed = {name: value for name, value in values.items() if getattr(outcome, name) != value}
        for name, value in changed.items():
            setattr(outcome, name, value)
        if changed:
            outcome.save(update_fields=list(changed))
        after = call_fact(outcome)
        if before != after:
            removed += [before] if before else []
            added += [after] if after else []
    if removed or added:
        facts_changed.send(sender=CallOutcome, added=added, removed=removed)
