"""Every measure under the names of the rows it makes."""

from collections.abc import Callable

from benchmarks.events import events_per_second
from benchmarks.prompt import hangup_to_prompt
from benchmarks.rows import Row
from benchmarks.saves import saves_per_second

MEASURES: dict[tuple[str, ...], Callable[[float], list[Row]]] = {
    ("hangup_to_prompt_ms",): hangup_to_prompt,
    ("events_per_s",): events_per_second,
    ("saves_per_s",): saves_per_second,
}
