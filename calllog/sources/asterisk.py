"""Asterisk: what of its manager interface is kept, what ids it links, and its events as canonical ones."""

import math
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from calllog.canonical import BY_NAME, Event
from calllog.sources.ami import Block
from calllog.sources.asterisk_events import NO_ID, NOT_TELEPHONES, READERS, Body, first

NOISE = frozenset(
    """
    AgentCalled AgentDump AgentRingNoAnswer AGIExecEnd AGIExecStart Alarm AlarmClear AOC-D AOC-E AOC-S AsyncAGIEnd
    AsyncAGIExec AsyncAGIStart AuthDetail AuthMethodNotAllowed BridgeCreate BridgeDestroy BridgeInfoChannel
    BridgeInfoComplete BridgeVideoSourceUpdate Cdr CEL ChallengeResponseFailed ChallengeSent ChannelTalkingStart
    ChannelTalkingStop ChanSpyStop ConfbridgeEnd ConfbridgeJoin ConfbridgeLeave ConfbridgeMute ConfbridgeRecord
    ConfbridgeStart ConfbridgeStopRecord ConfbridgeTalking ConfbridgeUnmute ContactStatus ContactStatusDetail
    DAHDIChannel DeviceStateChange DialState DNDState DTMFBegin DTMFEnd EndpointDetail ExtensionStatus FailedACL
    FAXSession FAXStatus Flash FullyBooted HangupHandlerPop HangupHandlerPush HangupHandlerRun InvalidAccountID
    InvalidPassword InvalidTransport JitterBufStats Load LocalOptimizationBegin LocalOptimizationEnd LogChannel MCID
    MemoryLimit MiniVoiceMail MixMonitorMute MixMonitorStart MixMonitorStop ModuleLoadReport MusicOnHoldStart
    MusicOnHoldStop MWIGet NewConnectedLine PeerStatus PresenceStateChange PresenceStatus QueueEntry QueueMember
    QueueMemberAdded QueueMemberPause QueueMemberPenalty QueueMemberRemoved QueueMemberRinginuse QueueMemberStatus
    QueueParams ReceiveFAX Registry Reload RequestBadFormat RequestNotAllowed RequestNotSupported RTCPReceived
    RTCPSent SendFAX SessionLimit SessionTimeout Shutdown SpanAlarm SpanAlarmClear StatusComplete SuccessfulAuth
    TransportDetail UnexpectedAddress Unload UserEvent Wink
    """.split()  # noqa: SIM905 - a list of a hundred quoted names reads worse
)
# Of these two chatty events only what the fold reads is kept.
VARIABLES = frozenset({"QUEUESTATUS", "VMSTATUS"})
APPLICATIONS = frozenset({"Queue"})
# A clock further ahead than this is wrong; the arrival is nearer to the truth.
FUTURE = timedelta(minutes=5)


def stored_body(block: Block) -> dict[str, str | list[str]] | None:
    """Return what is worth keeping of a block, None when no fold reads it or nothing says what it belongs to."""
    event = block.event
    if not event or event in NOISE:
        return None
    if event == "VarSet" and block.get("Variable") not in VARIABLES:
        return None
    if event == "Newexten" and block.get("Application") not in APPLICATIONS:
        return None
    if block.get("Channel").startswith(NOT_TELEPHONES):
        return None
    body: dict[str, str | list[str]] = {}
    for key, value in block.fields:
        if key == "Privilege" or key.endswith("Language"):
            continue
        before = body.get(key)
        if before is None:
            body[key] = value
        elif isinstance(before, list):
            before.append(value)
        else:
            body[key] = [before, value]
    return body if linked_keys(body) else None


def occurred_at(body: Body, received_at: datetime) -> datetime:
    """Return when it happened: the switch's clock where it tells and is not ahead of ours, else the arrival."""
    at = _timestamp(body)
    if at is None:
        return received_at
    try:
        moment = datetime.fromtimestamp(at, UTC)
    except (OverflowError, OSError, ValueError):
        return received_at
    return received_at if moment - received_at > FUTURE else moment


def linked_keys(body: Mapping[str, str | list[str]]) -> frozenset[str]:
    """Return every id that this event shows to belong to one conversation.

    Not linked: whom a supervisor listens to, since that goes from call to call, and a room where strangers wait.
    """
    keys: set[str] = set()
    waiting_room = first(body, "BridgeTechnology") == "holding_bridge"
    for key, value in body.items():
        lowered = key.lower()
        if not lowered.endswith(("uniqueid", "linkedid")) or lowered.startswith("spyee"):
            continue
        kind = lowered[-8:]
        if lowered.endswith("bridgeuniqueid"):
            if waiting_room:
                continue
            kind = "bridge"
        keys.update(
            f"{kind}:{one}"
            for one in ([value] if isinstance(value, str) else value)
            if one and one not in NO_ID and not one.startswith(BY_NAME)
        )
    return frozenset(keys)


def canonical(body: Body, received_at: datetime, ordinal: int = 0) -> tuple[Event, ...]:
    """Translate one stored block; `ordinal` orders blocks of one moment where the switch sends no Timestamp."""
    reader = READERS.get(first(body, "Event"))
    if reader is None:
        return ()
    at = occurred_at(body, received_at).timestamp()
    events = reader(body, at, ordinal if _timestamp(body) is None else 0)
    doubt = first(body, "Uncertain")
    return tuple(replace(event, doubt=doubt) for event in events) if doubt else events


def clock_of(block: Block) -> float | None:
    """Return the switch's own clock at a block in epoch seconds, None where it sends none."""
    return _timestamp(dict(block.fields))


def _timestamp(body: Body) -> float | None:
    try:
        at = float(first(body, "Timestamp"))
    except ValueError:
        return None
    return at if math.isfinite(at) else None
