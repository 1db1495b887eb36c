"""Who holds which telephone, with dates; overlaps are refused under a lock."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from callcenter.accounts.models import Membership
from callcenter.audit import log as audit
from callcenter.tenancy.models import Organization
from calllog.actions.refold import refold
from calllog.errors import ExtensionHeld, NothingToAssign
from calllog.locks import lock_calls
from calllog.models import Call, Extension, ExtensionAssignment
from calllog.signals import calls_refolded


@transaction.atomic(savepoint=False)
def assign(
    *,
    extension: Extension,
    membership: Membership,
    starts_at: datetime,
    actor: Membership | None,
    ends_at: datetime | None = None,
) -> ExtensionAssignment:
    """Give a telephone to a person for a time; a time in which somebody else holds it is refused."""
    extension = Extension.objects.select_for_update(of=("self",)).get(pk=extension.pk)
    overlap = Q(ends_at=None) | Q(ends_at__gt=starts_at)
    if ends_at is not None:
        overlap &= Q(starts_at__lt=ends_at)
    standing = extension.assignments.filter(overlap).select_related("membership").first()
    if standing is not None:
        raise ExtensionHeld(number=extension.number, holder=standing.membership.name)
    assignment = ExtensionAssignment.objects.create(
        extension=extension, membership=membership, starts_at=starts_at, ends_at=ends_at
    )
    audit.record(actor, "telephone.assigned", assignment, {"extension": extension.number, "to": membership.pk})
    return assignment


@transaction.atomic(savepoint=False)
def end_assignment(*, assignment: ExtensionAssignment, ends_at: datetime, actor: Membership) -> ExtensionAssignment:
    """Let a person hold a telephone no longer."""
    assignment = ExtensionAssignment.objects.select_for_update(of=("self",)).get(pk=assignment.pk)
    assignment.ends_at = ends_at
    assignment.save(update_fields=["ends_at"])
    audit.record(actor, "telephone.given_back", assignment)
    return assignment


@transaction.atomic(savepoint=False)
def withdraw_assignment(*, assignment: ExtensionAssignment, actor: Membership) -> None:
    """Take back an assignment that has not begun; one that has is ended instead."""
    assignment = ExtensionAssignment.objects.select_for_update(of=("self",)).get(pk=assignment.pk)
    if assignment.starts_at <= timezone.now():
        end_assignment(assignment=assignment, ends_at=timezone.now(), actor=actor)
        return
    audit.record(actor, "telephone.withdrawn", assignment, {"from": assignment.membership_id})
    assignment.delete()


@transaction.atomic(savepoint=False)
def whose_was_it(*, call: Call, membership: Membership, actor: Membership, organization: Organization) -> Call:
    """Give a call of a telephone nobody held to a person: for the length of that call, so that it refolds as theirs.

    Of several such telephones the first that talked is meant; ask again for the next.
    """
    unheld = call.legs.filter(party="agent", membership=None, talked=True).exclude(extension="")
    leg = unheld.order_by("answered_at", "pk").first()
    if leg is None or call.ended_at is None:
        raise NothingToAssign
    assign(
        extension=Extension.objects.get_or_create(source_id=call.source_id, number=leg.extension)[0],
        membership=membership,
        starts_at=min(moment for moment in (call.started_at, leg.ringing_at, leg.answered_at) if moment),
        ends_at=call.ended_at,
        actor=actor,
    )
    audit.record(actor, "call.assigned", call, {"to": membership.pk})
    if call.conversation_id is not None:
        refold(conversation_id=call.conversation_id, live=False)
    else:
        lock_calls([call.pk])
        call.agent = membership
        call.save(update_fields=["agent"])
        call.legs.filter(pk=leg.pk).update(membership=membership)
        calls_refolded.send(sender=Call, call_ids=[call.pk], organization=organization, live=False)
    return Call.objects.get(pk=call.pk)
