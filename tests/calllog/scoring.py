"""Score the pure pipeline against what the sample calls really were."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from itertools import count
from pathlib import Path
from typing import Any

from calllog.canonical import Event
from calllog.correlate import correlate
from calllog.directory import Directory
from calllog.fold import FoldedCall, fold
from calllog.route import route
from calllog.sources.ami import AmiReader, Block
from calllog.sources.asterisk import canonical, linked_keys, stored_body
from calllog.sources.replay import Capture, capture_of

SAMPLE = Path(__file__).resolve().parents[2] / "sample" / "asterisk"
INBOUND_STATUSES = {"no_answer": "missed"}
STATUSES = {
    "after_hours": "missed",
    "congestion": "failed",
    "failed": "failed",
    "not_dialled": "failed",
    "dropped": "abandoned",
}


@dataclass(frozen=True)
class Stored:
    """One block as the database would keep it."""

    keys: frozenset[str]
    events: tuple[Event, ...]


@dataclass
class Score:
    name: str
    call: FoldedCall | None
    misses: list[str] = field(default_factory=list)


@cache
def capture() -> Capture:
    lines = (SAMPLE / "ami_arrival.jsonl").read_text().splitlines()
    return capture_of((SAMPLE / "ami_raw.txt").read_bytes(), lines, truth())


@cache
def truth() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads((SAMPLE / "ground_truth.json").read_text())
    return found


@cache
def world() -> dict[str, Any]:
    found: dict[str, Any] = json.loads((SAMPLE / "world.json").read_text())
    return found


def organizations(of: Mapping[str, Any] | None = None) -> dict[str, int]:
    return {name: number for number, name in enumerate((of or world())["organizations"], 1)}


def routes(of: Mapping[str, Any] | None = None) -> dict[tuple[str, str], int]:
    found: dict[tuple[str, str], int] = {}
    kinds = {"accountcodes": "accountcode", "our_numbers": "our_number", "extensions": "extension", "queues": "queue"}
    for name, organization in (of or world())["organizations"].items():
        for key, kind in kinds.items():
            for value in organization[key]:
                found[kind, value] = organizations(of)[name]
    return found


def directory(of: Mapping[str, Any] | None = None) -> Directory:
    found = of or world()
    all_of = found["organizations"].values()
    return Directory.of(
        found["switch"],
        extensions=[one for organization in all_of for one in organization["extensions"]],
        our_numbers=[one for organization in all_of for one in organization["our_numbers"]],
    )


def read_blocks() -> list[tuple[datetime, Block]]:
    reader = AmiReader()
    return [(datetime.fromtimestamp(t, UTC), block) for t, piece in capture().pieces() for block in reader.feed(piece)]


def stored(blocks: Iterable[tuple[datetime, Block]], timestamps: bool = True) -> list[Stored]:
    found = []
    for ordinal, (received_at, block) in enumerate(blocks):
        if not timestamps:
            block = Block(tuple(pair for pair in block.fields if pair[0] != "Timestamp"))
        if (body := stored_body(block)) is not None:
            found.append(Stored(linked_keys(body), canonical(body, received_at, ordinal)))
    return found


def conversations(blocks: Iterable[Stored], batch: int = 40) -> dict[int, list[Event]]:
    """Group the blocks as a listener would: batch after batch, with the links known so far."""
    known: dict[str, int] = {}
    events: dict[int, list[Event]] = {}
    waiting = list(blocks)
    ids = count(1)
    while waiting:
        now, waiting = waiting[:batch], waiting[batch:]
        result = correlate(known, [one.keys for one in now])
        fresh = {new: next(ids) for new in sorted({one for one in result.assignments if one and one < 0}, reverse=True)}
        for absorbed, survivor in result.merges.items():
            events.setdefault(survivor, []).extend(events.pop(absorbed))
        known |= {key: fresh.get(conversation, conversation) for key, conversation in result.links.items()}
        for one, conversation in zip(now, result.assignments, strict=True):
            if conversation is not None:
                events.setdefault(fresh.get(conversation, conversation), []).extend(one.events)
    return events


def score(
    blocks: Iterable[tuple[datetime, Block]] | None = None,
    *,
    timestamps: bool = True,
    expected: Sequence[Mapping[str, Any]] | None = None,
    of: Mapping[str, Any] | None = None,
) -> list[Score]:
    """Score a session, by default the recorded one, against the truth of its calls in their world."""
    groups = conversations(stored(read_blocks() if blocks is None else blocks, timestamps))
    expected, around = expected or truth(), directory(of)
    calls: dict[str, tuple[FoldedCall, int | None]] = {}
    for events in groups.values():
        if (call := fold(events, around)) is not None:
            calls[call.external_id] = call, route(events, routes(of), around)
    scores = [_score_one(one, calls, organizations(of)) for one in expected]
    expected_ids = {one["linkedid"] for one in expected}
    scores += [Score("(extra)", calls[one][0], [f"no such call: {one}"]) for one in calls.keys() - expected_ids]
    return scores


def _score_one(
    expected: Mapping[str, Any],
    calls: Mapping[str, tuple[FoldedCall, int | None]],
    numbers: Mapping[str, int],
) -> Score:
    if expected["linkedid"] not in calls:
        return Score(expected["name"], None, ["no such call"])
    call, organization = calls[expected["linkedid"]]
    status = STATUSES.get(expected["status"], expected["status"])
    if expected["direction"] == "inbound":
        status = INBOUND_STATUSES.get(expected["status"], status)
    pairs = [
        ("direction", expected["direction"], call.direction),
        ("status", status, call.status),
        ("organization", numbers[expected["tenant"]], organization),
        ("agent", expected["agent"], call.agent_extension),
    ]
    misses = [f"{what}: {ours!r} instead of {theirs!r}" for what, theirs, ours in pairs if theirs != ours]
    if status == "answered" and expected["direction"] != "internal":
        measured = expected["measured"]
        for what, theirs, ours in (
            ("wait_s", measured.get("wait_s"), call.wait_s),
            ("customer_time_s", measured["talk_s"], call.customer_time_s),
        ):
            if theirs is not None and abs(theirs - ours) > 1:
                misses.append(f"{what}: {ours} instead of {theirs}")
    return Score(expected["name"], call, misses)


def table(scores: Iterable[Score]) -> str:
    lines = [f"{'call':34}{'direction':10}{'status':11}{'agent':6}{'wait':>7}{'talk':>7}{'hold':>7}{'cust':>7}  miss"]
    for one in scores:
        call = one.call
        if call is None:
            lines.append(f"{one.name:34}{'-':10}{'-':11}{'-':6}{'':28}  {'; '.join(one.misses)}")
            continue
        figures = "".join(f"{value:7.2f}" for value in (call.wait_s, call.talk_s, call.hold_s, call.customer_time_s))
        agent = call.agent_extension or "-"
        lines.append(f"{one.name:34}{call.direction:10}{call.status:11}{agent:6}{figures}  {'; '.join(one.misses)}")
    return "\n".join(lines)
