"""How an organization's sources are doing, as their page tells it."""

from dataclasses import dataclass
from datetime import timedelta

from django.utils import timezone

from calllog.models import Source, Switch

# Every ten minutes a listener asks who is on the line, and the switch answers.
SILENT_AFTER = timedelta(minutes=15)
# Clocks this far apart put calls in the wrong minute of a report, in milliseconds.
SKEW_TO_MIND = 2_000


@dataclass(frozen=True, slots=True)
class SeenSource:
    """A source with the state of its connection: by_hand, never, gone, silent or connected.

    `skew_s` is how far its clock is ahead of ours, in seconds; less than nothing where it is behind.
    """

    source: Source
    switch: Switch
    state: str
    skew_s: float | None

    @property
    def minds_clock(self) -> bool:
        return self.skew_s is not None and abs(self.skew_s) * 1000 >= SKEW_TO_MIND

    @property
    def off_s(self) -> float:
        return abs(self.skew_s or 0)

    @property
    def is_behind(self) -> bool:
        return (self.skew_s or 0) < 0


def sources() -> list[SeenSource]:
    """List the organization's sources by name."""
    return [seen(source) for source in Source.objects.select_related("switch")]


def seen(source: Source) -> SeenSource:
    switch = source.switch
    skew_s = switch.clock_skew_ms / 1000 if switch.clock_skew_ms is not None else None
    if switch.kind == "by_hand":
        state = "by_hand"
    elif switch.heard_at is None:
        state = "never"
    elif switch.connected_at is None:
        state = "gone"
    else:
        state = "silent" if timezone.now() - switch.heard_at > SILENT_AFTER else "connected"
    return SeenSource(source, switch, state, skew_s)
