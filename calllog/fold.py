"""The call, computed from all events of its conversation."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from calllog.canonical import Event, Kind
from calllog.directory import Directory
from calllog.fold_channels import Histories, histories, in_order
from calllog.fold_legs import FoldedLeg, legs_of, moment, moment_or_none, queue_spans, seconds
from calllog.fold_parties import agent_of, customer_of, direction_of, is_call, natural, numbers_of, parties_of
from calllog.fold_status import Direction, HungUpBy, Status, hung_up_by, status_of, worth_telling
from calllog.fold_times import end_of, heard_spans, hold_spans, quality_of, ring_of, talk_spans, wait_of
from calllog.talk import length

TRANSFERS = {
    Kind.BLIND_TRANSFER: "blind",
    Kind.ATTENDED_TRANSFER: "attended",
    Kind.PARKED: "park",
    Kind.RETRIEVED: "retrieve",
}


@dataclass(frozen=True, slots=True)
class FoldedTransfer:
    """One hand-over of the customer; `to` is what was dialled for it."""

    at: datetime
    kind: str  # blind, attended, park, retrieve
    by: str
    to: str


@dataclass(frozen=True, slots=True)
class FoldedCall:
    """Everything telephony knows of a call."""

    external_id: str
    direction: Direction
    status: Status
    cause_q850: int | None
    cause_text: str
    number: str
    caller_name: str
    our_number: str
    dialled: str
    queue: str | None
    agent_extension: str | None
    started_at: datetime
    answered_at: datetime | None
    ended_at: datetime | None
    ring_s: float
    wait_s: float
    talk_s: float
    hold_s: float
    customer_time_s: float
    hung_up_by: HungUpBy | None
    quality: str  # "", partial, uncertain
    transfers: tuple[FoldedTransfer, ...]
    accountcodes: tuple[str, ...]
    external_ids: tuple[str, ...]
    legs: tuple[FoldedLeg, ...]


def fold(events: Iterable[Event], directory: Directory) -> FoldedCall | None:
    """Compute the call from a set of events in any order and repetition; None when nobody called anybody."""
    ordered = in_order(events)
    all_of = histories(ordered, directory)
    parties = parties_of(all_of)
    if not is_call(parties):
        return None
    customer = customer_of(parties)
    direction = direction_of(parties, customer, directory)
    first = customer if customer is not None else parties[0]

    heard = heard_spans(all_of, parties, first, customer)
    talk = talk_spans(all_of, heard)
    talked = sorted((spans[0][0], one) for one, spans in heard.items())
    answered_at = talked[0][0] if talked else None
    ended_at = end_of(parties, customer)
    until = next(at for at in (first.ended_at, ended_at, all_of.horizon) if at is not None)

    status, by = Status.IN_PROGRESS, None
    if ended_at is not None:
        by = hung_up_by(ordered, all_of, customer, heard)
        status = status_of(direction, customer, parties, answered_at is not None, by, ordered)
    legs = legs_of(all_of, first, customer, heard, queue_spans(ordered, all_of.horizon))
    number, our_number, dialled = numbers_of(direction, all_of, parties, customer, directory)
    ids = sorted(all_of.conversations or {first.id}, key=natural)
    with_customer = customer is not None and answered_at is not None
    return FoldedCall(
        external_id=ids[0],
        external_ids=tuple(ids),
        direction=direction,
        status=status,
        cause_q850=first.cause if first.cause >= 0 else None,
        cause_text=first.cause_text,
        number=number,
        caller_name=first.caller_name if direction == Direction.INBOUND else "",
        our_number=our_number,
        dialled=dialled,
        queue=_queue(ordered, legs, talked),
        agent_extension=agent_of(direction, all_of, parties, customer, talked) or None,
        started_at=moment(parties[0].started_at),
        answered_at=moment_or_none(answered_at),
        ended_at=moment_or_none(ended_at),
        ring_s=seconds(ring_of(direction, all_of, parties, customer)),
        wait_s=seconds(wait_of(direction, customer, answered_at, until)),
        talk_s=seconds(length(talk)),
        hold_s=seconds(length(hold_spans(ordered, all_of, customer, heard, talk))),
        customer_time_s=seconds(until - answered_at) if with_customer and answered_at is not None else 0.0,
        hung_up_by=worth_telling(by, status, customer),
        quality=quality_of(ordered, parties),
        transfers=_transfers(ordered, all_of, directory),
        accountcodes=tuple(sorted(all_of.accounts)),
        legs=legs,
    )


def _queue(events: Sequence[Event], legs: Sequence[FoldedLeg], talked: Sequence[tuple[float, str]]) -> str | None:
    """Return the queue that brought the first agent, else the first one the call was sent to."""
    by_leg = {leg.key: leg.queue for leg in legs}
    first = by_leg.get(talked[0][1]) if talked else None
    return first or next((event.queue for event in events if event.queue), None)


def _transfers(events: Sequence[Event], all_of: Histories, directory: Directory) -> tuple[FoldedTransfer, ...]:
    found = []
    for event in events:
        if event.kind not in TRANSFERS:
            continue
        who = event.other if event.kind == Kind.RETRIEVED else event.channel
        by = all_of.channels[who.id].extension if who.id in all_of.channels else ""
        to = by if event.kind == Kind.RETRIEVED else event.number
        if event.kind == Kind.PARKED:
            by = directory.extension_of(f"{event.text}-")
        found.append(FoldedTransfer(moment(event.at), TRANSFERS[event.kind], by, to))
    return tuple(found)
