"""What each event of Asterisk says, as canonical events."""

import re
from collections.abc import Callable, Mapping

from calllog.canonical import NOBODY, Channel, DialStatus, Event, Kind

Body = Mapping[str, str | list[str]]
Reader = Callable[[Body, float, int], tuple[Event, ...]]

NOT_TELEPHONES = ("Message/", "CBAnn/", "CBRec/", "Recorder/", "Announcer/", "Surrogate/", "Bridge/")
NO_ID = frozenset({"<unknown>", "<null>", "(null)"})
WITHHELD = frozenset({"anonymous", "private", "restricted", "unavailable", "unknown", "withheld"})
# Where the dialplan goes on without anybody having dialled.
NOT_DIALLED = frozenset({"s", "h", "i", "t", "T", "e", "o", "a", "fax", "failed"})
STATES = {
    "Down": "down",
    "Rsrvd": "down",
    "OffHook": "ring",
    "Dialing": "ringing",
    "Ring": "ring",
    "Ringing": "ringing",
    "Up": "up",
}
STATUSES = {
    "ANSWER": DialStatus.ANSWERED,
    "BUSY": DialStatus.BUSY,
    "NOANSWER": DialStatus.NO_ANSWER,
    "CANCEL": DialStatus.CANCELLED,
    "CHANUNAVAIL": DialStatus.UNAVAILABLE,
    "CONGESTION": DialStatus.CONGESTION,
}
REFUSED = frozenset({"FULL", "JOINEMPTY", "JOINUNAVAIL", "LEAVEEMPTY", "LEAVEUNAVAIL"})
NUMBER = re.compile(r"\+?[0-9*#]+")


def number_of(dial_string: str) -> str:
    """Return the number inside a dial string like `trunk/+12015550123` or `+12015550123@trunk`, else nothing."""
    last = dial_string.partition(",")[0].rpartition("/")[2]
    number = last.partition("@")[0].rpartition(":")[2]
    return number if NUMBER.fullmatch(number) else ""


def first(body: Body, key: str) -> str:
    """Return the first value of a key that may be repeated or missing."""
    value = body.get(key, "")
    if isinstance(value, str):
        return value
    return value[0] if value else ""


def _id(value: str) -> str:
    return "" if value in NO_ID else value


def _number(value: str) -> str:
    return "" if value in NO_ID or value.lower() in WITHHELD else value


def _channel(body: Body, prefix: str = "") -> Channel:
    uniqueid = _id(first(body, prefix + "Uniqueid"))
    name = first(body, prefix + "Channel")
    if not uniqueid or name.startswith(NOT_TELEPHONES):
        return NOBODY
    dialled = first(body, prefix + "Exten")
    local = name.startswith("Local/") and name[-2:] in (";1", ";2")
    return Channel(
        id=uniqueid,
        conversation=_id(first(body, prefix + "Linkedid")),
        name=name,
        pair=name[:-2] if local else "",
        state=STATES.get(first(body, prefix + "ChannelStateDesc"), ""),
        number=_number(first(body, prefix + "CallerIDNum")),
        caller_name=_id(first(body, prefix + "CallerIDName")),
        connected_number=_number(first(body, prefix + "ConnectedLineNum")),
        dialled="" if dialled in NOT_DIALLED else dialled,
        account=first(body, prefix + "AccountCode"),
    )


def _plain(kind: Kind) -> Reader:
    def read(body: Body, at: float, order: int) -> tuple[Event, ...]:
        return (
            Event(
                at,
                order,
                kind,
                _channel(body),
                _channel(body, "Dest"),
                queue=first(body, "Queue"),
                status=first(body, "Reason"),
            ),
        )

    return read


def _hangup(body: Body, at: float, order: int) -> tuple[Event, ...]:
    cause = first(body, "Cause")
    code = int(cause) if cause.isascii() and cause.isdigit() and len(cause) < 4 else -1
    return (Event(at, order, Kind.ENDED, _channel(body), cause=code, text=first(body, "Cause-txt")),)


def _dial_begin(body: Body, at: float, order: int) -> tuple[Event, ...]:
    number = number_of(first(body, "DialString"))
    return (Event(at, order, Kind.DIAL_BEGUN, _channel(body), _channel(body, "Dest"), number=number),)


def _dial_end(body: Body, at: float, order: int) -> tuple[Event, ...]:
    status = STATUSES.get(first(body, "DialStatus"), DialStatus.OTHER)
    return (Event(at, order, Kind.DIAL_ENDED, _channel(body), _channel(body, "Dest"), status=status),)


def _originated(body: Body, at: float, order: int) -> tuple[Event, ...]:
    channel = Channel(id=first(body, "Uniqueid"))
    return (
        Event(at, order, Kind.ORIGINATED, channel, number=first(body, "Exten"), status=first(body, "Response").lower()),
    )


def _paired(body: Body, at: float, order: int) -> tuple[Event, ...]:
    return (Event(at, order, Kind.PAIRED, _channel(body, "LocalOne"), _channel(body, "LocalTwo")),)


