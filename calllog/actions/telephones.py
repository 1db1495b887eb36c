"""Who holds which telephone, with dates; overlaps are refused under a lock, and the calls follow."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from callcenter.accounts.models import Membership
from callcenter.audit import log as audit
from callcenter.outbox.post import announce
from calllog.actions.afresh import follow
from calllog.errors import ExtensionHeld, TelephoneInUse, TelephoneTimes
from calllog.models import Extension, ExtensionAssignment


@transaction.atomic(savepoint=False)
def assign(
    *,
    extension: Extension,
    membership: Membership,
    starts_at: datetime,
    actor: Membership | None,
    ends_at: datetime | None = None,
) -> ExtensionAssignment:
    """Give a telephone to a person for a time; a time in which somebody else holds it is refused.

    Calls of that time that are in the log already become the person's.
    """
    extension = lock(extension)
    check_times(starts_at, ends_at)
    check_free(extension, starts_at, ends_at)
    assignment = ExtensionAssignment.objects.create(
        extension=extension, membership=membership, starts_at=starts_at, ends_at=ends_at
    )
    audit.record(actor, "telephone.assigned", assignment, {"extension": extension.number, "to": membership.pk})
    if starts_at < timezone.now():
        follow(extension, starts_at, ends_at)
    return assignment


@transaction.atomic(savepoint=False)
def correct_assignment(
    *,
    assignment: ExtensionAssignment,
    membership: Membership,
    starts_at: datetime,
    ends_at: datetime | None,
    actor: Membership,
) -> int:
    """Put right who held a telephone or when; returns how many calls were looked at anew."""
    extension = lock(assignment.extension)
    assignment = ExtensionAssignment.objects.get(pk=assignment.pk)
    check_times(starts_at, ends_at)
    check_free(extension, starts_at, ends_at, but_for=assignment)
    before = {"of": assignment.membership_id, "from": str(assignment.starts_at), "until": str(assignment.ends_at)}
    since = min(starts_at, assignment.starts_at)
    until = max(ends_at, assignment.ends_at) if ends_at and assignment.ends_at else None
    assignment.membership, assignment.starts_at, assignment.ends_at = membership, starts_at, ends_at
    assignment.save(update_fields=["membership", "starts_at", "ends_at"])
    audit.record(actor, "telephone.corrected", assignment, {"before": before, "to": membership.pk})
    return follow(extension, since, until)


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
def take(*, extension: Extension, membership: Membership, over: bool = False) -> ExtensionAssignment:
    """Sit down at a telephone: it is the person's from now on, and the one held until now is free.

    One that somebody else holds is refused with `telephone_in_use`; `over` says that this was asked and answered.
    """
    now = timezone.now()
    own = ExtensionAssignment.objects.at(now).filter(membership=membership)
    # All telephones that change hands, in their order: two people who swap theirs never wait for each other.
    wanted = Extension.objects.filter(Q(pk=extension.pk) | Q(pk__in=own.values("extension")))
    extension = {row.pk: row for row in wanted.select_for_update(of=("self",)).order_by("pk")}[extension.pk]
    standing = ExtensionAssignment.objects.at(now).filter(extension=extension).select_related("membership").first()
    if standing is not None and standing.membership_id == membership.pk:
        return standing
    if standing is not None:
        if not over:
            raise TelephoneInUse(number=extension.number, holder=standing.membership.name)
        end_assignment(assignment=standing, ends_at=now, actor=membership)
        announce("telephone", {"number": extension.number}, [standing.membership.user_id])
    for held in own:
        end_assignment(assignment=held, ends_at=now, actor=membership)
    announce("telephone", {"number": extension.number}, [membership.user_id])
    planned = extension.assignments.filter(starts_at__gt=now).order_by("starts_at").first()
    return assign(
        extension=extension,
        membership=membership,
        starts_at=now,
        ends_at=planned.starts_at if planned else None,
        actor=membership,
    )


@transaction.atomic(savepoint=False)
def leave(*, membership: Membership) -> None:
    """Get up from every telephone the person holds."""
    for held in ExtensionAssignment.objects.at(timezone.now()).filter(membership=membership):
        end_assignment(assignment=held, ends_at=timezone.now(), actor=membership)
    announce("telephone", {"number": ""}, [membership.user_id])


def lock(extension: Extension) -> Extension:
    """Wait for whoever else changes who holds this telephone."""
    return Extension.objects.select_for_update(of=("self",)).get(pk=extension.pk)


def check_times(starts_at: datetime, ends_at: datetime | None) -> None:
    if ends_at is not None and ends_at <= starts_at:
        raise TelephoneTimes


def check_free(
    extension: Extension, starts_at: datetime, ends_at: datetime | None, but_for: ExtensionAssignment | None = None
) -> None:
    """Refuse a time in which somebody else holds the telephone."""
    overlap = Q(ends_at=None) | Q(ends_at__gt=starts_at)
    if ends_at is not None:
        overlap &= Q(starts_at__lt=ends_at)
    others = extension.assignments.filter(overlap).select_related("membership")
    standing = others.exclude(pk=but_for.pk).first() if but_for else others.first()
    if standing is not None:
        raise ExtensionHeld(number=extension.number, holder=standing.membership.name)
