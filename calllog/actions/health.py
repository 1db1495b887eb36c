"""How a switch is: connected or not, heard when, how far its clock is off."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from statistics import median

from calllog.models import Switch
from calllog.sources.ami import Block
from calllog.sources.asterisk import clock_of

WRITTEN_EVERY = timedelta(seconds=5)


class Pulse:
    """Keeps a connected switch's row fresh without a write per block."""

    def __init__(self, switch_id: int) -> None:
        self.switch_id = switch_id
        self._written_at: datetime | None = None
        self._lags: list[float] = []

    def beat(self, blocks: Sequence[Block], received_at: datetime) -> None:
        """Take note of blocks that arrived now; the skew is the median lag of the last few seconds, in milliseconds."""
        now = received_at.timestamp()
        self._lags += [now - at for block in blocks if (at := clock_of(block)) is not None]
        if self._written_at is not None and received_at - self._written_at < WRITTEN_EVERY:
            return
        self._written_at = received_at
        values: dict[str, datetime | int] = {"heard_at": received_at}
        if self._lags:
            values["clock_skew_ms"] = max(-(2**31), min(2**31 - 1, round(-median(self._lags) * 1000)))
            self._lags = []
        Switch.objects.filter(pk=self.switch_id).update(**values)


def connected(*, switch_id: int, at: datetime) -> datetime | None:
    """Mark a switch as connected; returns when it was heard last before."""
    switch = Switch.objects.get(pk=switch_id)
    Switch.objects.filter(pk=switch_id).update(connected_at=at)
    return switch.heard_at


def disconnected(*, switch_id: int) -> None:
    """Mark a switch as out of reach."""
    Switch.objects.filter(pk=switch_id).update(connected_at=None)
