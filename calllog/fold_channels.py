"""What the events of one conversation say about each of its channels."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from calllog.canonical import BY_NAME, Channel, DialStatus, Event, Kind
from calllog.directory import Directory
from calllog.talk import Span, Stay

NEVER = float("inf")
# Whoever entered with the latest event is in company already.
JUST_NOW = 1e-6

Place = tuple[float, int]


@dataclass(slots=True)
class History:
    """One channel from its first event to its last; all moments are epoch seconds."""

    id: str
    name: str = ""
    pair: str = ""
    extension: str = ""
    trunk: bool = False
    started_at: float = NEVER
    ringing_at: float | None = None
    answered_at: float | None = None
    ended_at: float | None = None
    cause: int = -1
    cause_text: str = ""
    begun: bool = False
    lost: bool = False
    last_at: float = 0.0
    first_state: str = ""
    hangup_asked: Place | None = None
    hangup_ordered: Place | None = None
    called: bool = False
    called_by: str = ""
    originated: bool = False
    dialled_number: str = ""
    target: str = ""
    own_numbers: list[str] = field(default_factory=list)
    other_numbers: list[str] = field(default_factory=list)
    caller_name: str = ""
    statuses: list[str] = field(default_factory=list)
    holds: list[Span] = field(default_factory=list)
    listening: bool = False
    passed_on: str = ""  # how this party handed the customer over: blind or attended

    @property
    def incoming(self) -> bool:
        """Tell a channel that called us from one that is called."""
        return not self.called and self.first_state != "down"

    @property
    def external(self) -> bool:
        return not self.extension and not self.pair

    @property
    def shown(self) -> bool:
        """Tell a party of the call from an internal channel or one that nobody has called yet."""
        if self.pair:
            return False
        return self.incoming or self.ringing_at is not None or self.answered_at is not None or self.ended_at is not None


@dataclass(slots=True)
class Histories:
    """All channels of a conversation, with its bridges, pairs and queues."""

    channels: dict[str, History]
    stays: list[Stay]
    pairs: dict[str, str]
    conversations: set[str]
    accounts: set[str]
    horizon: float


def in_order(events: Iterable[Event]) -> list[Event]:
    """Return the events as they happened, each once; a channel known by its name alone is the one of that name."""
    known = set(events)
    ids = {shown.name: shown.id for event in known for shown in (event.channel, event.other) if _told(shown)}
    if not any(_by_name(event) for event in known):
        return sorted(known)
    return sorted({_with_ids(event, ids) for event in known})


def _told(shown: Channel) -> bool:
    return bool(shown.name) and not shown.id.startswith(BY_NAME)


def _by_name(event: Event) -> bool:
    return event.channel.id.startswith(BY_NAME) or event.other.id.startswith(BY_NAME)


def _with_ids(event: Event, ids: Mapping[str, str]) -> Event:
    def known(shown: Channel) -> Channel:
        return replace(shown, id=ids.get(shown.name, shown.id)) if shown.id.startswith(BY_NAME) else shown

    return replace(event, channel=known(event.channel), other=known(event.other))


def histories(events: Sequence[Event], directory: Directory) -> Histories:
    """Read what happened to each channel out of events in order."""
    channels: dict[str, History] = {}
    conversations: set[str] = set()
    accounts: set[str] = set()
    for event in events:
        for shown in (event.channel, event.other):
            if not shown.id:
                continue
            _look(channels.setdefault(shown.id, History(shown.id)), shown, event, directory)
            conversations.add(shown.conversation)
            accounts.add(shown.account)
    for event in events:
        _apply(channels, event)
    for event in events:
        if event.kind == Kind.LOST:
            _lose(channels, event)
    for history in channels.values():
        _name_extension(history, directory)
    pairs = _pairs(channels, events)
    horizon = events[-1].at if events else 0.0
    return Histories(channels, _stays(events, channels, horizon), pairs, conversations - {""}, accounts - {""}, horizon)


def _look(history: History, shown: Channel, event: Event, directory: Directory) -> None:
    history.started_at = min(history.started_at, event.at)
    history.last_at = max(history.last_at, event.at)
    if shown.name and not history.name:
        history.name = shown.name
        history.pair = shown.pair
        history.trunk = directory.is_trunk(shown.name)
        history.extension = "" if shown.pair or history.trunk else directory.extension_of(shown.name)
    if shown.state:
        history.first_state = history.first_state or shown.state
        if shown.state == "ringing" and history.ringing_at is None:
            history.ringing_at = event.at
        if shown.state == "up" and history.answered_at is None:
            history.answered_at = event.at
    if shown.number:
        history.own_numbers.append(shown.number)
    if shown.connected_number:
        history.other_numbers.append(shown.connected_number)
    history.caller_name = history.caller_name or shown.caller_name
    if shown.dialled and not history.target:
        history.target = shown.dialled


def _name_extension(history: History, directory: Directory) -> None:
    """Know a telephone by its number where its channel's name does not tell."""
    if history.extension or history.pair or history.trunk:
        return
    number = history.dialled_number if history.called else next(iter(history.own_numbers), "")
    history.extension = number if number in directory.extensions else ""


