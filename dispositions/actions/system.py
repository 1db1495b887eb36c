"""Codes that locked rules set on calls that reached nobody."""

from collections.abc import Sequence

from django.utils import timezone

from callcenter.tenancy.models import Organization
from calllog.models import Call, Direction, Status
from dispositions import effects
from dispositions.actions.revise import revise, take_back
from dispositions.models import Code, CodeUse, Disposition, Revision, Wrapup
from dispositions.outcome import standing_on

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


def code_by_rule(*, calls: Sequence[Call], organization: Organization) -> None:
    """Bring the system's word on calls in line with their facts; a person's word makes it silent."""
    said = list(Disposition.objects.filter(call__in=calls))
    own = {row.call_id: row for row in said if row.wrapup_id is None}
    spoken = {row.call_id for row in said if row.wrapup_id is not None and row.revision}
    standing: dict[int, list[CodeUse]] = {}
    if own:
        uses = CodeUse.objects.standing().filter(disposition__in=own.values())
        for use in uses.select_related("code").order_by("order"):
            standing.setdefault(use.disposition_id, []).append(use)
    wanted = {call.pk: None if call.pk in spoken else automatic_slug(call) for call in calls}
    codes = {code.slug: code for code in Code.objects.filter(slug__in=set(wanted.values()) - {None})}
    now, heard = timezone.now(), {row.call_id for row in said}
    for call in calls:
        disposition = own.get(call.pk)
        former = standing.get(disposition.pk, []) if disposition else []
        code = codes.get(wanted[call.pk] or "")
        if [use.code_id for use in former] == ([code.pk] if code else []):
            continue
        disposition = disposition or Disposition(call=call)
        chosen, first = [code] if code else [], call.pk not in heard
        revision = revise(
            disposition,
            codes=chosen,
            former=former,
            by=Revision.By.SYSTEM,
            at=now,
            call=call,
            before=[] if first else standing_on(call),
            first=first,
        )
        effects.exchange(effects.Moment(organization, call, disposition, revision, None, now), chosen)


def code_passed_on(wrapups: Sequence[Wrapup], *, organization: Organization) -> None:
    """Code the parts of agents who passed a call on at once: nobody asks them what it was."""
    if not wrapups:
        return
    code, now = Code.objects.get(slug="transferred"), timezone.now()
    calls = Call.objects.in_bulk([wrapup.call_id for wrapup in wrapups])
    for wrapup in wrapups:
        call = calls[wrapup.call_id]
        found = Disposition.objects.filter(wrapup=wrapup).first()
        disposition = found or Disposition(call=call, wrapup=wrapup, membership_id=wrapup.membership_id)
        before = standing_on(call)
        revision = revise(disposition, codes=[code], former=[], by=Revision.By.SYSTEM, at=now, call=call, before=before)
        effects.exchange(effects.Moment(organization, call, disposition, revision, None, now), [code])


def take_back_passed_on(wrapups: Sequence[Wrapup]) -> None:
    """Take back what a rule said of parts that turned out to be talks."""
    for said in Disposition.objects.filter(wrapup__in=wrapups, revision__gt=0).select_related("call"):
        take_back(said, call=said.call, at=timezone.now())
