"""What can happen during a call, in words no provider owns."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any, Self


class Kind(StrEnum):
    """One fact of telephony; the comment names what the fold reads besides `channel`."""

    STARTED = "channel.started"
    SEEN = "channel.seen"
    ENDED = "channel.ended"  # cause, text
    LOST = "channel.lost"  # the switch was not heard of it again: it ended at `at` or later
    HANGUP_ASKED = "hangup.asked"  # the far end of the channel, or a hangup on its way to it
    HANGUP_ORDERED = "hangup.ordered"  # the switch itself
    DIAL_BEGUN = "dial.begun"  # other, number
    DIAL_ENDED = "dial.ended"  # other, status
    ORIGINATED = "originated"  # number, status
    PAIRED = "channels.paired"  # other: two halves of one internal channel
    BRIDGE_ENTERED = "bridge.entered"  # bridge
    BRIDGE_LEFT = "bridge.left"  # bridge
    QUEUE_ENTERED = "queue.entered"  # queue: the caller was sent to it, whether or not it took him
    QUEUE_JOINED = "queue.joined"  # queue
    QUEUE_LEFT = "queue.left"  # queue
    QUEUE_ABANDONED = "queue.abandoned"  # queue
    QUEUE_REFUSED = "queue.refused"  # status
    AGENT_CONNECTED = "agent.connected"  # other, queue
    AGENT_COMPLETED = "agent.completed"  # other, queue, status
    HELD = "held"
    UNHELD = "unheld"
    BLIND_TRANSFER = "transfer.blind"  # channel: who transferred; other: the transferred; number
    ATTENDED_TRANSFER = "transfer.attended"  # the same
    PARKED = "parked"  # number: the place; text: whose telephone did it
    RETRIEVED = "retrieved"  # other: who took the call back
    LISTENING = "listening"  # channel hears a call without being a party of it
    VOICEMAIL_LEFT = "voicemail.left"


# A record may name a channel and not tell its id: the id is then this and the name.
BY_NAME = "name:"


class DialStatus(StrEnum):
    """How an attempt to reach somebody ended."""

    ANSWERED = "answered"
    BUSY = "busy"
    NO_ANSWER = "no_answer"
    CANCELLED = "cancelled"
    UNAVAILABLE = "unavailable"
    CONGESTION = "congestion"
    OTHER = "other"


@dataclass(frozen=True, slots=True, order=True)
class Channel:
    """What an event shows of one channel at its moment."""

    id: str
    conversation: str = ""
    name: str = ""
    pair: str = ""
    state: str = ""  # down, ring (it calls us), ringing (it is called), up
    number: str = ""
    caller_name: str = ""
    connected_number: str = ""
    dialled: str = ""
    account: str = ""


NOBODY = Channel(id="")


@dataclass(frozen=True, slots=True, order=True)
class Event:
    """One thing that happened at epoch second `at`; `order` breaks ties of a switch that sends no clock."""

    at: float
    order: int
    kind: Kind
    channel: Channel = NOBODY
    other: Channel = NOBODY
    bridge: str = ""
    queue: str = ""
    number: str = ""
    status: str = ""
    cause: int = -1
    text: str = ""
    doubt: str = ""  # why `at` is uncertain

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        return cls(
            **{
                **data,
                "kind": Kind(data["kind"]),
                "channel": Channel(**data["channel"]),
                "other": Channel(**data["other"]),
            }
        )