def _apply(channels: dict[str, History], event: Event) -> None:
    one = channels.get(event.channel.id)
    other = channels.get(event.other.id)
    match event.kind:
        case Kind.STARTED if one:
            one.begun = True
        case Kind.ENDED if one:
            if one.ended_at is None or event.at > one.ended_at:
                one.ended_at, one.cause, one.cause_text = event.at, event.cause, event.text
        case Kind.HANGUP_ASKED if one:
            one.hangup_asked = one.hangup_asked or (event.at, event.order)
        case Kind.HANGUP_ORDERED if one:
            one.hangup_ordered = one.hangup_ordered or (event.at, event.order)
        case Kind.DIAL_BEGUN if other:
            other.called = other.begun = True
            other.ringing_at = event.at if other.ringing_at is None else min(other.ringing_at, event.at)
            other.dialled_number = other.dialled_number or event.number
            other.called_by = other.called_by or event.channel.id
            other.originated = other.originated or not event.channel.id
        case Kind.DIAL_ENDED if other:
            other.called = True
            other.called_by = other.called_by or event.channel.id
            other.statuses.append(event.status)
            if event.status == DialStatus.ANSWERED and other.answered_at is None:
                other.answered_at = event.at
        case Kind.AGENT_CONNECTED if other:
            other.called = True
        case Kind.ORIGINATED if one:
            one.originated = one.called = one.begun = True
            one.target = event.number or one.target
        case Kind.HELD if one:
            one.holds.append((event.at, NEVER))
        case Kind.UNHELD if one:
            if one.holds and one.holds[-1][1] == NEVER:
                one.holds[-1] = (one.holds[-1][0], event.at)
        case Kind.LISTENING if one:
            one.listening = True
        case Kind.BLIND_TRANSFER | Kind.ATTENDED_TRANSFER if one:
            one.passed_on = "blind" if event.kind == Kind.BLIND_TRANSFER else "attended"
        case _:
            pass


def _lose(channels: dict[str, History], event: Event) -> None:
    """End a channel of which nothing more was heard, unless its real end is known."""
    one = channels[event.channel.id]
    if one.ended_at is None:
        one.ended_at, one.lost = one.last_at, True


def _pairs(channels: dict[str, History], events: Sequence[Event]) -> dict[str, str]:
    pairs: dict[str, str] = {}
    by_name: dict[str, list[str]] = {}
    for history in channels.values():
        if history.pair:
            by_name.setdefault(history.pair, []).append(history.id)
    halves = [sorted(ids) for ids in by_name.values() if len(ids) == 2]
    halves += [[event.channel.id, event.other.id] for event in events if event.kind == Kind.PAIRED]
    for first, second in halves:
        pairs[first], pairs[second] = second, first
    return pairs


def _stays(events: Sequence[Event], channels: dict[str, History], horizon: float) -> list[Stay]:
    """Return who was in which bridge when; entering another bridge or ending leaves the former one."""
    stays: list[Stay] = []
    inside: dict[str, tuple[str, float]] = {}

    def leave(channel: str, at: float) -> None:
        if channel in inside:
            bridge, start = inside.pop(channel)
            stays.append(Stay(channel, bridge, start, at))

    for event in events:
        channel = event.channel.id
        if event.kind == Kind.BRIDGE_ENTERED and channel:
            leave(channel, event.at)
            inside[channel] = (event.bridge, event.at)
        elif event.kind in (Kind.ENDED, Kind.LOST) or (
            event.kind == Kind.BRIDGE_LEFT and _is_in(event.bridge, inside.get(channel))
        ):
            leave(channel, event.at)
    for channel in list(inside):
        leave(channel, horizon + JUST_NOW)
    return stays


def _is_in(bridge: str, stay: tuple[str, float] | None) -> bool:
    return stay is not None and stay[0] == bridge
