"""Arithmetic of time spans, and who could hear whom."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

Span = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Stay:
    """One channel's time in one bridge."""

    channel: str
    bridge: str
    start: float
    end: float


def union(spans: Iterable[Span]) -> list[Span]:
    """Return the spans joined where they touch or overlap, in order."""
    joined: list[Span] = []
    for start, end in sorted(span for span in spans if span[0] < span[1]):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(joined[-1][1], end))
        else:
            joined.append((start, end))
    return joined


def subtract(spans: Iterable[Span], holes: Iterable[Span]) -> list[Span]:
    """Return what of the spans no hole covers."""
    left = union(spans)
    for hole_start, hole_end in union(holes):
        left = [
            piece
            for start, end in left
            for piece in ((start, min(end, hole_start)), (max(start, hole_end), end))
            if piece[0] < piece[1]
        ]
    return left


def length(spans: Iterable[Span]) -> float:
    return sum(end - start for start, end in union(spans))


def connected(stays: Sequence[Stay], pairs: Mapping[str, str], channel: str) -> dict[str, list[Span]]:
    """Return when every other channel could hear this one: in one bridge, or in bridges joined by an internal pair."""
    moments = sorted({moment for stay in stays for moment in (stay.start, stay.end)})
    heard: dict[str, list[Span]] = {}
    for start, end in pairwise(moments):
        rooms: dict[str, set[str]] = {}
        places: dict[str, str] = {}
        for stay in stays:
            if stay.start <= start and stay.end >= end:
                rooms.setdefault(stay.bridge, set()).add(stay.channel)
                places[stay.channel] = stay.bridge
        if channel not in places:
            continue
        for other in _reachable(channel, rooms, places, pairs):
            heard.setdefault(other, []).append((start, end))
    return {other: union(spans) for other, spans in heard.items()}


def _reachable(
    channel: str, rooms: Mapping[str, set[str]], places: Mapping[str, str], pairs: Mapping[str, str]
) -> set[str]:
    seen = {channel}
    waiting = [channel]
    while waiting:
        one = waiting.pop()
        neighbours = set(rooms.get(places.get(one, ""), ()))
        half = pairs.get(one)
        if half is not None and half in places:
            neighbours.add(half)
        for other in neighbours - seen:
            seen.add(other)
            waiting.append(other)
    return seen - {channel}
