"""What a switch said is stored, word for word, and joined to conversations."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models import Q, QuerySet

from calllog.correlate import correlate
from calllog.models import Conversation, ConversationLink, RawEvent, Switch

LOCK_CLASS = 7_301
BRIDGE_HOLDS = timedelta(hours=4)


@dataclass(frozen=True, slots=True)
class Incoming:
    """One message of a switch under its event key; `keys` are the ids it shows to belong together."""

    key: str
    name: str
    occurred_at: datetime
    received_at: datetime
    ordinal: int
    body: Mapping[str, Any]
    keys: frozenset[str] = field(default=frozenset())
    problem: str = ""


@transaction.atomic
def accept(*, switch_id: int, messages: Sequence[Incoming], dropped: Mapping[str, int] | None = None) -> list[int]:
    """Store messages and return the conversations that have to be folded again.

    A repeat under the same key changes nothing. One writer per switch at a time, so that two batches never make two
    conversations of one.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [LOCK_CLASS, switch_id])
    if dropped:
        count_dropped(switch_id, dropped)
    if not messages:
        return []
    wanted = {key for message in messages for key in message.keys}
    links = ConversationLink.objects.filter(switch_id=switch_id, key__in=wanted)
    # A conference room or a telephone that stays connected all day must not make one call of the day's calls.
    worn_out = Q(key__startswith="bridge:", created_at__lt=messages[-1].received_at - BRIDGE_HOLDS)
    known = dict(links.exclude(worn_out).values_list("key", "conversation_id"))
    found = correlate(known, kept_apart([message.keys for message in messages], known))
    ids = make_conversations(switch_id, messages, found.assignments)
    merge_conversations(found.merges)
    ConversationLink.objects.bulk_create(
        [
            ConversationLink(switch_id=switch_id, key=key, conversation_id=ids.get(conversation, conversation))
            for key, conversation in found.links.items()
        ],
        update_conflicts=True,
        unique_fields=["switch", "key"],
        update_fields=["conversation", "created_at"],
    )
    RawEvent.objects.bulk_create(
        [
            RawEvent(
                switch_id=switch_id,
                event_key=message.key,
                name=message.name[:60],
                occurred_at=message.occurred_at,
                received_at=message.received_at,
                ordinal=message.ordinal,
                body=message.body,
                problem=message.problem[:200],
                conversation_id=ids.get(place, place) if place is not None else None,
            )
            for message, place in zip(messages, found.assignments, strict=True)
        ],
        ignore_conflicts=True,
    )
    touched = sorted({ids.get(place, place) for place in found.assignments if place is not None})
    Conversation.objects.filter(pk__in=touched).update(dirty=True)
    return touched


def kept_apart(blocks: Sequence[frozenset[str]], known: Mapping[str, int]) -> list[frozenset[str]]:
    """Return each block's ids without those that would join again what a person took apart.

    A block that names both sides stays with the older one.
    """
    places = set(known.values())
    apart = Conversation.objects.filter(pk__in=places, split_from__in=places) if len(places) > 1 else ()
    pairs = [(row.split_from_id, row.pk) for row in apart]
    if not pairs:
        return list(blocks)
    return [_without(block, known, pairs) for block in blocks]


def _without(
    block: frozenset[str], known: Mapping[str, int], pairs: Sequence[tuple[int | None, int]]
) -> frozenset[str]:
    named = {known[key] for key in block if key in known}
    given_up = {leaves for stays, leaves in pairs if {stays, leaves} <= named}
    return frozenset(key for key in block if known.get(key) not in given_up)


def make_conversations(
    switch_id: int, messages: Sequence[Incoming], assignments: Sequence[int | None]
) -> dict[int, int]:
    """Make the new conversations of a batch; returns the batch's negative numbers with the ids they became."""
    first: dict[int, datetime] = {}
    for message, place in zip(messages, assignments, strict=True):
        if place is not None and place < 0:
            first[place] = min(first.get(place, message.occurred_at), message.occurred_at)
    places = sorted(first, reverse=True)
    made = Conversation.objects.bulk_create(
        Conversation(switch_id=switch_id, first_at=first[place]) for place in places
    )
    return dict(zip(places, [row.pk for row in made], strict=True))


def merge_conversations(merges: Mapping[int, int]) -> None:
    """Move events and links of absorbed conversations to the older one."""
    for absorbed, survivor in merges.items():
        RawEvent.objects.filter(conversation_id=absorbed).update(conversation_id=survivor)
        ConversationLink.objects.filter(conversation_id=absorbed).update(conversation_id=survivor)
        Conversation.objects.filter(merged_into_id=absorbed).update(merged_into_id=survivor)
        Conversation.objects.filter(pk=absorbed).update(merged_into_id=survivor, dirty=False)


def count_dropped(switch_id: int, dropped: Mapping[str, int]) -> None:
    """Add to the counts of noise that was dropped before storage."""
    switch = Switch.objects.select_for_update().get(pk=switch_id)
    switch.dropped = dict(Counter(switch.dropped) + Counter(dropped))
    switch.save(update_fields=["dropped"])


def unreadable(switch_id: int) -> int:
    """Count the messages of a switch that could not be read."""
    return RawEvent.objects.filter(switch_id=switch_id).exclude(problem="").count()


def unrouted(switch_id: int) -> QuerySet[Conversation]:
    """Return conversations that no fact gives to an organization, newest first, for the operator."""
    nobodys = Conversation.objects.filter(switch_id=switch_id, organization=None, merged_into=None)
    return nobodys.order_by("-first_at", "-pk")
