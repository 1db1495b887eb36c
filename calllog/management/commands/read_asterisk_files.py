"""Read the CEL and CDR files of an Asterisk."""

from argparse import ArgumentParser
from contextlib import ExitStack
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from calllog.actions.records import File, read_files
from calllog.models import Switch
from calllog.sources.asterisk_files import CDR_COLUMNS, CEL_COLUMNS, NEEDED

SHOWN = 20
STANDARD = {"cel": CEL_COLUMNS, "cdr": CDR_COLUMNS}


class Command(BaseCommand):
    help = (
        "Read CEL and CDR files into a switch's calls: what a broken connection missed, or a switch without one. "
        "The files of one time belong into one call of this command. Reading a file again changes nothing."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--switch", required=True, metavar="SLUG")
        parser.add_argument("--cel", action="append", default=[], type=Path, metavar="FILE")
        parser.add_argument("--cdr", action="append", default=[], type=Path, metavar="FILE")
        parser.add_argument("--zone", required=True, help="the zone of the switch's clock; UTC with usegmtime=yes")
        parser.add_argument("--cel-columns", default=",".join(CEL_COLUMNS), metavar="NAME,…")
        parser.add_argument("--cdr-columns", default=",".join(CDR_COLUMNS), metavar="NAME,…")

    def handle(self, *args: Any, **options: Any) -> None:
        switch = Switch.objects.filter(slug=options["switch"], kind="asterisk").first()
        if switch is None:
            raise CommandError(f"There is no Asterisk switch {options['switch']}.")
        if not options["cel"] and not options["cdr"]:
            raise CommandError("Name at least one file with --cel or --cdr.")
        try:
            zone = ZoneInfo(options["zone"])
        except (ZoneInfoNotFoundError, ValueError) as unknown:
            raise CommandError(f"There is no time zone {options['zone']}.") from unknown
        with ExitStack() as opened:
            files = [file for kind in STANDARD for file in self.files(kind, options, opened)]
            read = read_files(switch_id=switch.pk, files=files, zone=zone, received_at=timezone.now())
        for name, line in read.bad[:SHOWN]:
            self.stderr.write(f"{name}, line {line.number}: {line.reason}")
        self.stdout.write(
            f"{read.rows} lines read, {len(read.bad)} could not be, {read.events} events, "
            f"{len(read.calls)} calls new or changed."
        )

    def files(self, kind: str, options: dict[str, Any], opened: ExitStack) -> list[File]:
        """Open the files of one kind; a column order that lacks what is needed is refused."""
        columns = [name.strip().lower() for name in options[f"{kind}_columns"].split(",")]
        if options[kind] and (missing := NEEDED[kind] - set(columns)):
            raise CommandError(f"--{kind}-columns lacks {', '.join(sorted(missing))}.")
        found = []
        for path in options[kind]:
            if not path.is_file():
                raise CommandError(f"There is no file {path}.")
            lines = opened.enter_context(path.open(encoding="utf-8", errors="replace", newline=""))
            found.append(File(kind, path.name, lines, columns))
        return found
