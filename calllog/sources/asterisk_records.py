"""What the rows of CEL and CDR tell, in the words of the manager interface, so that one reader serves both."""

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from calllog.sources.ami import Block
from calllog.sources.asterisk_cdr import DIAL_STATUS, DIALLING, Fields, Found, blocks_of_cdr, head_of, sequence_of
from calllog.sources.asterisk_files import Row

CALLED = frozenset({"AppDial", "AppDial2", "AppQueue"})
LISTENING = frozenset({"ChanSpy", "ExtenSpy"})
BY_THE_SWITCH = "dialplan/"
# The tone after which a voicemail box records.
BEEP = "beep"


@dataclass(slots=True)
class _Channel:
    """One channel over all its rows."""

    id: str
    name: str
    linked: str
    rows: list[Row] = field(default_factory=list)
    caller: str = ""
    dial_string: str = ""
    disposition: str = ""

    @property
    def called(self) -> bool:
        return bool(self.caller) or any(row.get("app") in CALLED for row in self.rows)


def blocks_of(cel: Sequence[Row], cdr: Sequence[Row]) -> list[Block]:
    """Return the blocks that the switch would have sent, by their clocks; where CEL is missing CDR must do."""
    channels = _channels(cel)
    by_name = {channel.name: channel for channel in channels.values()}
    for row in sorted(cdr, key=sequence_of):
        _join(row, by_name)
    found = [block for channel in channels.values() for block in _life(channel, channels)]
    found += [block for row in cel for block in _moment(row, channels, by_name)]
    found += [block for row in cdr for block in _record(row, channels, by_name)]
    found += blocks_of_cdr([row for row in cdr if row.get("uniqueid") not in channels])
    return [Block(tuple(fields)) for _, _, fields in sorted(found, key=lambda one: one[:2])]


def _channels(cel: Iterable[Row]) -> dict[str, _Channel]:
    channels: dict[str, _Channel] = {}
    for row in cel:
        key = row.get("uniqueid")
        if key:
            channels.setdefault(key, _Channel(key, row.get("channel"), row.get("linkedid"))).rows.append(row)
    return channels


def _join(row: Row, by_name: dict[str, _Channel]) -> None:
    """Learn from a CDR who called whom; the first row that names a channel as the called one tells."""
    called = by_name.get(row.get("dstchannel"))
    caller = by_name.get(row.get("channel"))
    if called is None or row.get("lastapp") not in DIALLING:
        return
    if called.caller or caller is None or not _was_dialled(called):
        return
    called.caller = caller.id
    called.disposition = row.get("disposition")
    called.dial_string = row.get("lastdata") if row.get("lastapp") == "Dial" else ""


def _was_dialled(channel: _Channel) -> bool:
    return any(row.get("app") in CALLED for row in channel.rows)


def _shown(channel: _Channel, row: Row | None, state: str, prefix: str = "") -> Fields:
    row = row or channel.rows[0]
    account = next((one.get("accountcode") for one in (row, *channel.rows) if one.get("accountcode")), "")
    return [
        (f"{prefix}Channel", channel.name),
        (f"{prefix}ChannelStateDesc", state),
        (f"{prefix}CallerIDNum", row.get("cidnum")),
        (f"{prefix}CallerIDName", row.get("cidname")),
        (f"{prefix}AccountCode", account),
        (f"{prefix}Exten", row.get("exten")),
        (f"{prefix}Uniqueid", channel.id),
        (f"{prefix}Linkedid", row.get("linkedid") or channel.linked),
    ]


def _block(event: str, row: Row, *fields: Fields, at: float | None = None, rank: int = 5) -> Found:
    moment = at if at is not None else row.moments["eventtime"]
    return moment, rank, [*head_of(event, moment, row), *(pair for part in fields for pair in part)]


def _life(channel: _Channel, channels: dict[str, _Channel]) -> Iterator[Found]:
    """Yield how a channel began, rang, was answered and ended."""
    born = next((row for row in channel.rows if row.get("eventtype") == "CHAN_START"), channel.rows[0])
    called = channel.called
    yield _block("Newchannel", born, _shown(channel, born, "Down" if called else "Ring"), rank=0)
    if called:
        caller = channels.get(channel.caller)
        yield _dial("DialBegin", born, channel, caller, [("DialString", _dialled(channel, caller))])
    for row in channel.rows:
        if row.get("eventtype") == "ANSWER":
            if called:
                yield _dial("DialEnd", row, channel, channels.get(channel.caller), [("DialStatus", "ANSWER")])
            yield _block("Newstate", row, _shown(channel, row, "Up"))
        elif row.get("eventtype") == "HANGUP":
            yield from _ended(channel, row, channels)


def _dial(event: str, row: Row, channel: _Channel, caller: _Channel | None, more: Fields) -> Found:
    near = _shown(caller, None, "") if caller is not None else []
    return _block(event, row, near, _shown(channel, row, "", "Dest"), more, rank=1)


def _dialled(channel: _Channel, caller: _Channel | None) -> str:
    """Return what was dialled to reach this channel: its CDR's word, else the application of whoever dialled it."""
    technology = channel.name.rpartition("-")[0]
    texts = [channel.dial_string, *(row.get("appdata") for row in (caller.rows if caller else ()))]
    for text in texts:
        for one in text.partition(",")[0].split("&"):
            if one.startswith(technology):
                return one
    return ""


