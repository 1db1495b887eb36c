"""What the switch said about a call, word for word, read through the platform's own function."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from calllog.models import Call

# What tells most, in this order; the rest of an event is for the operator.
TELLING = (
    "EventName",
    "Channel",
    "CallerIDNum",
    "CallerIDnum",
    "ConnectedLineNum",
    "Exten",
    "Queue",
    "Interface",
    "DestChannel",
    "DialStatus",
    "BridgeUniqueid",
    "ChannelStateDesc",
    "Application",
    "HoldTime",
    "Cause",
    "Cause-txt",
)
MOST_FACTS = 5
MOST_EVENTS = 2_000


@dataclass(frozen=True, slots=True)
class RawLine:
    """One message of the switch with the few keys that tell most."""

    at: datetime
    name: str
    facts: list[tuple[str, str]]


def raw_events_of(call: Call) -> list[RawLine]:
    """Return the messages a call was folded from, oldest first, 2,000 at most; the function checks the organization."""
    if call.conversation_id is None:
        return []
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, occurred_at, body FROM platform.raw_events_of(%s)", [call.pk])
        return [RawLine(at, name, telling(body)) for name, at, body in cursor.fetchall()]


def telling(body: Any) -> list[tuple[str, str]]:
    """Choose the few facts of a message worth a line."""
    facts = json.loads(body) if isinstance(body, str) else body
    if not isinstance(facts, Mapping):
        return []
    chosen = [(key, facts[key]) for key in TELLING if facts.get(key)]
    return [(key, value if isinstance(value, str) else ", ".join(map(str, value))) for key, value in chosen][
        :MOST_FACTS
    ]
