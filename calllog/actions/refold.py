"""The call of a conversation is computed anew from everything that was said about it."""

import logging
from collections.abc import Iterable, Mapping, Sequence

from django.db import InterfaceError, OperationalError, transaction

from callcenter.tenancy.models import Organization
from callcenter.tenancy.scope import tenant_scope
from calllog.actions.store import store
from calllog.canonical import Event
from calllog.directory import Directory
from calllog.fold import FoldedCall, fold
from calllog.models import Call, Conversation, RawEvent, Switch, SwitchRoute
from calllog.route import route
from calllog.sources import asterisk

logger = logging.getLogger(__name__)
# How many conversations share a transaction, and with it the look at what all of them refer to.
TOGETHER = 50


def refold_all(conversation_ids: Iterable[int], *, live: bool = True) -> list[int]:
    """Refold conversations, many at a time, and return the calls that changed; one that fails stops no other."""
    changed: list[int] = []
    waiting = list(conversation_ids)
    for start in range(0, len(waiting), TOGETHER):
        together = waiting[start : start + TOGETHER]
        try:
            changed += [call.pk for call in refold_together(together, live=live)]
        # Anything: the transaction is rolled back, and each is tried by itself.
        except Exception:
            logger.exception("%s conversations could not be folded together", len(together))
            changed += one_by_one(together, live=live)
    return changed


def one_by_one(conversation_ids: Iterable[int], *, live: bool) -> list[int]:
    """Refold conversations so that one that cannot be folded is left as it is."""
    changed = []
    for conversation_id in conversation_ids:
        try:
            changed += [call.pk for call in refold_together([conversation_id], live=live)]
        except (OperationalError, InterfaceError):
            # The database is away or another writer had it: whoever asked asks again.
            raise
        # Anything: its transaction is rolled back, so it stays dirty and the next event or start tries it again.
        except Exception:
            logger.exception("conversation %s could not be folded", conversation_id)
    return changed


def refold_dirty(switch_id: int) -> list[int]:
    """Refold what a killed process left behind."""
    return refold_all(
        Conversation.objects.filter(switch_id=switch_id, dirty=True, merged_into=None).values_list("pk", flat=True)
    )


def refold(*, conversation_id: int, live: bool = True) -> Call | None:
    """Compute a conversation's call and store it with its organization; None when it is no call, nobody's or the same.

    `live` says that the switch is speaking now, not a person who puts an old call right.
    """
    return next(iter(refold_together([conversation_id], live=live)), None)


@transaction.atomic
def refold_together(conversation_ids: Sequence[int], *, live: bool) -> list[Call]:
    """Refold conversations of one switch in one transaction; returns the calls that changed."""
    locked = Conversation.objects.select_for_update(of=("self",)).select_related("switch").order_by("pk")
    conversations = list(locked.filter(pk__in=conversation_ids, merged_into=None))
    if not conversations:
        return []
    switch = conversations[0].switch
    routes, patterns = routes_of(switch), Directory.of(switch.settings)
    told = read_events_of(conversations)
    by_organization: dict[int, list[tuple[FoldedCall, Conversation]]] = {}
    directories: dict[int, Directory] = {}
    for conversation in conversations:
        events = told.get(conversation.pk, [])
        owner = conversation.organization_id or route(events, routes, patterns)
        if owner is not None and conversation.organization_id is None:
            Conversation.objects.filter(pk=conversation.pk).update(organization=owner)
        if owner is None:
            continue
        if owner not in directories:
            directories[owner] = directory_of(switch, owner, routes)
        if (folded := fold(events, directories[owner])) is not None:
            by_organization.setdefault(owner, []).append((folded, conversation))
    Conversation.objects.filter(pk__in=[row.pk for row in conversations], dirty=True).update(dirty=False)
    changed: list[Call] = []
    for organization in Organization.objects.filter(pk__in=by_organization).order_by("pk"):
        with tenant_scope(organization):
            found = store(by_organization[organization.pk], organization, live=live)
            changed += [call for call in found if call is not None]
    return changed


def read_events(conversation: Conversation) -> list[Event]:
    """Read one conversation's raw events."""
    return read_events_of([conversation]).get(conversation.pk, [])


def read_events_of(conversations: Sequence[Conversation]) -> dict[int, list[Event]]:
    """Read conversations' raw events; one that cannot be read is marked with its reason and left out."""
    events: dict[int, list[Event]] = {}
    rows = RawEvent.objects.filter(conversation__in=conversations, problem="")
    for row in rows.only("conversation_id", "body", "received_at", "ordinal"):
        try:
            of_row = asterisk.canonical(row.body, row.received_at, row.ordinal)
        except (ValueError, TypeError, KeyError, AttributeError, OverflowError) as fault:
            RawEvent.objects.filter(pk=row.pk).update(problem=f"{type(fault).__name__}: {fault}"[:200])
            continue
        assert row.conversation_id is not None
        events.setdefault(row.conversation_id, []).extend(of_row)
    return events


def routes_of(switch: Switch) -> dict[tuple[str, str], int]:
    """Return which fact of a switch belongs to which organization."""
    return {
        (kind, value): organization_id
        for kind, value, organization_id in SwitchRoute.objects.filter(switch=switch).values_list(
            "kind", "value", "organization_id"
        )
    }


def directory_of(switch: Switch, organization_id: int, routes: Mapping[tuple[str, str], int]) -> Directory:
    """Return what one organization's share of a switch looks like."""
    own = [fact for fact, owner in routes.items() if owner == organization_id]
    return Directory.of(
        switch.settings,
        extensions=[value for kind, value in own if kind == SwitchRoute.Kind.EXTENSION],
        our_numbers=[value for kind, value in own if kind == SwitchRoute.Kind.OUR_NUMBER],
    )
