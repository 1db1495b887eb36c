"""Everything at once on one machine: what `make run` does."""

import os
import signal
import subprocess
import time
from collections.abc import Mapping
from pathlib import Path

from callcenter.embedded import children
from callcenter.embedded.children import Child
from callcenter.embedded.errors import EmbeddedFailure
from callcenter.embedded.home import PROJECT, Home, take_lock
from callcenter.embedded.lifeline import end, spawn
from callcenter.embedded.processes import MANAGE, answers, commands
from callcenter.embedded.servers import running


def run_all(*, demo: bool) -> int:
    """Start servers and children, print the address, and stay until told to stop."""
    # Shells start what stands before an & with Ctrl+C ignored; here it always stops.
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.default_int_handler)
    home = Home("run")
    home.prepare()
    if take_lock(home.root / "run.lock") < 0:
        raise EmbeddedFailure(f"Aftercall already runs from this folder at {_address(home.known_port('web'))}.")
    try:
        _say("Starting PostgreSQL and Redis")
        with running(home, _surroundings(home, demo=demo), say=_say) as environment:
            children.end_orphans(home)
            _set_up(home, environment, demo=demo)
            _serve(home, environment, demo=demo)
    except KeyboardInterrupt:
        _say("Stopped.")
    return 0


def _surroundings(home: Home, *, demo: bool) -> dict[str, str]:
    asked = os.environ.get("WEB_PORT")
    web = home.port("web", preferred=int(asked or 8000), insist=bool(asked))
    push = home.port("push", preferred=web + 1)
    defaults = {"DEBUG": "false", "CONN_MAX_AGE": "60"}
    ours = {"DEMO": "true" if demo else "false", "WEB_PORT": str(web), "PUSH_PORT": str(push), "PYTHONUNBUFFERED": "1"}
    return defaults | os.environ | ours


def _set_up(home: Home, environment: Mapping[str, str], *, demo: bool) -> None:
    _say("Bringing the database up to date")
    _step(home, environment, "migrate", "--database", "owner", "--no-input")
    if demo:
        _say("Loading the demonstration organizations, the first time this takes a while")
        _step(home, environment, "load_demo")


def _step(home: Home, environment: Mapping[str, str], *words: str) -> None:
    log = home.log("setup")
    with open(log, "ab") as out:
        process = spawn([*MANAGE, *words], stdout=out, stderr=out, cwd=PROJECT, env=environment)
    try:
        status = process.wait()
    finally:
        end(process, signal.SIGTERM, patience=children.PATIENCE)
    if status:
        raise EmbeddedFailure(f"manage.py {words[0]} failed: {_last_line(log)} (all of it in {_short(log)})")


def _serve(home: Home, environment: Mapping[str, str], *, demo: bool) -> None:
    found = commands(environment, beat_file=home.root / "beat", demo=demo)
    group = [Child(name, command, environment, home) for name, command in found.items()]
    try:
        for child in group:
            child.start()
        children.remember(home, group)
        announced, trimmed = False, time.monotonic()
        while True:
            time.sleep(0.2)
            started = [child.watch(_say) for child in group]
            if any(started):
                children.remember(home, group)
            if not announced and answers(int(environment["WEB_PORT"])):
                announced = True
                _announce(home, environment, demo=demo)
            if time.monotonic() - trimmed > 30:
                trimmed = time.monotonic()
                for child in group:
                    child.trim()
    finally:
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        _say("Stopping")
        children.end_all(home, group)


def _announce(home: Home, environment: Mapping[str, str], *, demo: bool) -> None:
    address = _address(int(environment["WEB_PORT"]))
    _say(f"\nAftercall is at {address}   (Ctrl+C stops it, logs are in {_short(home.logs)})\n")
    if demo:
        shown = subprocess.run([*MANAGE, "demo_signins"], env=environment, cwd=PROJECT, text=True, capture_output=True)
        _say(
            shown.stdout.rstrip() if shown.returncode == 0 else f"The sign-ins cannot be shown: {shown.stderr.strip()}"
        )


def _address(port: int) -> str:
    return f"http://127.0.0.1:{port}/"


def _last_line(log: Path) -> str:
    lines = log.read_text(errors="replace").strip().splitlines()
    return lines[-1] if lines else "it said nothing"


def _short(path: Path) -> str:
    return os.path.relpath(path, PROJECT)


def _say(line: str) -> None:
    print(line, flush=True)
