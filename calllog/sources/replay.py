"""A recorded manager session as something that can happen again."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from calllog.sources.ami import Block

IDLE_S = 0.6
CLOCKS = frozenset({"EventTV", "SessionTV", "EventTime", "StartTime", "AnswerTime", "EndTime"})


@dataclass(frozen=True, slots=True)
class Arrival:
    """One piece of the session as it was received."""

    t: float
    offset: int
    size: int


@dataclass(frozen=True, slots=True)
class CallSlice:
    """The part of a session that is one call, pauses around it excluded from its times."""

    name: str
    start_offset: int
    end_offset: int
    start_t: float
    end_t: float


@dataclass(frozen=True, slots=True)
class Capture:
    """A recorded session with its arrival times; `names` are (name, start, end) of its calls where they are known."""

    raw: bytes
    arrivals: tuple[Arrival, ...]
    names: tuple[tuple[str, float, float], ...] = ()

    def pieces(self, call: CallSlice | None = None) -> Iterable[tuple[float, bytes]]:
        """Yield arrival time and bytes, of one call or of everything."""
        for arrival in self.arrivals:
            if call is None or call.start_offset <= arrival.offset < call.end_offset:
                yield arrival.t, self.raw[arrival.offset : arrival.offset + arrival.size]


def capture_of(raw: bytes, arrival_lines: Iterable[str], calls: Iterable[Mapping[str, Any]] = ()) -> Capture:
    """Put a session, its arrival lines and what is known of its calls together."""
    rows = [json.loads(line) for line in arrival_lines if line.strip()]
    arrivals = tuple(Arrival(float(row["t"]), int(row["offset"]), int(row["bytes"])) for row in rows)
    names = tuple((str(call["name"]), float(call["window"][0]), float(call["window"][1])) for call in calls)
    return Capture(raw, arrivals, names)


def calls_of(capture: Capture) -> list[CallSlice]:
    """Split a session into its calls, by their known windows or else where it was idle."""
    if capture.names:
        groups = [
            (name, [one for one in capture.arrivals if start <= one.t <= end]) for name, start, end in capture.names
        ]
    else:
        groups = [(f"call-{index:03d}", group) for index, group in enumerate(_by_idle(capture.arrivals), 1)]
    return [
        CallSlice(name, group[0].offset, group[-1].offset + group[-1].size, group[0].t, group[-1].t)
        for name, group in groups
        if group
    ]


def rewrite(blocks: Iterable[Block], run: str, shift_s: float) -> list[Block]:
    """Return the blocks as another run: every id of a call carries the run, every clock is moved."""
    return [
        replace(block, fields=tuple((key, _rewritten(key, value, run, shift_s)) for key, value in block.fields))
        for block in blocks
    ]


def _rewritten(key: str, value: str, run: str, shift_s: float) -> str:
    if not value or value == "<unknown>":
        return value
    if key.lower().endswith(("uniqueid", "linkedid")):
        return f"{run}-{value}"
    if key == "Timestamp":
        return _shifted_epoch(value, shift_s)
    if key in CLOCKS:
        return _shifted_clock(value, shift_s)
    return value


def _shifted_epoch(value: str, shift_s: float) -> str:
    try:
        return f"{float(value) + shift_s:.6f}"
    except ValueError:
        return value


def _shifted_clock(value: str, shift_s: float) -> str:
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        return value
    shifted = moment + timedelta(seconds=shift_s)
    if "T" not in value:
        return shifted.strftime("%Y-%m-%d %H:%M:%S")
    return shifted.isoformat(timespec="milliseconds").replace("+00:00", "+0000")


def _by_idle(arrivals: Sequence[Arrival]) -> list[list[Arrival]]:
    groups: list[list[Arrival]] = []
    for arrival in arrivals:
        if not groups or arrival.t - groups[-1][-1].t > IDLE_S:
            groups.append([])
        groups[-1].append(arrival)
    return groups
