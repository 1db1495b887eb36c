from datetime import datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.db import transaction
from django.utils import timezone

from callcenter.accounts.models import Membership
from callcenter.audit import log as audit
from callcenter.jobs import actions as jobs
from callcenter.outbox.post import announce
from callcenter.tenancy.models import Organization
from calllog.models import Call, Contact, ContactNumber
from dispositions.effects import UNDO_S
from dispositions.errors import CallbackTimeInvalid
from dispositions.models import Disposition
from followups.models import Callback, Enrolment, Message, Plan, Step
from followups.plans import SHIPPED, words

MESSAGE = "message"
CALLBACK = "callback"
HORIZON = timedelta(days=180)


def ship_plans(*, organization: Organization, is_on: bool) -> None:
    """Give an organization the plans that ship, off unless it is the demonstration."""
    for slug, name in SHIPPED.items():
        plan, made = Plan.objects.get_or_create(slug=slug, defaults={"name": name, "is_on": is_on})
        if made:
            Step.objects.create(plan=plan, position=1, delay_s=UNDO_S, template=slug)


def contact_for(*, call: Call, email: str) -> Contact:
    """Return the call's contact with this address kept on it, making the contact where there is none."""
    contact = call.contact
    if contact is None:
        contact = Contact.objects.create(name=call.caller_name[:200], email=email)
        if call.number_e164:
            ContactNumber.objects.create(contact=contact, number=call.number)
        call.contact = contact
        call.save(update_fields=["contact"])
    elif email and contact.email != email:
        contact.email = email
        contact.save(update_fields=["email"])
    return contact


def enrol(
    *, plan: Plan, contact: Contact, call: Call, disposition: Disposition, organization: Organization, at: datetime
) -> Enrolment | None:
    """Start a contact on a plan; None where it already goes through it. Nothing leaves before 8 seconds are over."""
    if Enrolment.objects.filter(plan=plan, contact=contact, state=Enrolment.State.ACTIVE).exists():
        return None
    enrolment = Enrolment.objects.create(
        plan=plan, plan_version=plan.version, contact=contact, call=call, disposition=disposition
    )
    for step in plan.steps.all():
        text = words(step.template, organization.language, organization.name)
        due_at = at + timedelta(seconds=max(step.delay_s, UNDO_S))
        message = Message.objects.create(
            enrolment=enrolment,
            step=step,
            contact=contact,
            call=call,
            to=contact.email,
            language=organization.language,
            subject=text.subject,
            body=text.body,
            due_at=due_at,
        )
        jobs.schedule(kind=MESSAGE, subject_id=message.pk, due_at=due_at)
    return enrolment


def stop(*, enrolment: Enrolment, because: str) -> bool:
    """Stop an enrolment; tell whether everything planned could still be held back."""
    messages = list(Message.objects.select_for_update(of=("self",)).filter(enrolment=enrolment))
    planned = [message for message in messages if message.state == Message.State.PLANNED]
    for message in planned:
        message.state, message.reason = Message.State.CANCELLED, because
        message.save(update_fields=["state", "reason"])
        jobs.cancel(kind=MESSAGE, subject_id=message.pk)
    if enrolment.state == Enrolment.State.ACTIVE:
        enrolment.state, enrolment.stopped_because = Enrolment.State.STOPPED, because
        enrolment.save(update_fields=["state", "stopped_because"])
    return len(planned) == len(messages)


def local_moment(local_time: str, zone: str) -> datetime:
    """Read a local time in a zone; a time the clock skips or one that is gone is refused."""
    try:
        place = ZoneInfo(zone)
        naive = datetime.fromisoformat(local_time)
    except (ValueError, ZoneInfoNotFoundError, OSError) as unreadable:
        raise CallbackTimeInvalid(fields={"callback": [str(CallbackTimeInvalid.message)]}) from unreadable
    moment = naive.replace(tzinfo=place) if naive.tzinfo is None else naive
    exists = moment.astimezone(ZoneInfo("UTC")).astimezone(place).replace(tzinfo=None) == moment.replace(tzinfo=None)
    now = timezone.now()
    if (naive.tzinfo is None and not exists) or not now - timedelta(minutes=1) <= moment <= now + HORIZON:
        raise CallbackTimeInvalid(fields={"callback": [str(CallbackTimeInvalid.message)]})
    return moment


def promise_callback(
    *,
    call: Call,
    disposition: Disposition,
    local_time: str,
    zone: str,
    owner: Membership | None,
    note: str = "",
) -> Callback:
    """Put a promise to call back on the list; it comes up live at its time."""
    at = local_moment(local_time, zone)
    callback = Callback.objects.create(
        call=call,
        disposition=disposition,
        contact=call.contact,
        number=call.number,
        at=at,
        local_time=local_time[:16],
        zone=zone,
        owner=owner,
        note=note[:500],
    )
    jobs.schedule(kind=CALLBACK, subject_id=callback.pk, due_at=at)
    announce(CALLBACK, {"id": callback.pk, "state": callback.state}, [owner.user_id] if owner else [])
    return callback


def take_back_callback(*, callback: Callback) -> bool:
    """Take a promise back; tell whether it had not been kept yet."""
    if callback.state not in {Callback.State.SCHEDULED, Callback.State.DUE}:
        return False
    callback.state = Callback.State.CANCELLED
    callback.save(update_fields=["state"])
    jobs.cancel(kind=CALLBACK, subject_id=callback.pk)
    announce(CALLBACK, {"id": callback.pk, "state": callback.state}, audience_of(callback))
    return True


def audience_of(callback: Callback) -> list[int]:
    """Return the user who sees the promise at once; nobody in particular when it is the team's."""
    return [callback.owner.user_id] if callback.owner else []


@transaction.atomic(savepoint=False)
def keep_promise(*, callback: Callback, actor: Membership) -> Callback:
    """Mark a promise as kept."""
    callback = Callback.objects.select_for_update(of=("self",)).get(pk=callback.pk)
    if callback.state in {Callback.State.SCHEDULED, Callback.State.DUE}:
        callback.state, callback.done_at, callback.done_by = Callback.State.DONE, timezone.now(), actor
        callback.save(update_fields=["state", "done_at", "done_by"])
        jobs.cancel(kind=CALLBACK, subject_id=callback.pk)
        audit.record(actor, "callback.done", callback)
        announce(CALLBACK, {"id": callback.pk, "state": callback.state}, audience_of(callback))
    return callback
