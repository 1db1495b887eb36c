"""What happened."""

from calllog.models.calls import Call, CallCorrection, Direction, Leg, Medium, Quality, Status
from calllog.models.contacts import Contact, ContactMail, ContactMerge, ContactNumber
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
from calllog.models.vocabulary import (
    Campaign,
    Channel,
    ExtensionAssignment,
    NumberUse,
    OurNumber,
    PendingRefold,
    Queue,
)

__all__ = [
    "Call",
    "CallCorrection",
    "Campaign",
    "Channel",
    "Contact",
    "ContactMail",
    "ContactMerge",
    "ContactNumber",
    "Conversation",
    "ConversationLink",
    "Direction",
    "Extension",
    "ExtensionAssignment",
    "Leg",
    "Medium",
    "NumberUse",
    "OurNumber",
    "PendingRefold",
    "Quality",
    "Queue",
    "RawEvent",
    "Replay",
    "Source",
    "Status",
    "Switch",
    "SwitchRoute",
]
