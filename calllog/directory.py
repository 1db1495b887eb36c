"""What is known of a switch's surroundings: whose telephone a channel is, which numbers are ours."""

import re
from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Self


@dataclass(frozen=True, slots=True)
class Directory:
    """Patterns read channel names; the group `extension` of a channel pattern is the telephone's extension."""

    extensions: frozenset[str] = frozenset()
    our_numbers: frozenset[str] = frozenset()
    channel_patterns: tuple[str, ...] = ()
    trunk_patterns: tuple[str, ...] = ()

    @classmethod
    def of(
        cls, patterns: Mapping[str, Iterable[str]], extensions: Iterable[str] = (), our_numbers: Iterable[str] = ()
    ) -> Self:
        """Build it from a switch's patterns as they are configured."""
        return cls(
            extensions=frozenset(extensions),
            our_numbers=frozenset(our_numbers),
            channel_patterns=tuple(patterns.get("channel_patterns", ())),
            trunk_patterns=tuple(patterns.get("trunk_patterns", ())),
        )

    def extension_of(self, channel_name: str) -> str:
        """Return the extension whose telephone this channel is, or nothing."""
        for pattern in _compiled(self.channel_patterns):
            if match := pattern.search(channel_name):
                return match.groupdict().get("extension") or ""
        return ""

    def is_trunk(self, channel_name: str) -> bool:
        return any(pattern.search(channel_name) for pattern in _compiled(self.trunk_patterns))

    def is_ours(self, number: str) -> bool:
        return ours_among(number, self.our_numbers) is not None


def ours_among(number: str, our_numbers: Container[str]) -> str | None:
    """Return which of our numbers this is; `1312555*` names a block of them, a leading + makes no difference."""
    return next((spelling for spelling in spellings(number) if spelling in our_numbers), None)


def spellings(number: str) -> Iterator[str]:
    """Yield the ways our numbers may write this one, the most exact first."""
    digits = number.removeprefix("+")
    if not digits:
        return
    yield from (number, digits, f"+{digits}")
    for end in range(len(digits), 0, -1):
        yield f"{digits[:end]}*"
        yield f"+{digits[:end]}*"


@lru_cache(maxsize=1024)
def _compiled(patterns: tuple[str, ...]) -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(pattern) for pattern in patterns)
