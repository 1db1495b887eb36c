"""A measured figure with its goal, and the table they make."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Literal


@dataclass(frozen=True, slots=True)
class Row:
    """One figure: what it is compared with, its goal, and whether it was reached."""

    name: str
    value: float
    unit: str
    against: str
    goal: float
    better: Literal["higher", "lower"]
    scale: float

    @property
    def met(self) -> bool:
        return self.value >= self.goal if self.better == "higher" else self.value <= self.goal


def percentile(values: Sequence[float], share: float) -> float:
    """Return the smallest value that at least this share of the values does not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, max(0, -(-int(len(ordered) * share * 1000) // 1000) - 1))]


def table(rows: Sequence[Row]) -> str:
    """Print rows for a reader."""
    lines = [f"{'name':<28}{'value':>10} {'unit':<10}{'goal':>10}  met  against"]
    for row in rows:
        goal = f"{'>=' if row.better == 'higher' else '<='} {row.goal:g}"
        met = "yes" if row.met else "NO"
        lines.append(f"{row.name:<28}{row.value:>10.1f} {row.unit:<10}{goal:>10}  {met:<4} {row.against}")
    return "\n".join(lines)


def write(rows: Sequence[Row], path: Path) -> None:
    """Keep rows for a program."""
    path.parent.mkdir(parents=True, exist_ok=True)
    kept = [{key: value for key, value in asdict(row).items() if key != "better"} | {"met": row.met} for row in rows]
    path.write_text(json.dumps(kept, indent=1) + "\n", encoding="utf-8")
