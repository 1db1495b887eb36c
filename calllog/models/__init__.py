"""What happened."""

from calllog.models.calls import Call, CallCorrection, Direction, Leg, Quality, Status
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
    "CallCorrection",
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
    "Quality",
    "Queue",
    "RawEvent",
    "Replay",
    "Source",
    "Status",
    "Switch",
    "SwitchRoute",
]
