"""Calls no switch told us of."""

import uuid
from datetime import datetime, timedelta
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from callcenter.accounts.models import Membership
from callcenter.audit import log as audit
from callcenter.tenancy.models import Organization
from calllog import phone
from calllog.errors import CallByHandInvalid
from calllog.models import Call, ContactNumber, Direction, Leg, Medium, Source, Status, Switch
from calllog.signals import calls_refolded

BY_HAND = "by-hand"


def by_hand_source() -> Source:
    """Return the organization's source of calls logged by hand, making it at the first one."""
    switch, _ = Switch.objects.get_or_create(slug=BY_HAND, defaults={"name": "By hand", "kind": "by_hand"})
    return Source.objects.get_or_create(switch=switch, defaults={"name": "By hand"})[0]


@transaction.atomic(savepoint=False)
def log_call(
    *,
    direction: str,
    number: str,
    started_at: datetime,
    talk_s: Decimal,
    actor: Membership | None,
    organization: Organization,
    comment: str = "",
    caller_name: str = "",
    external_id: str = "",
    answered: bool = True,
    medium: str = Medium.PHONE,
) -> Call:
    """Log a call that no switch told us of; its agent gets a wrap-up for it."""
    if started_at > timezone.now() + timedelta(minutes=5):
        raise CallByHandInvalid(fields={"started_at": [str(CallByHandInvalid.message)]})
    found = phone.normalise(number, organization.country)
    ended_at = started_at + timedelta(seconds=float(talk_s))
    missed = Status.NO_ANSWER if direction == Direction.OUTBOUND else Status.MISSED
    call = Call.objects.create(
        source=by_hand_source(),
        external_id=external_id or uuid.uuid4().hex,
        direction=direction,
        status=Status.ANSWERED if answered else missed,
        number=found.text,
        number_e164=found.is_e164,
        caller_name=caller_name,
        contact_id=ContactNumber.objects.only_contact_of(found.text) if found.is_e164 else None,
        agent=actor,
        started_at=started_at,
        answered_at=started_at if answered else None,
        ended_at=ended_at,
        talk_s=talk_s,
        customer_time_s=talk_s,
        comment=comment,
        medium=medium,
    )
    Leg.objects.create(
        call=call,
        key="agent",
        party=Leg.Party.AGENT,
        membership=actor,
        state="ended",
        outcome="answered" if answered else "no_answer",
        ringing_at=started_at,
        answered_at=started_at if answered else None,
        ended_at=ended_at,
        talk_s=talk_s,
        talked=answered,
    )
    audit.record(actor, "call.logged", call)
    calls_refolded.send(sender=Call, call_ids=[call.pk], organization=organization, live=True)
    return call
