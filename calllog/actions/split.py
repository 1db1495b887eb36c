"""A call that was wrongly joined is taken apart by a person."""

from collections.abc import Collection

from django.db import transaction

from callcenter.accounts.models import Membership
from callcenter.audit import log as audit
from callcenter.tenancy.models import Organization
from calllog.actions.refold import refold
from calllog.errors import NothingToSplit
from calllog.locks import lock_calls
from calllog.models import Call, Conversation, ConversationLink, RawEvent
from calllog.signals import calls_split
from calllog.sources import asterisk

LINKED = "linkedid:"


def ids_of(call: Call) -> list[str]:
    """List the switch's own ids of the conversations that one call was made of, oldest first."""
    if call.conversation_id is None:
        return []
    links = ConversationLink.objects.filter(conversation_id=call.conversation_id, key__startswith=LINKED)
    return [key.removeprefix(LINKED) for key in links.order_by("pk").values_list("key", flat=True)]


@transaction.atomic(savepoint=False)
def split_call(*, call: Call, apart: Collection[str], actor: Membership, organization: Organization) -> Call:
    """Make a call of its own of the conversations named by `apart`; returns it.

    What the switch said about both stays with the older call. Later events do not join the two again. Whoever talked
    in the new call alone takes wrap-up and codes along.
    """
    conversation_id, known = call.conversation_id, ids_of(call)
    chosen = [one for one in known if one in set(apart)]
    if conversation_id is None or not chosen or len(chosen) == len(known) or len(chosen) != len(set(apart)):
        raise NothingToSplit
    lock_calls([call.pk])
    stays = Conversation.objects.select_for_update(of=("self",)).get(pk=conversation_id)
    leaves = Conversation.objects.create(
        switch_id=stays.switch_id, organization_id=stays.organization_id, split_from=stays, first_at=stays.first_at
    )
    move_events(stays, leaves, frozenset(LINKED + one for one in chosen))
    Call.objects.filter(merged_into=call, external_id__in=chosen).update(merged_into=None, conversation_id=leaves.pk)
    other = refold(conversation_id=leaves.pk, live=False)
    if other is None:
        raise NothingToSplit
    refold(conversation_id=stays.pk, live=False)
    calls_split.send(sender=Call, stays_id=call.pk, leaves_id=other.pk)
    audit.record(actor, "call.split", call, {"apart": chosen, "into": other.pk})
    audit.record(actor, "call.split_off", other, {"from": call.pk})
    return other


def move_events(stays: Conversation, leaves: Conversation, linked: frozenset[str]) -> None:
    """Give a conversation the events that name its ids and none of the others', and the links these show."""
    moving: list[int] = []
    keys: set[str] = set()
    first = None
    for event in RawEvent.objects.filter(conversation=stays):
        named = asterisk.linked_keys(event.body)
        if {key for key in named if key.startswith(LINKED)} <= linked and named & linked:
            moving.append(event.pk)
            keys |= named
            first = min(first or event.occurred_at, event.occurred_at)
    staying = RawEvent.objects.filter(conversation=stays).exclude(pk__in=moving)
    keys -= {key for event in staying for key in asterisk.linked_keys(event.body)}
    RawEvent.objects.filter(pk__in=moving).update(conversation=leaves)
    ConversationLink.objects.filter(conversation=stays, key__in=keys | linked).update(conversation=leaves)
    if first is not None:
        Conversation.objects.filter(pk=leaves.pk).update(first_at=first)
