"""Which kind of due work is carried out by which function; upper rooms register theirs when the program starts."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from callcenter.jobs.querysets import Claim


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of due work: its handler opens the scopes it needs and finishes the claim."""

    name: str
    handle: Callable[[Claim], None]
    lease: timedelta = timedelta(seconds=60)
    batch: int = 50


KINDS: dict[str, Kind] = {}


def register(kind: Kind) -> None:
    """Add a kind; a name is given once."""
    if kind.name in KINDS and KINDS[kind.name] != kind:
        raise ValueError(f"{kind.name} is registered twice.")
    KINDS[kind.name] = kind
