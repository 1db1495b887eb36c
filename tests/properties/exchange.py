"""A switch in miniature: what people do at their telephones becomes blocks of its manager interface."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from itertools import count
from typing import Any

from calllog.sources.ami import Block

TRUNK, PHONE = "PJSIP/trunk", "PJSIP/"
WORLD = {
    "channel_patterns": [r"^PJSIP/(?P<extension>\d+)-"],
    "trunk_patterns": ["^PJSIP/trunk"],
}


@dataclass
class Channel:
    """One line into the switch."""

    name: str
    uniqueid: str
    linkedid: str
    state: str = "Down"
    number: str = "<unknown>"
    connected: str = "<unknown>"
    exten: str = "s"
    account: str = ""
    bridge: str = ""
    ended: bool = False

    def shown(self, prefix: str = "") -> dict[str, str]:
        """Return how an event shows it."""
        return {
            f"{prefix}Channel": self.name,
            f"{prefix}ChannelStateDesc": self.state,
            f"{prefix}CallerIDNum": self.number,
            f"{prefix}ConnectedLineNum": self.connected,
            f"{prefix}AccountCode": self.account,
            f"{prefix}Exten": self.exten,
            f"{prefix}Uniqueid": self.uniqueid,
            f"{prefix}Linkedid": self.linkedid,
        }


@dataclass
class Talk:
    """A conversation as the switch has it: who is outside, and which telephones ring or talk."""

    outside: Channel
    inbound: bool
    bridge: str
    phones: dict[str, Channel] = field(default_factory=dict)

    @property
    def up(self) -> list[str]:
        return [one for one, channel in self.phones.items() if channel.state == "Up" and not channel.ended]

    @property
    def ringing(self) -> list[str]:
        return [one for one, channel in self.phones.items() if channel.state == "Ringing" and not channel.ended]

    @property
    def over(self) -> bool:
        return self.outside.ended and all(channel.ended for channel in self.phones.values())


class Exchange:
    """Everything said so far stands in `said`; the clock is the caller's to move."""

    def __init__(self, at: float, run: str = "pbx", account: str = "") -> None:
        self.at, self.run, self.account = at, run, account
        self.said: list[Block] = []
        self.ids = count(1)

    def say(self, event: str, *shown: dict[str, str], **fields: str) -> None:
        """Say an event a millisecond after the former."""
        self.at += 0.001
        body = {"Event": event, "Timestamp": f"{self.at:.6f}"}
        for one in (*shown, fields):
            body |= one
        self.said.append(Block(tuple(body.items())))

    def channel(self, kind: str, linkedid: str = "", **facts: Any) -> Channel:
        """Open a line; the first of a conversation gives it its id."""
        number = next(self.ids)
        uniqueid = f"{self.run}-{int(self.at)}.{number}"
        made = Channel(f"{kind}-{number:08x}", uniqueid, linkedid or uniqueid, **facts)
        self.say("Newchannel", made.shown())
        return made

    def turn(self, channel: Channel, state: str) -> None:
        channel.state = state
        self.say("Newstate", channel.shown())

    def arrive(self, number: str, ours: str, queue: str = "") -> Talk:
        """Let somebody outside call one of our numbers."""
        outside = self.channel(TRUNK, state="Ring", number=number, exten=ours)
        self.name_account(outside)
        if queue:
            self.turn(outside, "Up")
            self.say("QueueCallerJoin", outside.shown(), Queue=queue)
        return Talk(outside, True, f"bridge-{outside.uniqueid}")

    def name_account(self, channel: Channel) -> None:
        if self.account:
            channel.account = self.account
            self.say("NewAccountCode", channel.shown())

    def ring(self, talk: Talk, extension: str) -> None:
        """Ring a telephone for whoever is waiting."""
        caller = talk.outside
        phone = self.channel(
            f"{PHONE}{extension}", caller.linkedid, number=extension, connected=caller.number, exten=extension
        )
        talk.phones[extension] = phone
        self.turn(phone, "Ringing")
        self.say("DialBegin", caller.shown(), phone.shown("Dest"), DialString=extension)

    def answer(self, talk: Talk, extension: str) -> None:
        """Let a ringing telephone be taken up."""
        phone = talk.phones[extension]
        self.turn(phone, "Up")
        self.say("DialEnd", talk.outside.shown(), phone.shown("Dest"), DialStatus="ANSWER")
        if talk.outside.state != "Up":
            self.turn(talk.outside, "Up")
        self.enter(phone, talk.bridge)
        self.enter(talk.outside, talk.bridge)

    def let_ring(self, talk: Talk, extension: str, status: str = "NOANSWER", cause: str = "19") -> None:
        """Let a telephone ring in vain, or be refused."""
        phone = talk.phones[extension]
        self.say("DialEnd", talk.outside.shown(), phone.shown("Dest"), DialStatus=status)
        self.end(phone, cause)

    def dial(self, extension: str, number: str, shown: str) -> Talk:
        """Let a telephone call somebody outside."""
        phone = self.channel(f"{PHONE}{extension}", state="Ring", number=extension, exten=number)
        self.name_account(phone)
        outside = self.channel(TRUNK, phone.linkedid, number=shown, connected=extension, exten=number)
        self.turn(outside, "Ringing")
        self.say("DialBegin", phone.shown(), outside.shown("Dest"), DialString=f"trunk/{number}")
        return Talk(outside, False, f"bridge-{phone.uniqueid}", {extension: phone})

    def reach(self, talk: Talk) -> None:
        """Let the person outside answer."""
        phone = next(iter(talk.phones.values()))
        self.turn(talk.outside, "Up")
        self.say("DialEnd", phone.shown(), talk.outside.shown("Dest"), DialStatus="ANSWER")
        self.turn(phone, "Up")
        self.enter(talk.outside, talk.bridge)
        self.enter(phone, talk.bridge)

    def hold(self, talk: Talk, extension: str, event: str) -> None:
        self.say(event, talk.phones[extension].shown())

    def enter(self, channel: Channel, bridge: str) -> None:
        if channel.bridge == bridge:
            return
        if channel.bridge:
            self.say("BridgeLeave", channel.shown(), BridgeUniqueid=channel.bridge)
        channel.bridge = bridge
        self.say("BridgeEnter", channel.shown(), BridgeUniqueid=bridge, BridgeTechnology="simple_bridge")

    def join(self, one: Talk, other: Talk) -> None:
        """Put everybody of one conversation into the bridge of another: the switch had two, and now has one."""
        for channel in (other.outside, *other.phones.values()):
            if channel.bridge and not channel.ended:
                self.enter(channel, one.bridge)

    def end(self, channel: Channel, cause: str = "16", asked: bool = False) -> None:
        """End a line."""
        if channel.ended:
            return
        if asked:
            self.say("HangupRequest", channel.shown(), Cause=cause)
        if channel.bridge:
            self.say("BridgeLeave", channel.shown(), BridgeUniqueid=channel.bridge)
            channel.bridge = ""
        channel.ended = True
        self.say("Hangup", channel.shown(), {"Cause": cause, "Cause-txt": "Normal Clearing"})

    def hang_up(self, talk: Talk, by: str = "", cause: str = "16") -> None:
        """End everything: by a telephone, else by the person outside."""
        first = talk.phones.get(by, talk.outside)
        self.end(first, cause, asked=True)
        for channel in (*talk.phones.values(), talk.outside):
            self.end(channel, cause)

    def take(self) -> list[Block]:
        """Return what was said since the last time."""
        said, self.said = self.said, []
        return said


