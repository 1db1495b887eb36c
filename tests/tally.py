"""What each net counted in this run, over all test processes; printed at the end."""

from collections import defaultdict

# net -> what was counted -> how many
COUNTED: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))


def tell(net: str, **numbers: int) -> None:
    """Add to what a net counted: tell("isolation matrix", cases=12, successes=3)."""
    for what, number in numbers.items():
        COUNTED[net][what] += number


def told() -> dict[str, dict[str, int]]:
    """Return all that was counted, as plain values that travel between processes."""
    return {net: dict(numbers) for net, numbers in COUNTED.items()}


def lines() -> list[str]:
    """Return one line a net."""
    width = max(map(len, COUNTED), default=0)
    return [
        f"{net.ljust(width)}  " + ", ".join(f"{number} {what.replace('_', ' ')}" for what, number in numbers.items())
        for net, numbers in sorted(COUNTED.items())
    ]
