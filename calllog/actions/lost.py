"""Calls whose end nobody told: the switch is asked who is still there, and what is not there has ended."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from django.db.models import Max
from django.utils import timezone

from callcenter.tenancy.models import Organization
from callcenter.tenancy.scope import tenant_scope
from calllog.actions.hear import clean
from calllog.actions.ingest import Incoming, accept
from calllog.actions.refold import read_events, refold_all
from calllog.canonical import BY_NAME, Kind
from calllog.models import Call, Conversation, ConversationLink, RawEvent, Switch
from calllog.sources import asterisk
from calllog.sources.roll_call import Roll

# A switch that cannot be asked is waited for this long after a call's last event.
LONGEST_SILENCE = timedelta(hours=4)
LOST = "AftercallLost"


def compare(*, switch_id: int, roll: Roll, heard_until: datetime | None, now: datetime) -> list[int]:
    """Bring the switch's calls in line with its list of channels; returns the calls that changed.

    A channel that is gone ended when the connection broke (`heard_until`), or after its last event where it did not;
    one that nobody told of is taken up as it is. What began after the list was asked for is left alone.
    """
    accept(switch_id=switch_id, messages=_unknown(switch_id, roll, now))
    for conversation in _going_on(switch_id):
        gone = {key: at for key, at in _open_channels(conversation, roll.asked_at).items() if key not in roll.ids}
        lose(conversation=conversation, channels=gone, not_before=heard_until, now=now)
    dirty = Conversation.objects.filter(switch_id=switch_id, dirty=True, merged_into=None)
    return refold_all(list(dirty.values_list("pk", flat=True)))


def lose_silent_calls(*, now: datetime | None = None) -> list[int]:
    """Close calls silent too long at switches nobody can ask; a switch's `longest_silence_s` may say how long."""
    now = now or timezone.now()
    changed: list[int] = []
    for switch in Switch.objects.filter(kind="asterisk", connected_at=None):
        patience = timedelta(seconds=float(switch.settings.get("longest_silence_s", LONGEST_SILENCE.total_seconds())))
        silent = []
        for conversation in _going_on(switch.pk):
            last = RawEvent.objects.filter(conversation=conversation).aggregate(at=Max("received_at"))["at"]
            if last is not None and last < now - patience:
                lose(conversation=conversation, channels=_open_channels(conversation, now), not_before=None, now=now)
                silent.append(conversation.pk)
        changed += refold_all(silent)
    return changed


def lose(
    *, conversation: Conversation, channels: Mapping[str, float], not_before: datetime | None, now: datetime
) -> None:
    """Write down that channels (id -> their last event, epoch seconds) were lost; a real end that comes later wins."""
    messages = []
    for channel, last in channels.items():
        at = max(last, not_before.timestamp() if not_before else last)
        body = {"Event": LOST, "Uniqueid": channel, "Timestamp": f"{at:.6f}"}
        messages.append(
            Incoming(
                key=f"lost:{conversation.pk}:{channel}"[:120],
                name=LOST,
                occurred_at=asterisk.occurred_at(body, now),
                received_at=now,
                ordinal=0,
                body=body,
                keys=asterisk.linked_keys(body),
            )
        )
    accept(switch_id=conversation.switch_id, messages=messages)


def _going_on(switch_id: int) -> list[Conversation]:
    """List the conversations of a switch whose stored call has no end."""
    own = Conversation.objects.filter(switch_id=switch_id, merged_into=None).exclude(organization=None)
    open_ids: list[int] = []
    served = own.values_list("organization_id", flat=True).order_by("organization_id").distinct()
    for organization in Organization.objects.filter(pk__in=served):
        with tenant_scope(organization):
            calls = Call.objects.filter(ended_at=None, merged_into=None).exclude(conversation_id=None)
            open_ids += calls.filter(source__switch_id=switch_id).values_list("conversation_id", flat=True)
    return list(own.filter(pk__in=open_ids))


def _open_channels(conversation: Conversation, before: datetime) -> dict[str, float]:
    """Return the channels that began before a moment and have no end, each with its last event."""
    first: dict[str, float] = {}
    last: dict[str, float] = {}
    ended: set[str] = set()
    for event in read_events(conversation):
        for shown in (event.channel, event.other):
            if shown.id and not shown.id.startswith(BY_NAME):
                first[shown.id] = min(first.get(shown.id, event.at), event.at)
                last[shown.id] = max(last.get(shown.id, event.at), event.at)
        if event.kind in (Kind.ENDED, Kind.LOST):
            ended.add(event.channel.id)
    return {key: last[key] for key, at in first.items() if key not in ended and at < before.timestamp()}


def _unknown(switch_id: int, roll: Roll, now: datetime) -> list[Incoming]:
    """Return the channels of a list that the switch's events never told of."""
    wanted = {f"uniqueid:{key}" for key in roll.ids}
    known = set(ConversationLink.objects.filter(switch_id=switch_id, key__in=wanted).values_list("key", flat=True))
    return [message for message in _messages(roll, now) if not (message.keys & known)]


def _messages(roll: Roll, now: datetime) -> Iterable[Incoming]:
    for block in roll.channels:
        body = asterisk.stored_body(block)
        if body is not None:
            kept = {name: clean(value) for name, value in body.items()}
            yield Incoming(
                key=f"listed:{block.get('Uniqueid')}"[:120],
                name=block.event,
                occurred_at=now,
                received_at=now,
                ordinal=0,
                body=kept,
                keys=asterisk.linked_keys(kept),
            )
