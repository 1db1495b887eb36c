"""The accounting of a run: lines that say what there is, and whatever does not add up.

Every module in `lines` adds some; one that a later room brings joins by itself.
"""

import importlib
import pkgutil
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

LINES: list[Callable[..., None]] = []


@dataclass
class Run:
    """What the lines are counted from: the servers, the agents' journal, the mail server, the exchange, the drill."""

    place: Any
    journal: Any
    sink: Any
    exchange: Any
    drill: Any


class Account:
    def __init__(self):
        self.lines, self.wrong = [], []

    def line(self, text):
        self.lines.append(text)

    def must(self, holds, text):
        """Note what is wrong unless it holds."""
        if not holds:
            self.wrong.append(text)

    def print(self):
        print("\n  The accounting")
        for line in [*self.lines, *(f"WRONG  {fault}" for fault in self.wrong)]:
            print(f"    {line}")


def line(count):
    """Add a function that counts something of a run into the account."""
    LINES.append(count)
    return count


def account_of(run):
    """Count everything that is known to be counted."""
    from tests.chaos import lines

    for module in sorted(found.name for found in pkgutil.iter_modules(lines.__path__)):
        importlib.import_module(f"{lines.__name__}.{module}")
    assert LINES, "There is nothing to count: the lines are gone."
    account = Account()
    for count in LINES:
        count(run, account)
    return account


def listed(counted):
    """Write counts by name in one line."""
    return ", ".join(f"{number} {what}" for what, number in sorted(counted.items()))
