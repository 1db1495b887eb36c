"""Who asked for a replay, and how far it is."""

import secrets
from datetime import timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone

from calllog.errors import ReplayRunning
from calllog.models import Replay, Switch
from demo.world import SWITCH

SILENT = timedelta(seconds=30)


def state() -> dict[str, Any]:
    """Tell whether a replay runs and which call it is at."""
    end_silent()
    replay = Replay.objects.filter(switch__slug=SWITCH).first()
    if replay is None:
        return {"running": False, "done": 0, "total": 0, "name": ""}
    return of(replay)


def of(replay: Replay) -> dict[str, Any]:
    """Shape a replay for the workspace."""
    running = replay.ended_at is None
    return {"running": running, "done": replay.done, "total": replay.total, "name": replay.name if running else ""}


def ask() -> Replay:
    """Ask for a replay; refused while one runs."""
    end_silent()
    try:
        with transaction.atomic():
            return Replay.objects.create(switch=Switch.objects.get(slug=SWITCH), run=secrets.token_hex(4))
    except IntegrityError as running:
        raise ReplayRunning from running


def end_silent() -> None:
    """End a replay whose process has died."""
    silent_since = timezone.now() - SILENT
    gone = Q(beat_at__lt=silent_since) | Q(beat_at=None, asked_at__lt=silent_since)
    Replay.objects.filter(gone, ended_at=None).update(ended_at=timezone.now())
