"""The seconds of a call: talk, hold, wait, ring, and when it was over."""

from collections.abc import Mapping, Sequence

from calllog.canonical import Event, Kind
from calllog.fold_channels import Histories, History
from calllog.fold_legs import holds_of
from calllog.fold_status import Direction
from calllog.talk import Span, connected, length, subtract, union


def heard_spans(
    all_of: Histories, parties: Sequence[History], first: History, customer: History | None
) -> dict[str, list[Span]]:
    """Return when each answering party and the customer (in an internal call: the caller) could hear each other.

    Answering parties are our telephones; an outsider counts where the customer reached none of them (a forwarded call).
    """
    spans = connected(all_of.stays, all_of.pairs, first.id)
    own = {one.id: one for one in parties if one.id != first.id and not one.listening and one.id in spans}
    agents = {one: spans[one] for one, history in own.items() if history.extension}
    if agents or customer is None:
        return agents
    return {one: spans[one] for one in own}


def talk_spans(all_of: Histories, heard: Mapping[str, list[Span]]) -> list[Span]:
    return union(
        span for one, spans in heard.items() for span in subtract(spans, holds_of(all_of.channels[one], all_of.horizon))
    )


def hold_spans(
    events: Sequence[Event],
    all_of: Histories,
    customer: History | None,
    heard: Mapping[str, list[Span]],
    talk: Sequence[Span],
) -> list[Span]:
    """Return when the customer was kept waiting by an agent who had the call: on hold or parked."""
    if customer is None:
        return []
    until = customer.ended_at if customer.ended_at is not None else all_of.horizon
    kept = [span for one in heard for span in holds_of(all_of.channels[one], all_of.horizon)]
    parked: float | None = None
    for event in events:
        if event.channel.id != customer.id:
            continue
        if event.kind == Kind.PARKED and parked is None:
            parked = event.at
        elif event.kind == Kind.RETRIEVED and parked is not None:
            kept.append((parked, event.at))
            parked = None
    if parked is not None:
        kept.append((parked, until))
    return subtract(((start, min(end, until)) for start, end in kept), talk)


def end_of(parties: Sequence[History], customer: History | None) -> float | None:
    """Return when the last party left; a third party whose end was lost does not keep a call open."""
    needed = [one for one in parties if one.shown and (one.extension or one is customer or customer is None)]
    if any(one.ended_at is None for one in needed):
        return None
    return max((one.ended_at for one in parties if one.ended_at is not None), default=None)


def quality_of(events: Sequence[Event], parties: Sequence[History]) -> str:
    """Say what is wanting: a party whose beginning or end nobody told, else a clock that showed its hour twice."""
    shown = [one for one in parties if one.shown]
    if any(one.lost or not one.begun for one in shown):
        return "partial"
    return "uncertain" if any(event.doubt for event in events) else ""


def wait_of(direction: Direction, customer: History | None, answered_at: float | None, until: float) -> float:
    """Return the customer's wait for the first agent, or for nobody."""
    if customer is None:
        return 0.0
    since = customer.started_at if direction == Direction.INBOUND else customer.answered_at
    if since is None:
        return 0.0
    return (answered_at if answered_at is not None else until) - since


def ring_of(direction: Direction, all_of: Histories, parties: Sequence[History], customer: History | None) -> float:
    """Return how long it rang at the customer (outbound) or at anybody of ours until one answered."""
    if direction == Direction.OUTBOUND:
        rang = [customer] if customer is not None else [one for one in parties if one.extension]
    else:
        rang = [one for one in parties if one.called]
    last = min((one.answered_at for one in rang if one.answered_at is not None), default=all_of.horizon)
    return length(
        (one.ringing_at, min(one.ended_at if one.ended_at is not None else last, last))
        for one in rang
        if one.ringing_at is not None
    )
