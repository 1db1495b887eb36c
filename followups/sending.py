"""A message leaves the house at most once: `sending` is committed before, `sent` after, between them is `uncertain`."""

import logging
from datetime import timedelta
from smtplib import SMTPRecipientsRefused, SMTPResponseException

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.utils import timezone

from callcenter.jobs import actions as jobs
from callcenter.jobs.querysets import Claim
from callcenter.outbox.post import announce
from callcenter.tenancy.scope import tenant_scope
from calllog import phone
from dispositions.dnc.models import DncEntry
from followups.actions import CALLBACK, audience_of
from followups.models import Callback, Enrolment, Message

logger = logging.getLogger(__name__)


def send(claim: Claim) -> None:
    """Send one claimed message; a process that dies in between leaves it `uncertain`, never sent twice."""
    message = begin(claim)
    if message is None:
        return
    through, failure, certain = deliver(message)
    with tenant_scope(claim.organization_id):
        held = (
            Message.objects.select_for_update(of=("self",)).filter(pk=message.pk, state=Message.State.SENDING).first()
        )
        if held is None:
            return
        if failure and certain and claim.attempts < jobs.GIVES_UP_AFTER:
            held.state, held.reason = Message.State.PLANNED, failure
            held.save(update_fields=["state", "reason"])
            jobs.put_back(claim, failure)
            return
        if failure:
            held.state = Message.State.DEAD if certain else Message.State.UNCERTAIN
            held.reason = failure
        else:
            held.state, held.through, held.sent_at, held.reason = Message.State.SENT, through, timezone.now(), ""
        held.save(update_fields=["state", "through", "sent_at", "reason"])
        jobs.finish(claim)
        finish_enrolment(held)
        announce("message", {"id": held.pk, "state": held.state, "call": held.call_id})


def begin(claim: Claim) -> Message | None:
    """Commit that the message is leaving; None when it must not leave, may already have, or is another worker's now."""
    with tenant_scope(claim.organization_id):
        message = (
            Message.objects.select_for_update(of=("self",))
            .select_related("contact", "call")
            .filter(pk=claim.subject_id)
            .first()
        )
        # Who slept past the lease may find the next worker in the middle of it: nothing here is its own any more.
        if not jobs.holds(claim):
            return None
        if message is None or message.state in {Message.State.SENT, Message.State.CANCELLED, Message.State.SUPPRESSED}:
            jobs.finish(claim)
            return None
        if message.state != Message.State.PLANNED:
            message.state, message.reason = Message.State.UNCERTAIN, "interrupted"
            message.save(update_fields=["state", "reason"])
            jobs.finish(claim)
            announce("message", {"id": message.pk, "state": message.state, "call": message.call_id})
            return None
        if opted_out(message):
            message.state, message.reason = Message.State.SUPPRESSED, "opt_out"
            message.save(update_fields=["state", "reason"])
            jobs.finish(claim)
            finish_enrolment(message)
            return None
        message.state = Message.State.SENDING
        message.save(update_fields=["state"])
        return message


def opted_out(message: Message) -> bool:
    """Tell whether the contact, one of its numbers, or the number of the call asked not to be contacted any more."""
    known = message.contact.numbers.values_list("number", flat=True)
    numbers = [phone.as_bigint(number) for number in {*known, message.call.number}]
    entries = DncEntry.objects.in_force(timezone.now()).filter(kind=DncEntry.Kind.OPT_OUT)
    about = [entries.about(number, message.contact_id) for number in [*numbers, None]]
    return any(found.exists() for found in about)


def deliver(message: Message) -> tuple[str, str, bool]:
    """Hand a message to SMTP, or keep it in the outbox where none is set.

    Returns the way it went, why it failed (empty when it did not), and whether it certainly did not leave.
    """
    if not settings.SMTP_CONFIGURED:
        return "outbox", "", True
    mail = EmailMessage(
        message.subject, message.body, to=[message.to], headers={"Message-ID": f"<{message.key}@aftercall>"}
    )
    try:
        connection = get_connection()
        connection.open()
    except OSError as fault:
        return "smtp", f"not connected: {type(fault).__name__}", True
    try:
        connection.send_messages([mail])
    except OSError as fault:
        # A server that answered has refused; one that fell silent may have taken it.
        refused = isinstance(fault, SMTPResponseException | SMTPRecipientsRefused)
        return "smtp", f"{'refused' if refused else 'interrupted'}: {type(fault).__name__}", refused
    finally:
        connection.close()
    return "smtp", "", True


def finish_enrolment(message: Message) -> None:
    """End an enrolment when nothing of it is left to send."""
    left = Message.objects.filter(
        enrolment_id=message.enrolment_id, state__in=[Message.State.PLANNED, Message.State.SENDING]
    )
    if not left.exists():
        Enrolment.objects.filter(pk=message.enrolment_id, state=Enrolment.State.ACTIVE).update(
            state=Enrolment.State.DONE
        )


def bring_up(claim: Claim) -> None:
    """Bring a promised callback up at its time."""
    with tenant_scope(claim.organization_id):
        # The promise first, as whoever takes it back does: two that begin at different ends wait for each other.
        callback = (
            Callback.objects.select_for_update(of=("self",)).select_related("owner").filter(pk=claim.subject_id).first()
        )
        if not jobs.finish(claim) or callback is None or callback.state != Callback.State.SCHEDULED:
            return
        if callback.at > timezone.now() + timedelta(seconds=1):
            jobs.schedule(kind=CALLBACK, subject_id=callback.pk, due_at=callback.at)
            return
        callback.state = Callback.State.DUE
        callback.save(update_fields=["state"])
        announce(CALLBACK, {"id": callback.pk, "state": callback.state}, audience_of(callback))
