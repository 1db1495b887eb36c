"""Two stored calls turned out to be one."""

from django.utils import timezone

from calllog.models import Call
from dispositions.models import CallOutcome, CodeUse, Disposition, DncEntry, Wrapup
from dispositions.outcome import call_fact, recompute, use_fact
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
    recompute(survivor, added=moved, removed=[])


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
