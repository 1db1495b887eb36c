"""The framing of Asterisk's manager interface: bytes to blocks and actions to bytes."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

LONGEST_BLOCK = 1 << 20
KEPT = 4096
BANNER = b"Asterisk Call Manager/"


@dataclass(frozen=True, slots=True)
class Block:
    """One message of the switch, fields in order, repeats kept; `error` says why `raw` could not be read to its end."""

    fields: tuple[tuple[str, str], ...] = ()
    raw: str = ""
    error: str = ""

    def get(self, key: str, default: str = "") -> str:
        return next((value for name, value in self.fields if name == key), default)

    def all(self, key: str) -> list[str]:
        return [value for name, value in self.fields if name == key]

    @property
    def event(self) -> str:
        return self.get("Event")

    def __iter__(self) -> Iterator[tuple[str, str]]:
        return iter(self.fields)

    def to_bytes(self) -> bytes:
        if self.error:
            return self.raw.encode()
        lines = [f"{key}: {value}\r\n" for key, value in self.fields]
        return "".join([*lines, "\r\n"]).encode()


class AmiReader:
    """Cut a stream that arrives in any pieces into blocks; what cannot be read becomes a block with an error."""

    def __init__(self) -> None:
        self._rest = bytearray()
        self._searched = 0
        self._lines: list[bytes] = []
        self._size = 0
        self._skipping = False

    def feed(self, data: bytes) -> list[Block]:
        self._rest += data
        blocks: list[Block] = []
        start = 0
        while (end := self._rest.find(b"\n", max(start, self._searched))) >= 0:
            self._take(bytes(self._rest[start:end]).removesuffix(b"\r"), blocks)
            start = end + 1
        del self._rest[:start]
        self._searched = len(self._rest)
        if self._size + self._searched > LONGEST_BLOCK:
            self._skip([*self._lines, bytes(self._rest)], blocks)
            # One byte stays, so that the end of this line is not taken for an empty one.
            self._rest = bytearray(b"-")
            self._searched = 1
        return blocks

    def close(self) -> list[Block]:
        """Return what was left when the connection ended, which is never a whole block."""
        lines = [*self._lines, bytes(self._rest)] if self._rest else self._lines
        left = bool(lines) and not self._skipping
        self._rest.clear()
        self._lines, self._searched, self._size, self._skipping = [], 0, 0, False
        return [_unreadable(lines, "truncated")] if left else []

    def _take(self, line: bytes, blocks: list[Block]) -> None:
        if not line:
            if self._lines:
                blocks.append(parse_block(self._lines))
            self._lines, self._size, self._skipping = [], 0, False
        elif not self._skipping:
            if not self._lines and line.startswith(BANNER):
                return
            self._lines.append(line)
            self._size += len(line)
            if self._size > LONGEST_BLOCK:
                self._skip(self._lines, blocks)

    def _skip(self, lines: list[bytes], blocks: list[Block]) -> None:
        """Give up on a block that is too long, and on everything until the next one begins."""
        if not self._skipping:
            blocks.append(_unreadable([b"\r\n".join(lines)[:KEPT]], "block too long"))
        self._lines, self._size, self._skipping = [], 0, True


def parse_block(lines: Iterable[bytes]) -> Block:
    """Read the lines of one block."""
    lines = list(lines)
    fields: list[tuple[str, str]] = []
    for line in lines:
        key, colon, value = _text(line).partition(":")
        if not colon or not key or key != key.strip():
            return replace(_unreadable([*lines, b"", b""], "line without a key"), fields=tuple(fields))
        fields.append((key, value.removeprefix(" ")))
    return Block(tuple(fields))


def encode_action(action: Mapping[str, str | list[str]]) -> bytes:
    """Write an action as the manager interface reads it, refusing values that would begin another line."""
    lines: list[str] = []
    for key, values in action.items():
        for value in [values] if isinstance(values, str) else values:
            if any(character in f"{key}{value}" for character in "\r\n\0"):
                raise ValueError(f"{key} holds a line break.")
            lines.append(f"{key}: {value}\r\n")
    return "".join([*lines, "\r\n"]).encode()


def _unreadable(lines: Iterable[bytes], reason: str) -> Block:
    return Block(raw=_text(b"\r\n".join(lines)), error=reason)


def _text(data: bytes) -> str:
    return data.decode("utf-8", "replace").replace("\0", "\ufffd")
