"""The parties of a call as legs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

from calllog.canonical import DialStatus, Event, Kind
from calllog.fold_channels import Histories, History
from calllog.talk import Span, length, subtract, union


class Party(StrEnum):
    AGENT = "agent"
    CUSTOMER = "customer"
    OTHER = "other"


class LegState(StrEnum):
    RINGING = "ringing"
    UP = "up"
    ENDED = "ended"


class Outcome(StrEnum):
    """What came of calling this party; empty while it rings."""

    OPEN = ""
    ANSWERED = "answered"
    NO_ANSWER = "no_answer"
    BUSY = "busy"
    REJECTED = "rejected"
    CANCELLED = "cancelled"
    ELSEWHERE = "elsewhere"


@dataclass(frozen=True, slots=True)
class FoldedLeg:
    """One party's part of a call; `key` stays the same over refolds."""

    key: str
    party: Party
    extension: str
    number: str
    channel: str
    state: LegState
    ringing_at: datetime | None
    answered_at: datetime | None
    ended_at: datetime | None
    cause: int | None
    outcome: Outcome
    talk_s: float
    hold_s: float
    talked: bool
    listening: bool
    passed_on: str  # blind, attended
    queue: str | None


def moment(at: float) -> datetime:
    return datetime.fromtimestamp(at, UTC)


def moment_or_none(at: float | None) -> datetime | None:
    return None if at is None else moment(at)


def seconds(value: float) -> float:
    return round(max(value, 0.0), 3)


def party_of(history: History, customer: History | None) -> Party:
    if customer is not None and history.id == customer.id:
        return Party.CUSTOMER
    return Party.AGENT if history.extension else Party.OTHER


def holds_of(history: History, horizon: float) -> list[Span]:
    """Return when this party had the call on hold, until it ended at the latest."""
    last = history.ended_at if history.ended_at is not None else horizon
    return union((start, min(end, last)) for start, end in history.holds)


def queue_spans(events: Sequence[Event], horizon: float) -> list[tuple[str, Span]]:
    """Return which queue the conversation waited in when, in order."""
    spans: list[tuple[str, Span]] = []
    open_at: dict[tuple[str, str], float] = {}
    for event in events:
        place = (event.channel.id, event.queue)
        if event.kind == Kind.QUEUE_JOINED:
            open_at.setdefault(place, event.at)
        elif event.kind in (Kind.QUEUE_LEFT, Kind.AGENT_CONNECTED) and place in open_at:
            spans.append((event.queue, (open_at.pop(place), event.at)))
    spans += [(queue, (start, horizon)) for (_, queue), start in open_at.items()]
    return sorted(spans, key=lambda one: (one[1], one[0]))


def outcome_of(history: History, all_of: Histories, others: Sequence[History]) -> Outcome:
    """Tell what came of a leg from its dial statuses, those of the internal channel that called it, and its cause."""
    if history.answered_at is not None:
        return Outcome.ANSWERED
    if history.ended_at is None:
        return Outcome.OPEN
    statuses = [*history.statuses, *_statuses_above(history, all_of)]
    ended_at = history.ended_at
    taken = any(
        one.id != history.id and one.called and one.answered_at is not None and abs(one.answered_at - ended_at) < 1
        for one in others
    )
    if DialStatus.BUSY in statuses or history.cause == 17:
        return Outcome.BUSY
    if history.cause == 21:
        return Outcome.REJECTED
    if history.cause == 26 or (taken and DialStatus.NO_ANSWER not in statuses):
        return Outcome.ELSEWHERE
    if DialStatus.NO_ANSWER in statuses or not statuses:
        return Outcome.NO_ANSWER
    return Outcome.CANCELLED if DialStatus.CANCELLED in statuses else Outcome.NO_ANSWER


def legs_of(
    all_of: Histories,
    first: History,
    customer: History | None,
    heard: Mapping[str, list[Span]],
    queues: Sequence[tuple[str, Span]],
) -> tuple[FoldedLeg, ...]:
    """Return every party that rang or spoke, in the order they appeared; `first` is whom the others are `heard` by."""
    shown = sorted((one for one in all_of.channels.values() if one.shown), key=lambda one: (one.started_at, one.id))
    return tuple(_leg(one, all_of, first, customer, heard, queues, shown) for one in shown)


def _leg(
    history: History,
    all_of: Histories,
    first: History,
    customer: History | None,
    heard: Mapping[str, list[Span]],
    queues: Sequence[tuple[str, Span]],
    shown: Sequence[History],
) -> FoldedLeg:
    holds = holds_of(history, all_of.horizon)
    if history.id == first.id:
        together = union(span for spans in heard.values() for span in spans)
    else:
        together = heard.get(history.id, [])
    ringing_at = history.ringing_at if history.called else history.started_at
    if history.ended_at is not None:
        state = LegState.ENDED
    else:
        state = LegState.RINGING if history.answered_at is None else LegState.UP
    return FoldedLeg(
        key=history.id,
        party=party_of(history, customer),
        extension=history.extension,
        number=_number(history),
        channel=history.name,
        state=state,
        ringing_at=moment_or_none(ringing_at),
        answered_at=moment_or_none(history.answered_at),
        ended_at=moment_or_none(history.ended_at),
        cause=None if history.cause < 0 else history.cause,
        outcome=outcome_of(history, all_of, shown),
        talk_s=seconds(length(subtract(together, holds))),
        hold_s=seconds(length(holds)),
        talked=bool(together) and not history.listening,
        listening=history.listening,
        passed_on=history.passed_on,
        queue=_queue_at(ringing_at, queues) if history.called else None,
    )


def _number(history: History) -> str:
    if history.extension:
        return history.extension
    if history.called:
        return history.dialled_number or next(iter(history.own_numbers), "")
    return next(iter(history.own_numbers), "")


def _queue_at(at: float | None, queues: Sequence[tuple[str, Span]]) -> str | None:
    if at is None:
        return None
    return next((queue for queue, (start, end) in queues if start <= at <= end), None)


def _statuses_above(history: History, all_of: Histories) -> list[str]:
    above = all_of.channels.get(all_of.pairs.get(history.called_by, ""))
    return above.statuses if above is not None else []
