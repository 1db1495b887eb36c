"""What must add up in an organization; every room registers its own sums when the program starts.

Each is counted from rows that were written apart from each other, so that a loss or a double shows as a difference.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Equation:
    """Two sums, told by their terms, that are equal as long as nothing was lost or doubled; no term is nothing."""

    subject: str
    left: Mapping[str, int]
    right: Mapping[str, int]

    @property
    def difference(self) -> int:
        """Return by how much the left side is larger."""
        return sum(self.left.values()) - sum(self.right.values())

    @property
    def holds(self) -> bool:
        """Tell whether both sides are equal."""
        return self.difference == 0

    def __str__(self) -> str:
        return f"{_sum(self.left)} = {_sum(self.right)}"


Count = Callable[[], Iterable[Equation]]
COUNTS: list[Count] = []


def register(count: Count) -> None:
    """Add a room's sums; they are counted inside the scope of one organization and write nothing."""
    if count not in COUNTS:
        COUNTS.append(count)


def equations() -> list[Equation]:
    """Count everything for the organization in scope."""
    return [equation for count in COUNTS for equation in count()]


def _sum(terms: Mapping[str, int]) -> str:
    return " + ".join(f"{number} {term}" for term, number in terms.items()) or "0"
