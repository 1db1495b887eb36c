"""The same sixty calls as another switch would have told them."""

import json
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from calllog.sources.ami import Block
from calllog.sources.asterisk_files import CDR_COLUMNS, CEL_COLUMNS, Row, read_rows
from calllog.sources.asterisk_records import blocks_of
from tests.calllog.scoring import SAMPLE, read_blocks, truth, world

Heard = list[tuple[datetime, Block]]

SHIFT_S = 0.7
LINKED = re.compile(r"\b(?:pbx|crm|dialer)-\d{9,}(?:\.\d+|-\d+)?\b")
BRIDGE = re.compile(r"\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b")
# Whole words only, so that no clock, port or customer's number changes.
NEW_NAMES = {
    "acme": "initech",
    "globex": "umbrella",
    "Acme": "Initech",
    "Globex": "Umbrella",
    "support": "hotline",
    "sales": "counter",
}
WORDS = re.compile(r"|".join(NEW_NAMES))
EXTENSION = re.compile(r"(?<![0-9.+:-])([12])0([1-8])(?![0-9.])")
AGENT = re.compile(r"agent([12])0([1-8])(?![0-9])")
OURS = re.compile(r"(\+?)(1312555|44207946)(\d{4})(?!\d)")


def changed(blocks: Heard, change: Callable[[str, str], str]) -> Heard:
    """Return the blocks with every value changed."""
    return [
        (at, replace(block, fields=tuple((key, change(key, value)) for key, value in block.fields)))
        for at, block in blocks
    ]


def copied(number: int) -> Callable[[str, str], str]:
    """Return how the n-th copy spells values: other ids, clocks a little later."""

    def change(key: str, value: str) -> str:
        if key == "Timestamp":
            return f"{float(value) + number * SHIFT_S:.6f}"
        return BRIDGE.sub(lambda one: f"{number}{one[0][1:]}", LINKED.sub(lambda one: f"c{number}-{one[0]}", value))

    return change


def overlaid(copies: int = 3) -> Heard:
    """Return the session as if that many customers had done the same at nearly the same time."""
    all_of: Heard = []
    for number in range(copies):
        shift = timedelta(seconds=number * SHIFT_S)
        all_of += [(at + shift, block) for at, block in changed(read_blocks(), copied(number))]
    return sorted(all_of, key=lambda pair: pair[0])


def truth_of_copies(copies: int = 3) -> list[dict[str, Any]]:
    """Return the truth of the overlaid session."""
    return [
        {**one, "name": f"{one['name']} #{number}", "linkedid": copied(number)("", one["linkedid"])}
        for number in range(copies)
        for one in truth()
    ]


def without(*events: str) -> Heard:
    """Return the session of a switch that does not send these events."""
    return [(at, block) for at, block in read_blocks() if block.event not in events]


def renamed_text(text: str) -> str:
    """Spell companies, queues, extensions and own numbers otherwise."""
    text = AGENT.sub(
        lambda one: f"agent{'73'[int(one[1]) - 1]}5{one[2]}", WORDS.sub(lambda one: NEW_NAMES[one[0]], text)
    )
    text = OURS.sub(lambda one: f"{one[1]}{'1646777' if one[2] == '1312555' else '49301234'}{one[3]}", text)
    return EXTENSION.sub(lambda one: f"{'73'[int(one[1]) - 1]}5{one[2]}", text)


def renamed() -> Heard:
    """Return the session of a switch with other names and numbers for everything that is ours."""
    return changed(read_blocks(), lambda key, value: value if key == "Timestamp" else renamed_text(value))


def renamed_world() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(renamed_text(json.dumps(world())).replace("131255501", "164677701"))
    return found


def renamed_truth() -> list[dict[str, Any]]:
    ours = ("tenant", "agent", "dialed", "queue")
    return [{**one, **{key: renamed_text(one[key]) for key in ours if one.get(key)}} for one in truth()]


def records() -> Heard:
    """Return what the CEL and CDR files tell, as blocks at their own times."""
    rows = {}
    for name, columns in (("cel_custom_Master.csv", CEL_COLUMNS), ("cdr_csv_Master.csv", CDR_COLUMNS)):
        with (SAMPLE / name).open(encoding="utf-8", newline="") as lines:
            rows[name] = [row for row in read_rows(lines, columns, ZoneInfo("UTC")) if isinstance(row, Row)]
    blocks = blocks_of(rows["cel_custom_Master.csv"], rows["cdr_csv_Master.csv"])
    return [(datetime.fromtimestamp(float(block.get("Timestamp")), UTC), block) for block in blocks]
