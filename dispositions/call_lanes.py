"""Who waited, rang, talked and wrapped up when, as bars on the call's own scale."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from calllog.models import Call, Direction, Leg
from calllog.timeline import name_of
from dispositions.models import Wrapup


@dataclass(frozen=True, slots=True)
class Bar:
    kind: str
    x: str
    width: str


@dataclass(frozen=True, slots=True)
class Lane:
    """One person's part, as bars on the call's own scale."""

    name: str
    seconds: float
    rang_s: float | None = None
    hold_s: float = 0
    acw_s: float | None = None
    bars: list[Bar] = field(default_factory=list)


def lanes_of(call: Call, parts: list[Leg], wrapups: Iterable[Wrapup]) -> list[Lane]:
    """Return who waited, rang, talked and wrapped up when; nothing for a call that was never answered by us."""
    if call.ended_at is None or not any(leg.answered_at for leg in parts):
        return []
    length = (call.ended_at - call.started_at).total_seconds()
    # A wrap-up of the next morning would squeeze the call to nothing.
    most = timedelta(seconds=max(length / 3, 10))
    after = {
        wrapup.membership_id: (wrapup.opened_at, wrapup.opened_at + min(timedelta(seconds=float(wrapup.acw_s)), most))
        for wrapup in wrapups
        if wrapup.opened_at and wrapup.acw_s and wrapup.opened_at <= call.ended_at + most
    }
    spent = {wrapup.membership_id: float(wrapup.acw_s) for wrapup in wrapups if wrapup.acw_s is not None}
    end = max([call.ended_at, *(last for _first, last in after.values())])
    scale = (end - call.started_at).total_seconds() or 1.0

    def bar(kind: str, first: datetime, last: datetime) -> Bar:
        x = max((first - call.started_at).total_seconds() / scale * 100, 0)
        width = min(max((last - first).total_seconds() / scale * 100, 0.4), 100 - x)
        return Bar(kind, f"{x:.2f}%", f"{width:.2f}%")

    lanes: list[Lane] = []
    shown: set[int | None] = set()
    for leg in sorted(parts, key=lambda leg: leg.answered_at or leg.ringing_at or call.started_at):
        if not leg.answered_at:
            continue
        rings = call.started_at if not lanes and call.direction == Direction.INBOUND else leg.ringing_at
        bars = [bar("wait", rings, leg.answered_at)] if rings and rings < leg.answered_at else []
        bars.append(bar("talk", leg.answered_at, leg.ended_at or call.ended_at))
        acw_s = None if leg.membership_id in shown else spent.get(leg.membership_id or 0)
        if leg.membership_id in after and leg.membership_id not in shown:
            bars.append(bar("acw", *after[leg.membership_id]))
        shown.add(leg.membership_id)
        rang_s = (leg.answered_at - leg.ringing_at).total_seconds() if leg.ringing_at else None
        lanes.append(Lane(name_of(leg), float(leg.talk_s), rang_s, float(leg.hold_s), acw_s, bars))
    return lanes
