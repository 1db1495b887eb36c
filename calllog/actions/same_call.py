"""A call that somebody logged by hand and a switch told as well is one call."""

from datetime import timedelta

from django.db import transaction

from callcenter.accounts.models import Membership
from callcenter.audit import log as audit
from callcenter.tenancy.models import Organization
from calllog.actions.by_hand import BY_HAND
from calllog.actions.store import absorb
from calllog.errors import NotTheSameCall
from calllog.locks import lock_calls
from calllog.models import Call, Medium
from calllog.querysets import CallQuerySet
from calllog.signals import calls_refolded

# People remember when a call was to about this much.
ABOUT = timedelta(minutes=20)


def is_by_hand(call: Call) -> bool:
    """Tell a call that somebody logged from one that a switch told of."""
    return call.conversation_id is None and call.source.switch.slug == BY_HAND


def twins_of(call: Call) -> CallQuerySet:
    """Return what may be the same call: by the other way of telling, with the same number, at about the same time."""
    if not call.number or call.ended_at is None or call.medium not in {Medium.PHONE, Medium.MOBILE}:
        return Call.objects.none()
    near = Call.objects.standing().filter(
        number=call.number,
        direction=call.direction,
        started_at__gte=call.started_at - ABOUT,
        started_at__lte=call.ended_at + ABOUT,
    )
    if is_by_hand(call):
        near = near.exclude(conversation_id=None)
    else:
        near = near.filter(conversation_id=None, source__switch__slug=BY_HAND)
    return near.exclude(pk=call.pk).exclude(ended_at=None).select_related("agent", "source__switch")


@transaction.atomic(savepoint=False)
def join(*, one: Call, other: Call, actor: Membership, organization: Organization) -> Call:
    """Make one call of the two ways it was told; returns it.

    The switch's facts stand, what people wrote comes along: codes, comment, contact. The address of the call that was
    logged by hand leads there.
    """
    lock_calls([one.pk, other.pk])
    if not twins_of(one).filter(pk=other.pk).exists():
        raise NotTheSameCall
    logged, told = (one, other) if is_by_hand(one) else (other, one)
    if logged.comment and logged.comment not in told.comment:
        told.comment = "\n".join(filter(None, [told.comment, logged.comment]))
    told.contact_id = told.contact_id or logged.contact_id
    told.save(update_fields=["comment", "contact"])
    absorb(logged, told)
    audit.record(actor, "call.joined", told, {"logged": logged.pk})
    calls_refolded.send(sender=Call, call_ids=[told.pk], organization=organization, live=False)
    return told