def _ended(channel: _Channel, row: Row, channels: dict[str, _Channel]) -> Iterator[Found]:
    extra = _extra(row)
    source = str(extra.get("hangupsource", ""))
    answered = any(one.get("eventtype") == "ANSWER" for one in channel.rows)
    if channel.called and not answered:
        status = DIAL_STATUS.get(channel.disposition, "NOANSWER")
        if _gave_up(channels.get(channel.caller)):
            status = "CANCEL"
        yield _dial("DialEnd", row, channel, channels.get(channel.caller), [("DialStatus", status)])
    if source == channel.name:
        yield _block("HangupRequest", row, _shown(channel, row, ""), rank=2)
    elif source.startswith(BY_THE_SWITCH):
        yield _block("SoftHangupRequest", row, _shown(channel, row, ""), rank=2)
    cause = extra.get("hangupcause", "")
    yield _block("Hangup", row, _shown(channel, row, ""), [("Cause", str(cause))], rank=9)


def _gave_up(caller: _Channel | None) -> bool:
    rows = caller.rows if caller is not None else []
    return any(_extra(row).get("dialstatus") == "CANCEL" for row in rows if row.get("eventtype") == "HANGUP")


def _moment(row: Row, channels: dict[str, _Channel], by_name: dict[str, _Channel]) -> Iterator[Found]:
    """Yield what one row of CEL tells besides its channel's life."""
    channel = channels.get(row.get("uniqueid"))
    if channel is None:
        return
    extra, kind = _extra(row), row.get("eventtype")
    shown = _shown(channel, row, "")
    if kind in ("BRIDGE_ENTER", "BRIDGE_EXIT"):
        event = "BridgeEnter" if kind == "BRIDGE_ENTER" else "BridgeLeave"
        where = [
            ("BridgeUniqueid", str(extra.get("bridge_id", ""))),
            ("BridgeTechnology", str(extra.get("bridge_technology", ""))),
        ]
        yield _block(event, row, shown, where, rank=3)
    elif kind == "BLINDTRANSFER":
        who = _named(extra.get("transferee_channel_uniqueid"), channels, "Transferee")
        yield _block(
            "BlindTransfer",
            row,
            _shown(channel, row, "", "Transferer"),
            who,
            [("Extension", str(extra.get("extension", "")))],
            rank=2,
        )
    elif kind == "ATTENDEDTRANSFER":
        yield _block(
            "AttendedTransfer",
            row,
            _shown(channel, row, "", "OrigTransferer"),
            _named(extra.get("channel2_uniqueid"), channels, "SecondTransferer"),
            _named(extra.get("transferee_channel_uniqueid"), channels, "Transferee"),
            _named(extra.get("transfer_target_channel_uniqueid"), channels, "TransferTarget"),
            rank=2,
        )
    elif kind == "PARK_START":
        by = [("ParkerDialString", str(extra.get("parker_dial_string", "")))]
        yield _block("ParkedCall", row, _shown(channel, row, "", "Parkee"), by, rank=2)
    elif kind == "PARK_END":
        retriever = by_name.get(str(extra.get("retriever", "")))
        by = _shown(retriever, None, "", "Retriever") if retriever is not None else []
        yield _block("UnParkedCall", row, _shown(channel, row, "", "Parkee"), by, rank=2)
    if row.get("app") in LISTENING:
        yield _block("ChanSpyStart", row, _shown(channel, row, "", "Spyer"))
    if row.get("app") == "VoiceMail" and extra.get("sound") == BEEP:
        yield _block("VarSet", row, shown, [("Variable", "VMSTATUS"), ("Value", "SUCCESS")])
    if row.get("app") == "Queue":
        yield _block("Newexten", row, shown, [("Application", "Queue"), ("AppData", row.get("appdata"))], rank=1)


def _record(row: Row, channels: dict[str, _Channel], by_name: dict[str, _Channel]) -> Iterator[Found]:
    """Yield what one CDR tells that CEL does not: the queue a call was sent to."""
    channel = by_name.get(row.get("channel")) or channels.get(row.get("uniqueid"))
    if channel is None:
        return
    if row.get("lastapp") == "Queue":
        queue = [("Application", "Queue"), ("AppData", row.get("lastdata"))]
        yield _block("Newexten", row, _shown(channel, None, ""), queue, at=_within(channel, row), rank=1)


def _within(channel: _Channel, row: Row) -> float:
    """Return a CDR's start no earlier than its channel's: the file may lack fractions of a second."""
    return max(row.moments.get("start", 0.0), channel.rows[0].moments["eventtime"])


def _named(key: Any, channels: dict[str, _Channel], prefix: str) -> Fields:
    channel = channels.get(str(key or ""))
    return _shown(channel, None, "", prefix) if channel is not None else []


def _extra(row: Row) -> dict[str, Any]:
    text = row.get("eventextra")
    if not re.match(r"\s*\{", text):
        return {}
    try:
        found = json.loads(text)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}
