"""The call files of a switch are read into the calls they tell of, also where the live session told of them before."""

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from calllog.actions.hear import clean
from calllog.actions.ingest import Incoming, accept
from calllog.actions.refold import refold_all
from calllog.sources import asterisk
from calllog.sources.ami import Block
from calllog.sources.asterisk_files import BadLine, Row, read_rows
from calllog.sources.asterisk_records import blocks_of

BATCH = 2_000


@dataclass(frozen=True, slots=True)
class FilesRead:
    """What came of reading files: lines understood, lines that were not, events kept, calls that changed."""

    rows: int
    bad: tuple[tuple[str, BadLine], ...]
    events: int
    calls: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class File:
    """A file's lines with the order of its columns; `kind` is cel or cdr."""

    kind: str
    name: str
    lines: Iterable[str]
    columns: Sequence[str]


def read_files(*, switch_id: int, files: Iterable[File], zone: ZoneInfo, received_at: datetime) -> FilesRead:
    """Store what the files tell and refold what it concerns; the same file read again changes nothing.

    The calls are no news of this moment: nobody's screen opens for them.
    """
    rows: dict[str, list[Row]] = {"cel": [], "cdr": []}
    bad: list[tuple[str, BadLine]] = []
    for file in files:
        for row in read_rows(file.lines, file.columns, zone):
            if isinstance(row, Row):
                rows[file.kind].append(row)
            else:
                bad.append((file.name, row))
    messages = list(_messages(blocks_of(rows["cel"], rows["cdr"]), received_at))
    touched: set[int] = set()
    for start in range(0, len(messages), BATCH):
        touched.update(accept(switch_id=switch_id, messages=messages[start : start + BATCH]))
    calls = refold_all(sorted(touched), live=False)
    return FilesRead(sum(map(len, rows.values())), tuple(bad), len(messages), tuple(calls))


def _messages(blocks: Iterable[Block], received_at: datetime) -> Iterator[Incoming]:
    """Yield each block under the digest of what it says and its number among those that say the same."""
    seen: Counter[str] = Counter()
    for block in blocks:
        body = asterisk.stored_body(block)
        if body is None:
            continue
        kept = {name: clean(value) for name, value in body.items()}
        digest = hashlib.sha256(json.dumps(kept, sort_keys=True).encode()).hexdigest()
        seen[digest] += 1
        yield Incoming(
            key=f"file:{digest}:{seen[digest]}",
            name=block.event,
            occurred_at=asterisk.occurred_at(kept, received_at),
            received_at=received_at,
            ordinal=0,
            body=kept,
            keys=asterisk.linked_keys(kept),
        )
