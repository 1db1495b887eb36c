"""A folded call becomes rows: what differs is written, what a person wrote is left alone."""

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from typing import Any

from callcenter.tenancy.models import Organization
from calllog import phone
from calllog.directory import ours_among
from calllog.fold import FoldedCall
from calllog.fold_legs import FoldedLeg
from calllog.locks import lock_calls
from calllog.models import (
    Call,
    ContactNumber,
    Conversation,
    Direction,
    ExtensionAssignment,
    Leg,
    OurNumber,
    Queue,
    Source,
)
from calllog.signals import calls_merged, calls_refolded


def store(folded: FoldedCall, conversation: Conversation, organization: Organization, *, live: bool) -> Call | None:
    """Write the call and its legs where they differ from what is stored, and announce the change."""
    source, _ = Source.objects.get_or_create(switch=conversation.switch, defaults={"name": conversation.switch.name})
    family = [conversation.pk, *Conversation.objects.filter(merged_into=conversation).values_list("pk", flat=True)]
    of_family = Call.objects.filter(conversation_id__in=family, merged_into=None)
    lock_calls(of_family.values_list("pk", flat=True))
    stored = list(of_family.select_for_update(of=("self",)).order_by("pk"))
    call = stored[0] if stored else Call(source=source, external_id=folded.external_id)
    values = facts_of(folded, call, organization) | {"conversation_id": conversation.pk}
    changed = [name for name, value in values.items() if getattr(call, name) != value]
    for name in changed:
        setattr(call, name, values[name])
    if call.pk is None:
        call.save()
    elif changed:
        call.revision += 1
        call.save(update_fields=[*changed, "revision"])
    for other in stored[1:]:
        absorb(other, call)
    if store_legs(folded.legs, call, source) or changed or stored[1:]:
        calls_refolded.send(sender=Call, call_ids=[call.pk], organization=organization, live=live)
        return call
    return None


def absorb(other: Call, survivor: Call) -> None:
    """Make a stored call part of the older one it turned out to belong to."""
    other.merged_into = survivor
    other.save(update_fields=["merged_into"])
    other.legs.all().delete()
    calls_merged.send(sender=Call, survivor_id=survivor.pk, merged_id=other.pk)


def facts_of(folded: FoldedCall, call: Call, organization: Organization) -> dict[str, Any]:
    """Return a folded call's facts as columns, in the organization's words."""
    number = phone.normalise(folded.number, organization.country)
    own = our_number_of(folded.our_number)
    queue = Queue.objects.get_or_create(name=folded.queue[:80])[0] if folded.queue else None
    contact_id = call.contact_id
    if contact_id is None and number.is_e164:
        contact_id = ContactNumber.objects.only_contact_of(number.text)
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
        "contact_id": contact_id,
        "agent_id": holder_of(folded.agent_extension or "", folded.started_at),
        "agent_extension": folded.agent_extension or "",
        "queue_id": queue.pk if queue else None,
        "campaign_id": own.campaign_id if own else call.campaign_id,
        "started_at": folded.started_at,
        "answered_at": folded.answered_at,
        "ended_at": folded.ended_at,
        **{name: exact(getattr(folded, name)) for name in ("ring_s", "wait_s", "talk_s", "hold_s", "customer_time_s")},
        "hung_up_by": str(folded.hung_up_by or ""),
    }


def our_number_of(number: str) -> OurNumber | None:
    """Return our number's row; the switch may write it with or without a plus."""
    rows = {row.number: row for row in OurNumber.objects.all()} if number else {}
    found = ours_among(number, rows)
    return rows[found] if found else None


def holder_of(extension: str, moment: datetime) -> int | None:
    """Return who held a telephone at a moment."""
    if not extension:
        return None
    held = ExtensionAssignment.objects.at(moment).filter(extension__number=extension)
    return held.values_list("membership_id", flat=True).first()


def exact(value: float) -> Decimal:
    """Return seconds to the millisecond, as the database keeps them."""
    return Decimal(str(round(value, 3))).quantize(Decimal("0.001"))


def store_legs(folded: Iterable[FoldedLeg], call: Call, source: Source) -> bool:
    """Bring a call's legs in line; tell whether anything changed."""
    existing = {leg.key: leg for leg in call.legs.all()}
    changed = False
    for part in folded:
        leg = existing.pop(part.key[:160], None) or Leg(call=call, key=part.key[:160])
        moment = part.ringing_at or part.answered_at or call.started_at
        values = {
            "party": str(part.party),
            "extension": part.extension[:40],
            "membership_id": holder_of(part.extension, moment) if str(part.party) == Leg.Party.AGENT else None,
            "number": part.number[:80],
            "state": str(part.state),
            "outcome": str(part.outcome or ""),
            "ringing_at": part.ringing_at,
            "answered_at": part.answered_at,
            "ended_at": part.ended_at,
            "cause_q850": part.cause if part.cause is not None and part.cause >= 0 else None,
            "talk_s": exact(part.talk_s),
            "hold_s": exact(part.hold_s),
            "talked": part.talked,
            "listening": part.listening,
        }
        differs = [name for name, value in values.items() if getattr(leg, name) != value]
        for name in differs:
            setattr(leg, name, values[name])
        if leg.pk is None:
            leg.save()
            changed = True
        elif differs:
            leg.save(update_fields=differs)
            changed = True
    if existing:
        Leg.objects.filter(pk__in=[leg.pk for leg in existing.values()]).delete()
        changed = True
    return changed
