"""From the blocks of a manager session to calls."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime

from calllog.actions.ingest import Incoming, accept
from calllog.actions.refold import refold_all
from calllog.sources import asterisk
from calllog.sources.ami import Block


def messages_of(
    blocks: Sequence[Block], *, session: str, ordinal: int, received_at: datetime
) -> tuple[list[Incoming], Counter[str]]:
    """Turn blocks into messages under the session's name and their place in it; noise is counted, not kept."""
    messages, dropped = [], Counter[str]()
    for place, block in enumerate(blocks, ordinal):
        key = f"{session}:{place}"
        if block.error:
            raw = {"raw": block.raw[:4_000].replace("\x00", "\ufffd").encode("utf-8", "replace").decode()}
            messages.append(Incoming(key, "unreadable", received_at, received_at, place, raw, problem=block.error))
            continue
        body = asterisk.stored_body(block)
        if body is None:
            dropped[block.event or "response"] += 1
            continue
        kept = {name: clean(value) for name, value in body.items()}
        messages.append(
            Incoming(
                key=key,
                name=block.event,
                occurred_at=asterisk.occurred_at(kept, received_at),
                received_at=received_at,
                ordinal=place,
                body=kept,
                keys=asterisk.linked_keys(kept),
            )
        )
    return messages, dropped


def clean(value: str | list[str]) -> str | list[str]:
    """Replace what PostgreSQL cannot keep in a JSON text: NUL, and bytes that were not UTF-8."""
    if isinstance(value, list):
        return [str(clean(one)) for one in value]
    return value.replace("\x00", "\ufffd").encode("utf-8", "replace").decode()


class Heard:
    """What a switch has said, gathered until it is stored."""

    def __init__(self) -> None:
        self.messages: list[Incoming] = []
        self.dropped: Counter[str] = Counter()

    def add(self, blocks: Sequence[Block], *, session: str, ordinal: int, received_at: datetime) -> None:
        """Add blocks that arrived together."""
        messages, dropped = messages_of(blocks, session=session, ordinal=ordinal, received_at=received_at)
        self.messages += messages
        self.dropped += dropped

    def store(self, *, switch_id: int) -> list[int]:
        """Store everything and refold what it concerns; returns the calls that changed."""
        if not self.messages and not self.dropped:
            return []
        return refold_all(accept(switch_id=switch_id, messages=self.messages, dropped=self.dropped))


def hear(*, switch_id: int, blocks: Sequence[Block], session: str, ordinal: int, received_at: datetime) -> list[int]:
    """Store what a switch said at once and refold what it concerns; returns the calls that changed."""
    heard = Heard()
    heard.add(blocks, session=session, ordinal=ordinal, received_at=received_at)
    return heard.store(switch_id=switch_id)
