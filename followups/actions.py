from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.db import IntegrityError, transaction
from django.utils import timezone

from callcenter.accounts.models import Membership
from callcenter.audit import log as audit
from callcenter.jobs import actions as jobs
from callcenter.outbox.post import announce
from callcenter.tenancy.models import Organization
from callcenter.tenancy.together import create_later, save_later
from calllog.models import Call, Contact, ContactNumber
from dispositions.effects import UNDO_S
from dispositions.errors import CallbackTimeInvalid
from dispositions.models import Disposition
from followups.models import Callback, Enrolment, Message, Plan, Step
from followups.plans import SHIPPED, words

MESSAGE = "message"
CALLBACK = "callback"
HORIZON = timedelta(days=180)
LEFT = (Message.State.SENDING, Message.State.SENT, Message.State.UNCERTAIN)


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
            create_later([ContactNumber(contact=contact, number=call.number)])
        call.contact = contact
        save_later([call], ["contact"])
    elif email and contact.email != email:
        contact.email = email
        save_later([contact], ["email"])
    return contact


def enrol(
    *,
    plan: Plan,
    contact: Contact,
    call: Call,
    disposition: Disposition,
    organization: Organization,
    at: datetime,
    steps: Sequence[Step] | None = None,
    is_new: bool = False,
) -> Enrolment | None:
    """Start a contact on a plan; None where it already goes through it. Nothing leaves before 8 seconds are over.

    Who has fetched the steps gives them; `is_new` says that the contact was made just now, which saves looking.
    """
    active = Enrolment.objects.filter(plan=plan, contact=contact, state=Enrolment.State.ACTIVE)
    if not is_new and active.exists():
        return None
    try:
        with transaction.atomic():
            enrolment = Enrolment.objects.create(
                plan=plan, plan_version=plan.version, contact=contact, call=call, disposition=disposition
            )
    except IntegrityError:
        # Another call with this person was coded at the same moment.
        return None
    messages = []
    for step in plan.steps.all() if steps is None else steps:
        text = words(step.template, organization.language, organization.name)
        message = Message(
            enrolment=enrolment,
            step=step,
            contact=contact,
            call=call,
            to=contact.email,
            language=organization.language,
            subject=text.subject,
            body=text.body,
            due_at=at + timedelta(seconds=max(step.delay_s, UNDO_S)),
        )
        messages.append(message)
    with jobs.scheduled_at_once():
        for message in Message.objects.bulk_create(messages):
            jobs.schedule(kind=MESSAGE, subject_id=message.pk, due_at=message.due_at)
    return enrolment


def stop(*, enrolment_id: int, because: str) -> bool:
    """Stop an enrolment; tell whether nothing of it has left or may have."""
    of_enrolment = Message.objects.select_for_update(of=("self",)).select_related("enrolment")
    messages = list(of_enrolment.filter(enrolment=enrolment_id))
    if not messages:
        Enrolment.objects.filter(pk=enrolment_id).update(state=Enrolment.State.STOPPED, stopped_because=because)
        return True
    planned = [message for message in messages if message.state == Message.State.PLANNED]
    for message in planned:
        message.state, message.reason = Message.State.CANCELLED, because
        jobs.cancel(kind=MESSAGE, subject_id=message.pk)
    save_later(planned, ["state", "reason"])
    enrolment = messages[0].enrolment
    if enrolment.state == Enrolment.State.ACTIVE:
        enrolment.state, enrolment.stopped_because = Enrolment.State.STOPPED, because
        save_later([enrolment], ["state", "stopped_because"])
    return not any(message.state in LEFT for message in messages)


def local_moment(local_time: str, zone: str) -> datetime:
    """Read a local time in a zone; a time the clock skips or one that is gone is refused, of one it repeats the first.

    A time that names its own offset is that moment, wherever the zone is.
    """
    refusal = CallbackTimeInvalid(fields={"callback": [str(CallbackTimeInvalid.message)]})
    try:
        place = ZoneInfo(zone)
        given = datetime.fromisoformat(local_time)
        moment = given.replace(tzinfo=place) if given.tzinfo is None else given
        there = moment.astimezone(UTC).astimezone(place)
    except (ValueError, OverflowError, ZoneInfoNotFoundError, OSError) as unreadable:
        raise refusal from unreadable
    skipped = given.tzinfo is None and there.replace(tzinfo=None, fold=0) != given.replace(fold=0)
    now = timezone.now()
    if skipped or not now - timedelta(minutes=1) <= moment <= now + HORIZON:
        raise refusal
    return there


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
        local_time=f"{at:%Y-%m-%dT%H:%M}",
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
    save_later([callback], ["state"])
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
