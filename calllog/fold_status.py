"""How a call ended and who ended it."""

from collections.abc import Mapping, Sequence
from enum import StrEnum

from calllog.canonical import DialStatus, Event, Kind
from calllog.fold_channels import Histories, History, Place
from calllog.talk import Span


class Direction(StrEnum):
    INBOUND = "inbound"
    OUTBOUND = "outbound"
    INTERNAL = "internal"


class Status(StrEnum):
    ANSWERED = "answered"
    MISSED = "missed"
    ABANDONED = "abandoned"
    REJECTED = "rejected"
    BUSY = "busy"
    NO_ANSWER = "no_answer"
    VOICEMAIL = "voicemail"
    FAILED = "failed"
    IN_PROGRESS = "in_progress"


class HungUpBy(StrEnum):
    CUSTOMER = "customer"
    AGENT = "agent"
    SWITCH = "switch"


BUSY, REJECTED = 17, 21
RANG_OUT = frozenset({0, 16, 18, 19, 20, 31, -1})
QUEUE_LEFT_BEHIND_S = 0.25


def hung_up_by(
    events: Sequence[Event], all_of: Histories, customer: History | None, heard: Mapping[str, list[Span]]
) -> HungUpBy | None:
    """Tell whose far end hung up first; the switch when it ordered the hangup itself."""
    asked = any(one.hangup_asked is not None for one in all_of.channels.values())
    if customer is None:
        return HungUpBy.AGENT if asked else None
    if not asked:
        return _told_otherwise(events, customer)
    places = []
    place = _far_end_hung_up(customer)
    if place is not None:
        places.append((place, HungUpBy.CUSTOMER))
    last = max((spans[-1][1] for spans in heard.values() if spans), default=None)
    for one in all_of.channels.values():
        had_him = last is not None and one.id in heard and heard[one.id][-1][1] >= last - QUEUE_LEFT_BEHIND_S
        placed_it = last is None and one.id == customer.called_by
        place = _far_end_hung_up(one)
        if place is not None and one.extension and not one.passed_on and (had_him or placed_it):
            places.append((place, HungUpBy.AGENT))
    return min(places)[1] if places else HungUpBy.SWITCH


def status_of(
    direction: Direction,
    customer: History | None,
    parties: Sequence[History],
    answered: bool,
    by: HungUpBy | None,
    events: Sequence[Event],
) -> Status:
    """Name how an ended call ended."""
    if answered:
        return Status.ANSWERED
    if direction == Direction.INTERNAL:
        called = [one for one in parties[1:] if one.called]
        return _unreached(called[-1]) if called else Status.FAILED
    if any(event.kind == Kind.VOICEMAIL_LEFT for event in events):
        return Status.VOICEMAIL
    if customer is None:
        return Status.FAILED
    if direction == Direction.OUTBOUND:
        return Status.ABANDONED if customer.answered_at is not None else _unreached(customer)
    if by == HungUpBy.CUSTOMER:
        return Status.ABANDONED
    if customer.cause in (BUSY, REJECTED):
        return Status.BUSY if customer.cause == BUSY else Status.REJECTED
    if any(event.kind == Kind.QUEUE_REFUSED for event in events) or customer.cause not in RANG_OUT:
        return Status.FAILED
    return Status.MISSED


def _unreached(called: History) -> Status:
    """Read the cause first: a refusal and an unallocated number are a plain "no answer" in the dial status."""
    if called.cause == BUSY:
        return Status.BUSY
    if called.cause == REJECTED:
        return Status.REJECTED
    if called.cause not in RANG_OUT and DialStatus.CANCELLED not in called.statuses:
        return Status.FAILED
    last = called.statuses[-1] if called.statuses else ""
    if last == DialStatus.BUSY:
        return Status.BUSY
    if last in (DialStatus.CONGESTION, DialStatus.UNAVAILABLE):
        return Status.FAILED
    return Status.NO_ANSWER


def _far_end_hung_up(history: History) -> Place | None:
    """Return when the far end hung up, None when the switch had ordered it before."""
    asked, ordered = history.hangup_asked, history.hangup_ordered
    return asked if asked is not None and (ordered is None or asked < ordered) else None


def _told_otherwise(events: Sequence[Event], customer: History) -> HungUpBy | None:
    """Guess from the queue and the dial where the switch does not report hangup requests."""
    for event in reversed(events):
        if event.kind == Kind.AGENT_COMPLETED:
            return {"caller": HungUpBy.CUSTOMER, "agent": HungUpBy.AGENT}.get(event.status)
        near = customer.ended_at is not None and customer.ended_at - event.at < QUEUE_LEFT_BEHIND_S
        if near and event.kind == Kind.QUEUE_ABANDONED:
            return HungUpBy.CUSTOMER
        if near and event.kind == Kind.DIAL_ENDED and event.status == DialStatus.CANCELLED:
            return HungUpBy.CUSTOMER if event.channel.id == customer.id else HungUpBy.AGENT
    return None


def worth_telling(by: HungUpBy | None, status: Status, customer: History | None) -> HungUpBy | None:
    """Return who hung up where that says something: nobody ended a call that the far end or the network refused."""
    never_up = customer is None or customer.answered_at is None
    if status in (Status.BUSY, Status.REJECTED) or (status == Status.FAILED and never_up):
        return None
    return None if status == Status.NO_ANSWER and by == HungUpBy.CUSTOMER else by
