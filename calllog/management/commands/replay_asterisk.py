"""Play a recorded manager session into a switch."""

import secrets
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import IntegrityError

from calllog.actions.replay import carry_out, chosen, read_capture
from calllog.errors import ReplayRunning
from calllog.models import Replay, Switch


class Command(BaseCommand):
    help = (
        "Play a recorded Asterisk manager session as a new run: ids and times become now's, customers' numbers stay. "
        "Speed shortens the pauses between calls, never the calls."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="the session; its arrival times stand in the .jsonl beside it")
        parser.add_argument("--switch", default="demo-pbx", metavar="SLUG")
        parser.add_argument("--speed", type=float, default=1.0, metavar="N")
        parser.add_argument("--from", type=int, default=1, metavar="N", dest="first", help="begin with the n-th call")
        parser.add_argument("--only", default="", metavar="NAME,…", help="play the named calls only")
        parser.add_argument("--verbatim", action="store_true", help="keep ids and times, and wait for nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        switch = Switch.objects.filter(slug=options["switch"]).first()
        if switch is None:
            raise CommandError(f"There is no switch {options['switch']}.")
        if not options["file"].is_file():
            raise CommandError(f"There is no file {options['file']}.")
        capture = read_capture(options["file"])
        calls = chosen(capture, first=options["first"], only=[name for name in options["only"].split(",") if name])
        if not calls:
            raise CommandError("No call of this recording was chosen.")
        try:
            replay = Replay.objects.create(switch=switch, run=secrets.token_hex(4), total=len(calls))
            done = carry_out(
                replay, capture, calls, speed=options["speed"], verbatim=options["verbatim"], told=self.tell
            )
        except (IntegrityError, ReplayRunning) as running:
            raise CommandError("A replay already runs on this switch.") from running
        self.stdout.write(f"{done} of {len(calls)} calls replayed as run {replay.run}.")

    def tell(self, replay: Replay) -> None:
        """Say which call it is at."""
        if replay.ended_at is None:
            self.stdout.write(f"call {replay.done} of {replay.total}: {replay.name}")
