"""What was put right about a telephone or a number of ours, the calls of that time follow."""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from callcenter.jobs import actions as jobs
from callcenter.jobs.querysets import Claim
from callcenter.tenancy.scope import tenant_scope
from calllog.actions.refold import refold_together
from calllog.actions.surroundings import in_force
from calllog.locks import lock_calls
from calllog.models import Call, Extension, ExtensionAssignment, Leg, NumberUse, OurNumber, PendingRefold
from calllog.signals import calls_refolded

Subject = Extension | OurNumber
REFOLD_KIND = "refold"
# So many calls change with the request that puts something right; what is older, a worker does in such portions.
AT_ONCE = 200


def follow(subject: Subject, since: datetime, until: datetime | None) -> int:
    """Compute the calls of a telephone or a number in a time anew; returns how many calls that concerns.

    The newest change at once, the others in the background.
    """
    concerned = calls_of(subject, since, until)
    newest = list(concerned[:AT_ONCE])
    compute(newest, subject)
    if len(newest) < AT_ONCE:
        return len(newest)
    whose = {"extension": subject} if isinstance(subject, Extension) else {"our_number": subject}
    rest = PendingRefold.objects.create(since=since, until=newest[-1].started_at, last_call=newest[-1].pk, **whose)
    jobs.schedule(kind=REFOLD_KIND, subject_id=rest.pk, due_at=timezone.now())
    return concerned.count()


def carry_on(claim: Claim) -> None:
    """Do the next portion of what was left to a worker."""
    with tenant_scope(claim.organization_id):
        rest = PendingRefold.objects.select_related("extension", "our_number").filter(pk=claim.subject_id).first()
        if not jobs.finish(claim) or rest is None:
            return
        subject = rest.extension or rest.our_number
        older = Q(started_at__lt=rest.until) | Q(started_at=rest.until, pk__lt=rest.last_call)
        portion = list(calls_of(subject, rest.since, rest.until).filter(older)[:AT_ONCE])
        compute(portion, subject)
        if len(portion) < AT_ONCE:
            rest.delete()
            return
        rest.until, rest.last_call = portion[-1].started_at, portion[-1].pk
        rest.save(update_fields=["until", "last_call"])
        jobs.schedule(kind=REFOLD_KIND, subject_id=rest.pk, due_at=timezone.now())


def calls_of(subject: Subject, since: datetime, until: datetime | None) -> QuerySet:
    """Return the calls of a telephone or a number that overlap a time, newest first."""
    calls = Call.objects.standing()
    if isinstance(subject, Extension):
        legs = Leg.objects.filter(call=OuterRef("pk"), party=Leg.Party.AGENT, extension=subject.number)
        calls = calls.filter(Q(ended_at=None) | Q(ended_at__gte=since), Exists(legs), source_id=subject.source_id)
    else:
        calls = calls.filter(on_number(subject), started_at__gte=since)
    if until is not None:
        calls = calls.filter(started_at__lte=until)
    return calls.order_by("-started_at", "-pk")


def on_number(own: OurNumber) -> Q:
    """Match the calls on a number of ours, also those that came before anybody named it."""
    digits = own.number.strip("+*")
    if own.number.endswith("*"):
        unnamed = Q(our_number__startswith=digits) | Q(our_number__startswith=f"+{digits}")
    else:
        unnamed = Q(our_number__in=[digits, f"+{digits}"])
    return Q(our_number_row=own) | Q(unnamed, our_number_row=None)


def compute(calls: Sequence[Call], subject: Subject) -> None:
    """Compute calls anew with what is known now."""
    refold_together([call.conversation_id for call in calls if call.conversation_id is not None], live=False)
    told_whole = [call for call in calls if call.conversation_id is None]
    if not told_whole:
        return
    lock_calls([call.pk for call in told_whole])
    if isinstance(subject, Extension):
        held = list(ExtensionAssignment.objects.filter(extension=subject))
        changed = [call.pk for call in told_whole if give_parts(call, subject, held)]
    else:
        uses = list(NumberUse.objects.filter(our_number=subject))
        changed = [call.pk for call in told_whole if place(call, subject, uses)]
    if changed:
        calls_refolded.send(sender=Call, call_ids=changed, organization=subject.organization, live=False)


def give_parts(call: Call, extension: Extension, held: Sequence[ExtensionAssignment]) -> bool:
    """Give the parts a telephone had in a call no switch tells of to its holder; tell whether that changed anything."""
    changed = False
    for leg in call.legs.filter(party=Leg.Party.AGENT, extension=extension.number):
        holding = in_force(held, leg.ringing_at or leg.answered_at or call.started_at)
        holder = holding.membership_id if holding else None
        if leg.membership_id != holder:
            call.legs.filter(pk=leg.pk).update(membership_id=holder)
            changed = True
        if (call.agent_extension or extension.number) == extension.number and call.agent_id != holder:
            call.agent_id = holder
            call.save(update_fields=["agent"])
            changed = True
    return changed


def place(call: Call, own: OurNumber, uses: Sequence[NumberUse]) -> bool:
    """Let a call no switch tells of be of the campaign and channel its number stood for; tell whether that changed."""
    use = in_force(uses, call.started_at)
    values = (own.pk, use.campaign_id if use else None, use.channel if use else "")
    if (call.our_number_row_id, call.campaign_id, call.channel) == values:
        return False
    call.our_number_row_id, call.campaign_id, call.channel = values
    call.save(update_fields=["our_number_row", "campaign", "channel"])
    return True
