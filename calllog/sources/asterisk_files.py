"""The call files of an Asterisk: rows of CEL and CDR as they stand in CSV."""

import csv
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

# The order of columns that Asterisk's sample configuration of cel_custom writes, then cdr_csv with its newer columns.
CEL_COLUMNS = [
    "eventtype",
    "eventtime",
    "cidname",
    "cidnum",
    "ani",
    "rdnis",
    "dnid",
    "exten",
    "context",
    "channel",
    "app",
    "appdata",
    "amaflags",
    "accountcode",
    "uniqueid",
    "linkedid",
    "bridgepeer",
    "userfield",
    "userdeftype",
    "eventextra",
]
CDR_COLUMNS = [
    "accountcode",
    "src",
    "dst",
    "dcontext",
    "clid",
    "channel",
    "dstchannel",
    "lastapp",
    "lastdata",
    "start",
    "answer",
    "end",
    "duration",
    "billsec",
    "disposition",
    "amaflags",
    "uniqueid",
    "userfield",
    "peeraccount",
    "linkedid",
    "sequence",
]
NEEDED = {
    "cel": frozenset({"eventtype", "eventtime", "channel", "uniqueid", "linkedid"}),
    "cdr": frozenset({"channel", "dstchannel", "lastapp", "start", "disposition", "uniqueid", "linkedid"}),
}
MOMENTS = ("eventtime", "start", "answer", "end")


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a file; `moments` are its times in epoch seconds, `uncertain` says one of them happened twice."""

    number: int
    values: Mapping[str, str]
    moments: Mapping[str, float] = field(default_factory=dict)
    uncertain: bool = False

    def get(self, column: str) -> str:
        return self.values.get(column, "")


@dataclass(frozen=True, slots=True)
class BadLine:
    """A line that could not be read, and why."""

    number: int
    reason: str


def read_rows(lines: Iterable[str], columns: Sequence[str], zone: ZoneInfo) -> Iterator[Row | BadLine]:
    """Yield the rows of a file; local times are the zone's, and those of the repeated hour in autumn are uncertain."""
    for number, cells in enumerate(_cells(lines), 1):
        if isinstance(cells, BadLine):
            yield BadLine(number, cells.reason)
        elif not cells or [cell.lower() for cell in cells] == list(columns):
            continue
        elif len(cells) < min(len(columns), 14):
            yield BadLine(number, f"{len(cells)} of {len(columns)} columns")
        else:
            yield _row(number, dict(zip(columns, cells, strict=False)), zone)


def moment_of(text: str, zone: ZoneInfo) -> tuple[float, bool]:
    """Return epoch seconds and whether the zone's clock showed this time twice; raise `ValueError` for no time."""
    if text.replace(".", "", 1).isdigit() and len(text.partition(".")[0]) >= 9:
        return float(text), False
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is not None:
        return moment.timestamp(), False
    early, late = (moment.replace(tzinfo=zone, fold=fold) for fold in (0, 1))
    exists = early.astimezone(UTC).astimezone(zone).replace(tzinfo=None) == moment
    return early.timestamp(), exists and early.utcoffset() != late.utcoffset()


def _row(number: int, values: dict[str, str], zone: ZoneInfo) -> Row | BadLine:
    moments: dict[str, float] = {}
    uncertain = False
    for column in MOMENTS:
        if not values.get(column):
            continue
        try:
            moments[column], twice = moment_of(values[column], zone)
        except (ValueError, OverflowError):
            return BadLine(number, f"no time in {column}")
        uncertain = uncertain or twice
    if not moments:
        return BadLine(number, "no time")
    return Row(number, values, moments, uncertain)


def _cells(lines: Iterable[str]) -> Iterator[list[str] | BadLine]:
    reader = csv.reader((line.replace("\x00", "\ufffd") for line in lines), strict=True)
    while True:
        try:
            yield next(reader)
        except StopIteration:
            return
        except csv.Error as fault:
            yield BadLine(0, str(fault))
