"""A recording is played into a switch; one replay at a time per switch."""

import json
from collections.abc import Callable, Iterable, Sequence
from itertools import groupby
from pathlib import Path

from django.utils import timezone

from calllog.actions.hear import Heard
from calllog.errors import ReplayRunning
from calllog.leases import leased
from calllog.models import Replay
from calllog.sources.player import Batch, play
from calllog.sources.replay import CallSlice, Capture, calls_of, capture_of

Told = Callable[[Replay], None]


def read_capture(path: Path) -> Capture:
    """Read a recording: a session's bytes, with arrival times and calls' names from the files beside it."""
    arrivals = path.parent / path.name.replace("raw", "arrival").replace(".txt", ".jsonl")
    truth = path.parent / "ground_truth.json"
    lines = arrivals.read_text(encoding="utf-8").splitlines()
    calls = json.loads(truth.read_text(encoding="utf-8")) if truth.exists() else []
    return capture_of(path.read_bytes(), lines, calls)


def chosen(capture: Capture, *, first: int = 1, only: Sequence[str] = ()) -> list[CallSlice]:
    """Return the calls to replay: from the n-th on, or those named."""
    calls = calls_of(capture)[max(first, 1) - 1 :]
    return [call for call in calls if call.name in only] if only else calls


def carry_out(
    replay: Replay, capture: Capture, calls: Sequence[CallSlice], *, speed: float, verbatim: bool, told: Told
) -> int:
    """Play the calls into the replay's switch and keep its progress; returns how many were played."""
    with leased("replay", replay.switch_id) as mine:
        if not mine:
            raise ReplayRunning
        try:
            batches = play(capture, calls, run=replay.run, speed=speed, verbatim=verbatim)
            for number, of_call in groupby(batches, key=lambda batch: batch.number):
                progress(replay, total=len(calls), done=number, name=calls[number - 1].name)
                told(replay)
                hear_all(replay, of_call, verbatim=verbatim)
        finally:
            replay.ended_at = timezone.now()
            replay.save(update_fields=["ended_at"])
            told(replay)
    return replay.done


def hear_all(replay: Replay, batches: Iterable[Batch], *, verbatim: bool) -> None:
    """Hear a call batch by batch as it happens; word for word there is nothing to wait for, so all at once."""
    session, gathered = "verbatim" if verbatim else replay.run, Heard()
    for batch in batches:
        gathered.add(batch.blocks, session=session, ordinal=batch.ordinal, received_at=batch.received_at)
        if not verbatim:
            gathered.store(switch_id=replay.switch_id)
            gathered = Heard()
    gathered.store(switch_id=replay.switch_id)


def progress(replay: Replay, *, total: int, done: int, name: str) -> None:
    """Write how far a replay is."""
    replay.total, replay.done, replay.name, replay.beat_at = total, done, name, timezone.now()
    replay.save(update_fields=["total", "done", "name", "beat_at"])
