"""Codes that locked rules set on calls that reached nobody."""

from django.utils import timezone

from callcenter.tenancy.models import Organization
from calllog.models import Call, Direction, Status
from dispositions import effects
from dispositions.actions.save import revise, uses_of
from dispositions.models import Code, Disposition, Revision

# Q.850 causes that say the number does not exist (reference: ITU-T Q.850, causes 1, 22, 28).
NO_SUCH_NUMBER = {1, 22, 28}


def automatic_slug(call: Call) -> str | None:
    """Return the system code of a call that reached nobody; None for a talk, an unfinished or an internal call."""
    if call.direction == Direction.INTERNAL or call.ended_at is None:
        return None
    outbound = call.direction == Direction.OUTBOUND
    if call.status == Status.FAILED and outbound and call.cause_q850 in NO_SUCH_NUMBER:
        return "invalid_number"
    return {
        Status.NO_ANSWER: "no_answer",
        Status.BUSY: "busy",
        Status.ABANDONED: "abandoned_in_queue",
        Status.MISSED: "missed",
        Status.REJECTED: "rejected",
        Status.FAILED: "failed",
        Status.VOICEMAIL: "voicemail_left" if outbound else "voicemail_received",
    }.get(Status(call.status))


def code_by_rule(*, call: Call, organization: Organization) -> Disposition | None:
    """Bring the system's word on a call in line with its facts; a person's word makes it silent."""
    disposition = Disposition.objects.filter(call=call, wrapup=None).first()
    spoken = Disposition.objects.filter(call=call, revision__gt=0).exclude(wrapup=None).exists()
    slug = None if spoken else automatic_slug(call)
    former = uses_of(disposition) if disposition else []
    if [use.code.slug for use in former] == ([slug] if slug else []):
        return disposition
    code = Code.objects.filter(slug=slug).first() if slug else None
    if code is None and not former:
        return disposition
    now = timezone.now()
    if disposition is None:
        disposition = Disposition(call=call)
    codes = [code] if code else []
    revision, _ = revise(disposition, codes=codes, former=former, by=Revision.By.SYSTEM, actor=None, at=now, call=call)
    effects.exchange(effects.Moment(organization, call, disposition, revision, None, now), codes)
    return disposition
