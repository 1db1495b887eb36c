"""Who is on the line now: the switch's list of channels, gathered from the blocks that answer it."""

import secrets
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from calllog.sources.ami import Block

ENTRY, END = "CoreShowChannel", "CoreShowChannelsComplete"


@dataclass(frozen=True, slots=True)
class Roll:
    """A whole list, and when it was asked for."""

    asked_at: datetime
    channels: tuple[Block, ...]

    @property
    def ids(self) -> frozenset[str]:
        return frozenset(block.get("Uniqueid") for block in self.channels)


@dataclass(slots=True)
class RollCall:
    """Ask for lists and put their answers together; a list that was cut off is forgotten."""

    _asked: dict[str, datetime] = field(default_factory=dict)
    _entries: dict[str, list[Block]] = field(default_factory=dict)

    def action(self, now: datetime) -> dict[str, str]:
        """Return the action that asks for the list."""
        key = f"roll-{secrets.token_hex(4)}"
        self._asked, self._entries = {key: now}, {key: []}
        return {"Action": "CoreShowChannels", "ActionID": key}

    def take(self, blocks: Iterable[Block]) -> list[Roll]:
        """Return the lists that these blocks complete."""
        found = []
        for block in blocks:
            key = block.get("ActionID")
            if key not in self._asked:
                continue
            if block.event == ENTRY:
                self._entries[key].append(block)
            elif block.event == END and block.get("EventList") != "cancelled":
                found.append(Roll(self._asked.pop(key), tuple(self._entries.pop(key))))
        return found
