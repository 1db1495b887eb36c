"""The processes `make run` watches over."""

import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress

from callcenter.embedded.home import LOG_CAP, PROJECT, Home, read_json, write_json
from callcenter.embedded.lifeline import command_of, end, spawn

LONGEST_PAUSE = 30
# A child that lived this long has recovered: its next end counts as the first.
SETTLED = 60
PATIENCE = 8


class Child:
    """One process that is started again, each time a little later, when it ends by itself."""

    def __init__(self, name: str, command: Sequence[str], environment: Mapping[str, str], home: Home) -> None:
        self.name = name
        self.command = list(command)
        self.environment = environment
        self.home = home
        self.process: subprocess.Popen[bytes] | None = None
        self.started = 0.0
        self.due = 0.0
        self.pause = 1

    def start(self) -> None:
        log = self.home.log(self.name)
        with open(log, "ab") as out:
            self.process = spawn(self.command, stdout=out, stderr=out, cwd=PROJECT, env=self.environment)
        self.started = time.monotonic()

    def watch(self, say: Callable[[str], None]) -> bool:
        """Start the child when it is due, plan it when it has ended; tell whether it was started."""
        if self.process is None:
            if time.monotonic() < self.due:
                return False
            self.start()
            return True
        if (status := self.process.poll()) is not None:
            if time.monotonic() - self.started > SETTLED:
                self.pause = 1
            say(f"{self.name} ended ({_reason(status)}) and is started again in {self.pause} s, see {self.log}.")
            self.due = time.monotonic() + self.pause
            self.pause = min(LONGEST_PAUSE, self.pause * 2)
            self.process = None
        return False

    @property
    def log(self) -> str:
        return os.path.relpath(self.home.logs / f"{self.name}.log", PROJECT)

    def trim(self) -> None:
        """Set the log aside when it has grown past the cap; the child appends, so it goes on in the emptied file."""
        path = self.home.logs / f"{self.name}.log"
        with suppress(FileNotFoundError):
            if path.stat().st_size > LOG_CAP:
                path.with_suffix(".log.1").write_bytes(path.read_bytes()[-LOG_CAP:])
                os.truncate(path, 0)


def remember(home: Home, children: Iterable[Child]) -> None:
    """Write down who runs, for the keeper in case the runner is killed."""
    known = {child.name: child.process.pid for child in children if child.process}
    write_json(home.root / "children.json", known)


def end_all(home: Home, children: Sequence[Child]) -> None:
    """Ask all to end, in order and at once, and make those end that have not after 8 s."""
    running = [child.process for child in children if child.process and child.process.poll() is None]
    for process in running:
        process.send_signal(signal.SIGTERM)
    deadline = time.monotonic() + PATIENCE
    for process in running:
        end(process, signal.SIGTERM, patience=max(0.0, deadline - time.monotonic()))
    (home.root / "children.json").unlink(missing_ok=True)


def end_orphans(home: Home) -> None:
    """End the children of a runner that was killed."""
    path = home.root / "children.json"
    orphans = [
        pid for pid in read_json(path).values() if "callcenter" in command_of(pid) or "manage.py" in command_of(pid)
    ]
    for pid in orphans:
        with suppress(ProcessLookupError, PermissionError):
            os.kill(pid, signal.SIGTERM)
    deadline = time.monotonic() + PATIENCE
    for pid in orphans:
        end(pid, signal.SIGTERM, patience=max(0.0, deadline - time.monotonic()))
    path.unlink(missing_ok=True)


def _reason(status: int) -> str:
    return f"exit {status}" if status >= 0 else signal.Signals(-status).name
