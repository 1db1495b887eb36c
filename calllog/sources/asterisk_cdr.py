"""A CDR where nothing else is left of a call: what its rows tell, in the words of the manager interface."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from calllog.canonical import BY_NAME
from calllog.sources.asterisk_files import Row

Fields = list[tuple[str, str]]
# Epoch seconds, what comes first at one moment, the block.
Found = tuple[float, int, Fields]

DIALLING = frozenset({"Dial", "Queue"})
RUNG_BY_THE_SWITCH = "AppDial2"
DIAL_STATUS = {
    "ANSWERED": "ANSWER",
    "NO ANSWER": "NOANSWER",
    "BUSY": "BUSY",
    "CONGESTION": "CONGESTION",
    "FAILED": "CHANUNAVAIL",
}
CAUSES = {"ANSWERED": "16", "NO ANSWER": "19", "BUSY": "17", "CONGESTION": "34", "FAILED": "38"}


def blocks_of_cdr(cdr: Sequence[Row]) -> list[Found]:
    """Return what the rows of each channel tell; who hung up, holds and where transfers led is not in them."""
    found: list[Found] = []
    for _, of_channel in groupby(sorted(cdr, key=lambda row: (row.get("uniqueid"), sequence_of(row))), key=_channel):
        rows = [row for row in of_channel if "start" in row.moments]
        if rows:
            found += _channel_life(rows)
            found += [block for row in rows for block in _attempt(row)]
    return found


def sequence_of(row: Row) -> int:
    """Return a record's place among all of its switch; without one, its line."""
    text = row.get("sequence")
    return int(text) if text.isdigit() else row.number


def head_of(event: str, at: float, row: Row) -> Fields:
    """Return how a block begins; `Uncertain` marks a local time that the clock showed twice."""
    head = [("Event", event), ("Timestamp", f"{at:.6f}")]
    return [*head, ("Uncertain", "repeated hour")] if row.uncertain else head


def _channel(row: Row) -> str:
    return row.get("uniqueid")


def _channel_life(rows: Sequence[Row]) -> Iterator[Found]:
    first, last = rows[0], max(rows, key=_end)
    rung = first.get("lastapp") == RUNG_BY_THE_SWITCH or first.get("dst") in ("", "s")
    yield _block("Newchannel", first, _near(first, "Down" if rung else "Ring"), at=first.moments["start"], rank=0)
    if rung:
        answer = [("Exten", first.get("src")), ("Response", "Success" if "answer" in first.moments else "Failure")]
        at = first.moments.get("answer", _end(first))
        yield _block("OriginateResponse", first, [("Uniqueid", first.get("uniqueid")), *answer], at=at, rank=1)
    if "answer" in first.moments and (rung or first.get("lastapp") not in DIALLING):
        yield _block("Newstate", first, _near(first, "Up"), at=first.moments["answer"], rank=1)
    cause = CAUSES.get(last.get("disposition"), "")
    yield _block("Hangup", last, _near(last, ""), [("Cause", cause)], at=_end(last), rank=9)


def _attempt(row: Row) -> Iterator[Found]:
    """Yield whom a row says was called, and the time the two heard each other."""
    start, near = row.moments["start"], _near(row, "")
    if row.get("lastapp") == "Queue":
        queue = [("Application", "Queue"), ("AppData", row.get("lastdata"))]
        yield _block("Newexten", row, near, queue, at=start, rank=1)
    if row.get("lastapp") == "VoiceMail":
        yield _block("VarSet", row, near, [("Variable", "VMSTATUS"), ("Value", "SUCCESS")], at=_end(row), rank=2)
    if not row.get("dstchannel") or row.get("lastapp") not in DIALLING:
        return
    far = [(f"Dest{key}", value) for key, value in _far(row)]
    dialled = row.get("lastdata").partition(",")[0] if row.get("lastapp") == "Dial" else ""
    yield _block("DialBegin", row, near, far, [("DialString", dialled)], at=start, rank=1)
    status = DIAL_STATUS.get(row.get("disposition"), "NOANSWER")
    answered = row.moments.get("answer") if status == "ANSWER" else None
    yield _block("DialEnd", row, near, far, [("DialStatus", status)], at=answered or _end(row), rank=2)
    if answered is not None:
        bridge = [("BridgeUniqueid", f"cdr:{row.get('uniqueid')}:{sequence_of(row)}")]
        for channel in (near, _far(row)):
            yield _block("BridgeEnter", row, channel, bridge, at=answered, rank=3)
            yield _block("BridgeLeave", row, channel, bridge, at=_end(row), rank=7)
    yield _block("Hangup", row, _far(row), [("Cause", CAUSES.get(row.get("disposition"), ""))], at=_end(row), rank=8)


def _near(row: Row, state: str) -> Fields:
    return [
        ("Channel", row.get("channel")),
        ("ChannelStateDesc", state),
        ("CallerIDNum", row.get("src")),
        ("CallerIDName", row.get("clid").rpartition("<")[0].strip().strip('"')),
        ("AccountCode", row.get("accountcode")),
        ("Exten", row.get("dst")),
        ("Uniqueid", row.get("uniqueid")),
        ("Linkedid", row.get("linkedid") or row.get("uniqueid")),
    ]


def _far(row: Row) -> Fields:
    return [
        ("Channel", row.get("dstchannel")),
        ("AccountCode", row.get("peeraccount") or row.get("accountcode")),
        ("Uniqueid", f"{BY_NAME}{row.get('dstchannel')}"),
        ("Linkedid", row.get("linkedid") or row.get("uniqueid")),
    ]


def _end(row: Row) -> float:
    return row.moments.get("end", row.moments["start"])


def _block(event: str, row: Row, *fields: Iterable[tuple[str, str]], at: float, rank: int) -> Found:
    return at, rank, [*head_of(event, at, row), *(pair for part in fields for pair in part)]
