"""Carry out the replays that members of the demonstration ask for."""

import time
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.db import close_old_connections

from callcenter.outbox.post import announce
from callcenter.tenancy.models import Organization
from callcenter.tenancy.scope import tenant_scope
from calllog.actions.replay import carry_out, chosen, read_capture
from calllog.errors import ReplayRunning
from calllog.models import Replay
from demo import replays
from demo.world import SAMPLE, SWITCH

POLL_S = 0.5


class Command(BaseCommand):
    help = "Wait for replays of the recorded calls to be asked for, and carry them out one at a time."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--once", action="store_true", help="carry out what is asked for now, then end")
        parser.add_argument("--speed", type=float, default=1.0)

    def handle(self, *args: Any, **options: Any) -> None:
        while True:
            close_old_connections()
            replays.end_silent()
            asked = Replay.objects.filter(switch__slug=SWITCH, ended_at=None, beat_at=None).first()
            if asked is not None:
                capture = read_capture(SAMPLE / "ami_raw.txt")
                try:
                    carry_out(asked, capture, chosen(capture), speed=options["speed"], verbatim=False, told=tell)
                except ReplayRunning:
                    time.sleep(POLL_S)
            if options["once"]:
                return
            time.sleep(POLL_S)


def tell(replay: Replay) -> None:
    """Say in every organization of the demonstration which call the replay is at."""
    for organization in Organization.objects.filter(is_demo=True):
        with tenant_scope(organization):
            announce("replay", replays.of(replay))
