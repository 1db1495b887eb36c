"""Two stored calls turned out to be one."""

from django.utils import timezone

from calllog.models import Call, Leg
from dispositions.models import CallOutcome, CodeUse, Disposition, DncEntry, Wrapup
from dispositions.outcome import call_fact, dimensions, recompute, standing_on, use_fact
from dispositions.signals import facts_changed


def move_to_survivor(*, survivor_id: int, merged_id: int) -> None:
    """Move wrap-ups, dispositions and counted facts to the older call; the system's word on the other ends.

    An agent with a wrap-up on both keeps the coded one, else the survivor's; the other is withdrawn with its draft.
    """
    survivor = Call.objects.get(pk=survivor_id)
    outcome = CallOutcome.objects.filter(call_id=merged_id).first()
    uses = list(CodeUse.objects.standing().filter(call_id=merged_id).select_related("code"))
    counted = call_fact(outcome) if outcome else None
    facts_changed.send(
        sender=CallOutcome, added=[], removed=[use_fact(use) for use in uses] + ([counted] if counted else [])
    )
    if outcome:
        outcome.delete()
    there = {wrapup.membership_id: wrapup for wrapup in Wrapup.objects.filter(call=survivor)}
    for wrapup in Wrapup.objects.filter(call_id=merged_id):
        twin = there.get(wrapup.membership_id)
        if twin is None:
            Wrapup.objects.filter(pk=wrapup.pk).update(call=survivor)
            Disposition.objects.filter(wrapup=wrapup).update(call=survivor)
        else:
            keep_one(kept=twin, given_up=wrapup, survivor=survivor)
    CodeUse.objects.filter(call_id=merged_id, disposition__call=survivor).update(call=survivor)
    CodeUse.objects.standing().filter(call_id=merged_id).update(superseded_at=timezone.now())
    DncEntry.objects.filter(call_id=merged_id).update(call=survivor)
    moved = [use for use in CodeUse.objects.standing().filter(call=survivor) if use.pk in {u.pk for u in uses}]
    settle_outcome(survivor, moved)


def settle_outcome(call: Call, moved: list[CodeUse]) -> None:
    """Compute the outcome of a call that got or lost codes; one on which nobody has spoken has none."""
    if Disposition.objects.filter(call=call).exists():
        recompute(call, standing=standing_on(call), added=moved, removed=[])
        return
    outcome = CallOutcome.objects.filter(call=call).first()
    if outcome is not None:
        counted = call_fact(outcome)
        facts_changed.send(sender=CallOutcome, added=[], removed=[counted] if counted else [])
        outcome.delete()


def move_along(*, stays_id: int, leaves_id: int) -> None:
    """Move the wrap-ups and dispositions of whoever talked only in the call that was taken out of another."""
    stays, leaves = Call.objects.get(pk=stays_id), Call.objects.get(pk=leaves_id)
    here, there = (
        set(Leg.objects.of_agents().filter(call=call).exclude(membership=None).values_list("membership_id", flat=True))
        for call in (stays, leaves)
    )
    gone = list(Wrapup.objects.filter(call=stays, membership_id__in=there - here))
    said = set(Disposition.objects.filter(wrapup__in=gone).values_list("pk", flat=True))
    uses = list(CodeUse.objects.standing().filter(disposition_id__in=said).select_related("code"))
    facts_changed.send(sender=CallOutcome, added=[], removed=[use_fact(use) for use in uses])
    twins = {wrapup.membership_id: wrapup for wrapup in Wrapup.objects.filter(call=leaves)}
    for wrapup in gone:
        if wrapup.membership_id in twins:
            keep_one(kept=twins[wrapup.membership_id], given_up=wrapup, survivor=leaves)
        else:
            Wrapup.objects.filter(pk=wrapup.pk).update(call=leaves)
            Disposition.objects.filter(wrapup=wrapup).update(call=leaves)
    CodeUse.objects.filter(disposition_id__in=said).update(call=leaves, **dimensions(leaves))
    DncEntry.objects.filter(disposition_id__in=said).update(call=leaves)
    settle_outcome(stays, [])
    moved = list(CodeUse.objects.standing().filter(disposition_id__in=said).select_related("code"))
    settle_outcome(leaves, moved)


def keep_one(*, kept: Wrapup, given_up: Wrapup, survivor: Call) -> None:
    """Give one agent one wrap-up: the draft or the codes of the one that goes are not lost."""
    said = Disposition.objects.filter(wrapup=given_up).first()
    stands = Disposition.objects.filter(wrapup=kept).exists()
    if said is not None and not stands:
        Disposition.objects.filter(pk=said.pk).update(call=survivor, wrapup=kept)
        Wrapup.objects.filter(pk=kept.pk).update(state=given_up.state, saved_at=given_up.saved_at, draft=given_up.draft)
    elif said is None and not kept.draft.get("codes") and given_up.draft.get("codes"):
        Wrapup.objects.filter(pk=kept.pk).update(draft=given_up.draft, draft_revision=kept.draft_revision + 1)
    Wrapup.objects.filter(pk=given_up.pk).update(state=Wrapup.State.WITHDRAWN)
