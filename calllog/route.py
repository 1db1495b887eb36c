"""Whose conversation it is."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from calllog.canonical import Channel, Event, Kind
from calllog.directory import Directory, spellings

Routes = Mapping[tuple[str, str], int]

PATTERNLESS = Directory()


def route(events: Iterable[Event], routes: Routes, directory: Directory = PATTERNLESS) -> int | None:
    """Return the organization that the events tell, None when nothing does.

    Account codes outweigh our numbers, which outweigh extensions, which outweigh queues; of two facts of one kind the
    earlier one decides. Keys of `routes` are (accountcode | our_number | extension | queue, value).
    """
    ordered = sorted(set(events))
    facts: Iterator[tuple[str, str]] = (
        fact
        for kind, values in (
            ("accountcode", _accounts(ordered)),
            ("our_number", _numbers(ordered, directory)),
            ("extension", _extensions(ordered, directory)),
            ("queue", (event.queue for event in ordered)),
        )
        for value in values
        for fact in ([(kind, value)] if kind != "our_number" else [(kind, one) for one in spellings(value)])
    )
    return next((routes[fact] for fact in facts if fact in routes), None)


def _channels(events: Iterable[Event]) -> Iterator[Channel]:
    for event in events:
        for channel in (event.channel, event.other):
            if channel.id:
                yield channel


def _accounts(events: Sequence[Event]) -> Iterator[str]:
    return (channel.account for channel in _channels(events))


def _numbers(events: Sequence[Event], directory: Directory) -> Iterator[str]:
    """Yield what outsiders dialled, then what was shown to outsiders as the caller's number."""
    called = {event.other.id for event in events if event.kind in (Kind.DIAL_BEGUN, Kind.DIAL_ENDED)}
    called |= {event.channel.id for event in events if event.channel.state in ("down", "ringing")}
    outside = [one for one in _channels(events) if not one.pair and not directory.extension_of(one.name)]
    yield from (one.dialled for one in outside if one.id not in called)
    for one in outside:
        if one.id in called:
            yield from (one.connected_number, one.number)


def _extensions(events: Sequence[Event], directory: Directory) -> Iterator[str]:
    for channel in _channels(events):
        if not directory.is_trunk(channel.name):
            yield directory.extension_of(channel.name)
            yield channel.dialled