def _bridge(kind: Kind) -> Reader:
    def read(body: Body, at: float, order: int) -> tuple[Event, ...]:
        return (Event(at, order, kind, _channel(body), bridge=first(body, "BridgeUniqueid")),)

    return read


def _blind(body: Body, at: float, order: int) -> tuple[Event, ...]:
    if first(body, "Result") not in ("", "Success"):
        return ()
    by, who = _channel(body, "Transferer"), _channel(body, "Transferee")
    return (Event(at, order, Kind.BLIND_TRANSFER, by, who, number=first(body, "Extension")),)


def _attended(body: Body, at: float, order: int) -> tuple[Event, ...]:
    if first(body, "Result") not in ("", "Success"):
        return ()
    by, who = _channel(body, "OrigTransferer"), _channel(body, "Transferee")
    target = _channel(body, "TransferTarget")
    return (
        Event(at, order, Kind.ATTENDED_TRANSFER, by, who, number=target.dialled, text=target.id),
        Event(at, order, Kind.SEEN, target, _channel(body, "SecondTransferer")),
    )


def _parked(body: Body, at: float, order: int) -> tuple[Event, ...]:
    place, by = first(body, "ParkingSpace"), first(body, "ParkerDialString")
    return (Event(at, order, Kind.PARKED, _channel(body, "Parkee"), number=place, text=by),)


def _retrieved(body: Body, at: float, order: int) -> tuple[Event, ...]:
    return (Event(at, order, Kind.RETRIEVED, _channel(body, "Parkee"), _channel(body, "Retriever")),)


def _listening(body: Body, at: float, order: int) -> tuple[Event, ...]:
    return (Event(at, order, Kind.LISTENING, _channel(body, "Spyer")),)


def _message_waiting(body: Body, at: float, order: int) -> tuple[Event, ...]:
    channel = _channel(body)
    return (Event(at, order, Kind.VOICEMAIL_LEFT, channel),) if channel.id and first(body, "New") != "0" else ()


def _variable(body: Body, at: float, order: int) -> tuple[Event, ...]:
    name, value = first(body, "Variable"), first(body, "Value")
    if name == "VMSTATUS" and value == "SUCCESS":
        return (Event(at, order, Kind.VOICEMAIL_LEFT, _channel(body)),)
    if name == "QUEUESTATUS" and value in REFUSED:
        return (Event(at, order, Kind.QUEUE_REFUSED, _channel(body), status=value.lower()),)
    return (Event(at, order, Kind.SEEN, _channel(body)),)


def _application(body: Body, at: float, order: int) -> tuple[Event, ...]:
    queue = re.split(r"[,|^]", first(body, "AppData"), maxsplit=1)[0]
    return (Event(at, order, Kind.QUEUE_ENTERED, _channel(body), queue=queue),)


def _listed(body: Body, at: float, order: int) -> tuple[Event, ...]:
    """Read a line of the list of channels: the switch tells since when it is there and in which bridge."""
    channel = _channel(body)
    seen = Event(at, order, Kind.SEEN, channel)
    bridge = first(body, "BridgeId")
    return (seen, Event(at, order, Kind.BRIDGE_ENTERED, channel, bridge=bridge)) if bridge else (seen,)


READERS: dict[str, Reader] = {
    "Newchannel": _plain(Kind.STARTED),
    "Newstate": _plain(Kind.SEEN),
    "NewAccountCode": _plain(Kind.SEEN),
    "NewCallerid": _plain(Kind.SEEN),
    "Pickup": _plain(Kind.SEEN),
    "Hangup": _hangup,
    "HangupRequest": _plain(Kind.HANGUP_ASKED),
    "SoftHangupRequest": _plain(Kind.HANGUP_ORDERED),
    "DialBegin": _dial_begin,
    "DialEnd": _dial_end,
    "OriginateResponse": _originated,
    "LocalBridge": _paired,
    "BridgeEnter": _bridge(Kind.BRIDGE_ENTERED),
    "BridgeLeave": _bridge(Kind.BRIDGE_LEFT),
    "QueueCallerJoin": _plain(Kind.QUEUE_JOINED),
    "QueueCallerLeave": _plain(Kind.QUEUE_LEFT),
    "QueueCallerAbandon": _plain(Kind.QUEUE_ABANDONED),
    "AgentConnect": _plain(Kind.AGENT_CONNECTED),
    "AgentComplete": _plain(Kind.AGENT_COMPLETED),
    "Hold": _plain(Kind.HELD),
    "Unhold": _plain(Kind.UNHELD),
    "BlindTransfer": _blind,
    "AttendedTransfer": _attended,
    "ParkedCall": _parked,
    "UnParkedCall": _retrieved,
    "ChanSpyStart": _listening,
    "MessageWaiting": _message_waiting,
    "VarSet": _variable,
    "Newexten": _application,
    "CoreShowChannel": _listed,
    "AftercallLost": _plain(Kind.LOST),
}
