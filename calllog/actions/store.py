"""Folded calls become rows: what differs is written, what a person wrote is left alone."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.utils import timezone

from callcenter.tenancy.models import Organization
from calllog import phone
from calllog.actions.corrections import correct, is_settled, settle
from calllog.actions.legs import Written, exact, legs_of, write_legs
from calllog.actions.surroundings import Surroundings
from calllog.fold import FoldedCall
from calllog.locks import lock_calls
from calllog.models import Call, ContactNumber, Conversation, Direction
from calllog.signals import calls_merged, calls_refolded


def store(
    found: Sequence[tuple[FoldedCall, Conversation]], organization: Organization, *, live: bool
) -> list[Call | None]:
    """Write calls of one switch and their legs where they differ from what is stored, and announce the changes at once.

    Answers each given call with its row, or None where nothing changed.
    """
    around = Surroundings(organization, found[0][1].switch, [folded for folded, _ in found])
    stored = stored_calls([conversation for _, conversation in found])
    legs = legs_of([call for calls in stored.values() for call in calls])
    now, written, answer = timezone.now(), Written(), []
    for folded, conversation in found:
        known = stored.get(conversation.pk, [])
        call = known[0] if known else Call(source=around.source, external_id=folded.external_id)
        differs = write_call(call, folded, conversation, around, now)
        for other in known[1:]:
            absorb(other, call)
        differs = rename(call, folded.external_id) or differs
        own = legs.get(call.pk, {})
        differs = write_legs(folded.legs, own, call, around, written) or differs or len(known) > 1
        if differs:
            written.changed.append(call)
        answer.append(call if differs else None)
    written.finish()
    if written.changed:
        ids = [call.pk for call in written.changed]
        calls_refolded.send(sender=Call, call_ids=ids, organization=organization, live=live)
    return answer


def stored_calls(conversations: Sequence[Conversation]) -> dict[int, list[Call]]:
    """Return each conversation's calls, oldest first, with those of conversations it absorbed; all are locked."""
    heads = {conversation.pk: conversation.pk for conversation in conversations}
    absorbed = Conversation.objects.filter(merged_into__in=heads).values_list("pk", "merged_into_id")
    heads |= dict(absorbed)
    of_them = Call.objects.filter(conversation_id__in=heads, merged_into=None)
    lock_calls(of_them.values_list("pk", flat=True))
    calls: dict[int, list[Call]] = {}
    for call in of_them.select_for_update(of=("self",)).order_by("pk"):
        calls.setdefault(heads[call.conversation_id], []).append(call)
    return calls


def write_call(call: Call, folded: FoldedCall, conversation: Conversation, around: Surroundings, now: datetime) -> bool:
    """Bring a call's row in line; tell whether anything changed."""
    values = facts_of(folded, call, around) | {"conversation_id": conversation.pk}
    settled = is_settled(call, now)
    before = {name: stood for name, value in values.items() if (stood := getattr(call, name)) != value}
    for name in before:
        setattr(call, name, values[name])
    settling = settle(call, now)
    if call.pk is None:
        call.save()
        return True
    if not before:
        return False
    call.revision += 1
    call.save(update_fields=[*before, *settling, "revision"])
    if settled:
        correct(call, before, now)
    return True


def rename(call: Call, external_id: str) -> bool:
    """Give a call the switch's id of its whole conversation, of which an earlier part may have come later.

    What was absorbed under that id takes the former one. Tells whether anything changed.
    """
    if call.external_id == external_id:
        return False
    former, call.external_id = call.external_id, external_id
    alias = Call.objects.filter(source_id=call.source_id, external_id=external_id).exclude(merged_into=None)
    if (held := alias.values_list("pk", flat=True).first()) is not None:
        # No id is there twice, not even for a moment.
        Call.objects.filter(pk=held).update(external_id=f"~{held}")
    call.save(update_fields=["external_id"])
    Call.objects.filter(pk=held).update(external_id=former)
    return True


def absorb(other: Call, survivor: Call) -> None:
    """Make a stored call part of the older one it turned out to belong to."""
    other.merged_into = survivor
    other.save(update_fields=["merged_into"])
    other.legs.all().delete()
    calls_merged.send(sender=Call, survivor_id=survivor.pk, merged_id=other.pk)


def facts_of(folded: FoldedCall, call: Call, around: Surroundings) -> dict[str, Any]:
    """Return a folded call's facts as columns, in the organization's words."""
    number = phone.normalise(folded.number, around.country)
    own = around.own_number(folded.our_number)
    use = around.use(own, folded.started_at) if own else None
    return {
        "direction": Direction(folded.direction),
        "status": str(folded.status),
        "cause_q850": folded.cause_q850,
        "cause_text": folded.cause_text[:80],
        "number": number.text,
        "number_e164": number.is_e164,
        "caller_name": folded.caller_name[:200],
        "our_number": folded.our_number[:80],
        "our_number_row_id": own.pk if own else None,
        "contact_id": contact_of(call, number, around),
        "agent_id": around.holder(folded.agent_extension or "", folded.started_at),
        "agent_extension": folded.agent_extension or "",
        "queue_id": around.queue(folded.queue),
        "campaign_id": (use.campaign_id if use else None) if own else call.campaign_id,
        "channel": use.channel if use else "",
        "started_at": folded.started_at,
        "answered_at": folded.answered_at,
        "ended_at": folded.ended_at,
        **{name: exact(getattr(folded, name)) for name in ("ring_s", "wait_s", "talk_s", "hold_s", "customer_time_s")},
        "hung_up_by": str(folded.hung_up_by or ""),
        "quality": folded.quality,
    }


def contact_of(call: Call, number: phone.Number, around: Surroundings) -> int | None:
    """Return whom a call is with: whoever alone has its number, unless a person said otherwise."""
    if number.text == call.number:
        return call.contact_id
    guessed = ContactNumber.objects.only_contact_of(call.number) if call.number_e164 else None
    if call.contact_id != guessed:
        return call.contact_id
    return around.contact(number.text) if number.is_e164 else None
