"""The call of a conversation is computed anew from everything that was said about it."""

import logging
from collections.abc import Iterable, Mapping

from django.db import transaction

from callcenter.tenancy.models import Organization
from callcenter.tenancy.scope import tenant_scope
from calllog.actions.store import store
from calllog.canonical import Event
from calllog.directory import Directory
from calllog.fold import fold
from calllog.models import Call, Conversation, RawEvent, Switch, SwitchRoute
from calllog.route import route
from calllog.sources import asterisk

logger = logging.getLogger(__name__)


def refold_all(conversation_ids: Iterable[int]) -> list[int]:
    """Refold conversations one by one and return the calls that changed; one that fails stops no other."""
    changed = []
    for conversation_id in conversation_ids:
        try:
            call = refold(conversation_id=conversation_id)
        # Anything: its transaction is rolled back, so it stays dirty and the next event or start tries it again.
        except Exception:
            logger.exception("conversation %s could not be folded", conversation_id)
            continue
        if call is not None:
            changed.append(call.pk)
    return changed


def refold_dirty(switch_id: int) -> list[int]:
    """Refold what a killed process left behind."""
    return refold_all(
        Conversation.objects.filter(switch_id=switch_id, dirty=True, merged_into=None).values_list("pk", flat=True)
    )


@transaction.atomic
def refold(*, conversation_id: int, live: bool = True) -> Call | None:
    """Compute a conversation's call and store it with its organization; None when it is no call or nobody's.

    `live` says that the switch is speaking now, not a person who puts an old call right.
    """
    conversation = Conversation.objects.select_for_update(of=("self",)).select_related("switch").get(pk=conversation_id)
    if conversation.merged_into_id is not None:
        return None
    events = read_events(conversation)
    routes = routes_of(conversation.switch)
    patterns = Directory.of(conversation.switch.settings)
    organization_id = conversation.organization_id or route(events, routes, patterns)
    conversation.organization_id, conversation.dirty = organization_id, False
    conversation.save(update_fields=["organization", "dirty"])
    if organization_id is None:
        return None
    folded = fold(events, directory_of(conversation.switch, organization_id, routes))
    if folded is None:
        return None
    with tenant_scope(organization_id):
        return store(folded, conversation, Organization.objects.get(pk=organization_id), live=live)


def read_events(conversation: Conversation) -> list[Event]:
    """Read a conversation's raw events; one that cannot be read is marked with its reason and left out."""
    events: list[Event] = []
    for row in RawEvent.objects.filter(conversation=conversation, problem=""):
        try:
            events.extend(asterisk.canonical(row.body, row.received_at, row.ordinal))
        except (ValueError, TypeError, KeyError, AttributeError, OverflowError) as fault:
            RawEvent.objects.filter(pk=row.pk).update(problem=f"{type(fault).__name__}: {fault}"[:200])
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
