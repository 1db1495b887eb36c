"""What happened."""

from calllog.models.calls import Call, Direction, Leg, Status
from calllog.models.switches import (
    Conversation,
    ConversationLink,
    Extension,
    RawEvent,
    Replay,
    Source,
    Switch,
    SwitchRoute,
)
from calllog.models.vocabulary import Campaign, Contact, ContactNumber, ExtensionAssignment, OurNumber, Queue

__all__ = [
    "Call",
    "Campaign",
    "Contact",
    "ContactNumber",
    "Conversation",
    "ConversationLink",
    "Direction",
    "Extension",
    "ExtensionAssignment",
    "Leg",
    "OurNumber",
    "Queue",
    "RawEvent",
    "Replay",
    "Source",
    "Status",
    "Switch",
    "SwitchRoute",
]
