"""Geometry of the report's pictures; it knows neither codes nor texts."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

HEIGHT = 200.0
GAP = 1.0
LEAST = 1.0
FOLDED_SLOT = 0.6
WIDEST_BAR = 4.0
STEPS = (1, 2, 2.5, 5, 10)


@dataclass(frozen=True, slots=True)
class Piece:
    """One coloured part of a bar; lengths across are per cent, lengths down are pixels."""

    index: int
    value: int
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Bar:
    """One column: where it stands, how high it is, and its parts from the foot up."""

    index: int
    total: int
    x: float
    middle: float
    width: float
    top: float
    height: float
    pieces: list[Piece]


@dataclass(frozen=True, slots=True)
class Tick:
    value: int
    y: float


@dataclass(frozen=True, slots=True)
class Chart:
    height: float
    ticks: list[Tick]
    bars: list[Bar]


def ceiling(highest: int, lines: int = 4) -> tuple[int, int]:
    """Return the step of the scale and its top: round figures, whole calls, at most so many lines."""
    if highest <= 0:
        return 1, 1
    rough = highest / lines
    power = 10 ** math.floor(math.log10(rough)) if rough > 1 else 1
    step = next(round(one * power) for one in STEPS if one * power >= rough and (one * power) % 1 == 0)
    return step, step * math.ceil(highest / step)


def stacked(columns: Sequence[Sequence[int]], folded: Sequence[bool] = (), height: float = HEIGHT) -> Chart:
    """Stack the parts of each column from the foot up; a folded column leaves a narrow gap in place of a bar."""
    totals = [sum(column) for column in columns]
    step, top = ceiling(max(totals, default=0))
    folds = list(folded) or [False] * len(columns)
    slots = [FOLDED_SLOT if fold else 1.0 for fold in folds]
    # Neighbouring folded columns, as Saturday and Sunday, share one gap.
    for at in range(1, len(slots)):
        if folds[at] and folds[at - 1]:
            slots[at] = 0.0
    unit = 100 / (sum(slots) or 1)
    width = min(unit * 0.56, WIDEST_BAR)
    bars, left = [], 0.0
    for index, column in enumerate(columns):
        middle = left + slots[index] * unit / 2
        left += slots[index] * unit
        if not folds[index]:
            bars.append(_bar(index, column, middle, width, height, top))
    return Chart(height, [Tick(value, height - height * value / top) for value in range(0, top + 1, step)], bars)


def _bar(index: int, column: Sequence[int], middle: float, width: float, height: float, top: int) -> Bar:
    x = round(middle - width / 2, 3)
    pieces, below = [], 0
    for part, value in enumerate(column):
        if value:
            foot = height - height * below / top
            full = height * value / top
            drawn = max(full - GAP, LEAST)
            pieces.append(Piece(part, value, x, round(foot - GAP - drawn, 2), round(width, 3), round(drawn, 2)))
        below += value
    y = height - height * below / top
    return Bar(index, below, x, round(middle, 3), round(width, 3), round(y, 2), round(height - y, 2), pieces)


def mix(parts: Sequence[int], whole: int | None = None, gap: float = 0.25) -> list[Piece]:
    """Lay the parts side by side on a line, in per cent of the whole, by default of their sum."""
    whole = whole or sum(parts) or 1
    pieces, before = [], 0
    for index, value in enumerate(parts):
        if value:
            full = 100 * value / whole
            drawn = max(full - gap, min(full, gap))
            pieces.append(Piece(index, value, round(100 * before / whole, 2), 0, round(drawn, 2), 12))
        before += value
    return pieces


@dataclass(frozen=True, slots=True)
class Spark:
    """A small line of how a figure went, and its last point."""

    path: str
    x: float
    y: float


def spark(values: Sequence[float | None], width: float = 88, height: float = 28, pad: float = 3) -> Spark | None:
    """Draw the values that exist from left to right; fewer than three make no line."""
    known = [value for value in values if value is not None]
    if len(known) < 3:
        return None
    low, high = min(known), max(known)
    across = width / (len(known) - 1)
    room = height - 2 * pad

    def height_of(value: float) -> float:
        # A figure that never moved runs through the middle.
        return round(height - pad - room * (value - low) / (high - low) if high > low else height / 2, 1)

    points = [(round(at * across, 1), height_of(value)) for at, value in enumerate(known)]
    return Spark("M" + "L".join(f"{x} {y}" for x, y in points), *points[-1])
