"""Who the parties of a conversation are: the customer, the agent, their numbers."""

import re
from collections.abc import Sequence

from calllog.directory import Directory
from calllog.fold_channels import Histories, History
from calllog.fold_status import Direction


def natural(text: str) -> tuple[tuple[int, int, str], ...]:
    """Order ids as people count: `x.9` before `x.10`."""
    return tuple((1, int(part), "") if part.isdecimal() else (0, 0, part) for part in re.split(r"(\d+)", text) if part)


def parties_of(all_of: Histories) -> list[History]:
    """Return the real channels in the order they appeared."""
    real = [one for one in all_of.channels.values() if not one.pair and one.name]
    return sorted(real, key=lambda one: (one.started_at, natural(one.id)))


def is_call(parties: Sequence[History]) -> bool:
    """Tell a call from a telephone that only talks to the switch: listening to its mailbox, dialling a feature code."""
    if not any(one.shown for one in parties):
        return False
    first = parties[0]
    if len(parties) > 1 or first.external or first.originated:
        return True
    return first.answered_at is None and first.target[:1] not in ("*", "")


def customer_of(parties: Sequence[History]) -> History | None:
    """Return the first outsider who called, else the first one reached, else the last one tried."""
    outside = [one for one in parties if one.external and one.shown]
    callers = [one for one in outside if one.incoming]
    if callers:
        return callers[0]
    reached = [one for one in outside if one.answered_at is not None]
    return reached[0] if reached else (outside[-1] if outside else None)


def direction_of(parties: Sequence[History], customer: History | None, directory: Directory) -> Direction:
    if customer is not None:
        return Direction.INBOUND if customer.incoming else Direction.OUTBOUND
    if len(parties) > 1 and all(one.extension for one in parties):
        return Direction.INTERNAL
    target = target_of(parties[0])
    inside = not target or target in directory.extensions or target == parties[0].extension
    return Direction.INTERNAL if inside else Direction.OUTBOUND


def target_of(first: History) -> str:
    """Return what a telephone wanted to reach; one rung by the switch shows it as its caller id before it dials."""
    return first.target or (next(iter(first.own_numbers), "") if first.originated else "")


def agent_of(
    direction: Direction,
    all_of: Histories,
    parties: Sequence[History],
    customer: History | None,
    talked: Sequence[tuple[float, str]],
) -> str:
    """Return the extension that had the customer first; for a call that an agent placed, that agent's."""
    extensions = [all_of.channels[one].extension for _, one in talked]
    first_talk = next((one for one in extensions if one), "")
    if direction == Direction.INBOUND:
        return first_talk
    if direction == Direction.INTERNAL:
        return parties[0].extension
    ours = [one for one in parties if one.extension]
    if customer is None:
        return ours[0].extension if ours else ""
    placed_by = _caller_of(customer, all_of)
    if placed_by is not None and placed_by.extension:
        return placed_by.extension
    before = [one for one in ours if one.started_at < customer.started_at]
    return before[0].extension if before else first_talk


def numbers_of(
    direction: Direction, all_of: Histories, parties: Sequence[History], customer: History | None, directory: Directory
) -> tuple[str, str, str]:
    """Return the customer's number, ours, and what was dialled."""
    if direction == Direction.INTERNAL:
        called = [one.extension or one.dialled_number for one in parties[1:] if one.called]
        return "", "", (called[0] if called else target_of(parties[0]))
    if customer is None:
        target = target_of(parties[0])
        return target, "", target
    if direction == Direction.INBOUND:
        return next(iter(customer.own_numbers), ""), customer.target, customer.target
    number = customer.dialled_number or customer.target
    number = number or next((one for one in customer.own_numbers if not directory.is_ours(one)), "")
    caller = _caller_of(customer, all_of)
    shown = [*customer.other_numbers, *customer.own_numbers, *(caller.own_numbers if caller is not None else ())]
    ours = next((one for one in shown if directory.is_ours(one)), "")
    return number, ours or next((one for one in shown if one != number), ""), number


def _caller_of(history: History, all_of: Histories) -> History | None:
    """Return who called this party, looking through internal channels."""
    caller = all_of.channels.get(history.called_by)
    seen: set[str] = set()
    while caller is not None and caller.pair and caller.id not in seen:
        seen.add(caller.id)
        half = all_of.channels.get(all_of.pairs.get(caller.id, ""))
        caller = all_of.channels.get(half.called_by) if half is not None else None
    return caller