def moment_of(block: Block) -> datetime:
    """Return when the switch said a block."""
    return datetime.fromtimestamp(float(block.get("Timestamp")), UTC)


Deed = Callable[[], None]
PHONES, NUMBERS, OURS = ("201", "202"), ("14155550101", "14155550102", "anonymous"), "13125550100"


class Day:
    """What can be done next at an exchange, for chance to choose from."""

    def __init__(self, exchange: Exchange) -> None:
        self.exchange = exchange
        self.talks: list[Talk] = []

    @property
    def going(self) -> list[Talk]:
        return [talk for talk in self.talks if not talk.over]

    @property
    def free(self) -> list[str]:
        return sorted(set(PHONES) - {one for talk in self.going for one in (*talk.up, *talk.ringing)}, key=PHONES.index)

    def deeds(self, which: int) -> list[Deed]:
        """List what is possible now; `which` picks numbers and manners."""
        pbx, dialling = self.exchange, [partial(self.dial, telephone, which) for telephone in self.free[:1]]
        found: list[Deed] = [partial(self.arrive, which), *dialling]
        for talk in self.going:
            there = not talk.outside.ended
            found += [partial(pbx.answer, talk, one) for one in talk.ringing[:1] if talk.inbound and there] * 2
            found += [partial(pbx.let_ring, talk, one) for one in talk.ringing[:1] if talk.inbound]
            found += [partial(pbx.ring, talk, one) for one in self.free[:1] if there and one not in talk.phones] * 2
            found += [partial(pbx.hold, talk, one, ("Hold", "Unhold")[which % 2]) for one in talk.up[:1]]
            if not talk.inbound and talk.outside.state == "Ringing" and there:
                found += [partial(pbx.reach, talk)] * 2
            by = talk.up[0] if talk.up and which % 2 else ""
            found.append(partial(pbx.hang_up, talk, by, ("16", "17", "1")[which % 3]))
        if len(talking := [talk for talk in self.going if talk.up and talk.outside.bridge]) > 1:
            found.append(partial(pbx.join, talking[0], talking[1]))
        return found

    def arrive(self, which: int) -> None:
        self.talks.append(self.exchange.arrive(NUMBERS[which % 3], OURS, "support" if which % 2 else ""))

    def dial(self, telephone: str, which: int) -> None:
        self.talks.append(self.exchange.dial(telephone, NUMBERS[which % 2], OURS))

    def go_by(self, choices: Iterable[tuple[int, int]]) -> None:
        """Do one possible thing for each choice, some seconds apart."""
        for what, which in choices:
            self.exchange.at += 1 + which
            (found := self.deeds(which))[what % len(found)]()
