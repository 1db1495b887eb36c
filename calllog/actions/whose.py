"""Calls of a telephone nobody held are given to whoever had it."""

from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from callcenter.accounts.models import Membership
from callcenter.audit import log as audit
from calllog.actions.telephones import assign, lock
from calllog.errors import NothingToAssign
from calllog.models import Call, Extension, Leg


@transaction.atomic(savepoint=False)
def whose_was_it(*, call: Call, membership: Membership, actor: Membership, since: datetime | None = None) -> int:
    """Give a call of a telephone nobody held to a person; returns how many calls that concerns.

    For the length of that call, so that it refolds as theirs; with `since`, all calls from then on that nobody held
    the telephone for, and those to come. Of several such telephones the first that talked is meant; ask again for the
    next.
    """
    unheld = call.legs.filter(party="agent", membership=None, talked=True).exclude(extension="")
    leg = unheld.order_by("answered_at", "pk").first()
    if leg is None or call.ended_at is None:
        raise NothingToAssign
    extension = Extension.objects.get_or_create(source_id=call.source_id, number=leg.extension)[0]
    begun = min(moment for moment in (call.started_at, leg.ringing_at, leg.answered_at) if moment)
    if since is None:
        assign(extension=extension, membership=membership, starts_at=begun, ends_at=call.ended_at, actor=actor)
        audit.record(actor, "call.assigned", call, {"to": membership.pk})
        return 1
    extension = lock(extension)
    before = orphans(extension, since).count()
    for starts_at, ends_at in gaps(extension, min(since, begun)):
        if ends_at is None or orphans(extension, starts_at).filter(started_at__lt=ends_at).exists():
            assign(extension=extension, membership=membership, starts_at=starts_at, ends_at=ends_at, actor=actor)
    audit.record(actor, "call.assigned", call, {"to": membership.pk, "since": since.isoformat()})
    return before


def orphans(extension: Extension, since: datetime) -> QuerySet:
    """Return the calls since a time in which a telephone talked while nobody held it."""
    legs = Leg.objects.filter(call=OuterRef("pk"), party="agent", membership=None, talked=True)
    talked = Exists(legs.filter(extension=extension.number))
    return Call.objects.standing().filter(talked, source_id=extension.source_id, started_at__gte=since)


def gaps(extension: Extension, since: datetime) -> list[tuple[datetime, datetime | None]]:
    """Return the times since a moment in which nobody holds a telephone; the last has no end unless somebody does."""
    found: list[tuple[datetime, datetime | None]] = []
    for starts_at, ends_at in extension.assignments.order_by("starts_at").values_list("starts_at", "ends_at"):
        if starts_at > since:
            found.append((since, starts_at))
        if ends_at is None:
            return found
        since = max(since, ends_at)
    return [*found, (since, None)]
