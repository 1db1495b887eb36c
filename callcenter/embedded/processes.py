"""The program's processes: how each is started, and a stack of them for as long as a block lasts."""

import os
import signal
import socket
import sys
import time
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from callcenter.embedded.errors import EmbeddedFailure
from callcenter.embedded.home import PROJECT
from callcenter.embedded.lifeline import end, spawn

PYTHON = sys.executable
MANAGE = [PYTHON, "manage.py"]


def commands(
    environment: Mapping[str, str], *, beat_file: Path, demo: bool, replay_speed: str = "1"
) -> dict[str, list[str]]:
    """Return the processes in the order in which they start and stop."""
    web = [PYTHON, "-m", "gunicorn", "callcenter.wsgi", "--bind", f"127.0.0.1:{environment['WEB_PORT']}"]
    web += ["--worker-class", "gthread", "--workers", "2", "--threads", "8", "--graceful-timeout", "5"]
    web += ["--max-requests", "5000", "--max-requests-jitter", "500", "--no-control-socket"]
    push = [PYTHON, "-m", "uvicorn", "callcenter.push:application", "--host", "127.0.0.1"]
    push += ["--port", environment["PUSH_PORT"], "--timeout-graceful-shutdown", "3", "--no-access-log"]
    celery = [PYTHON, "-m", "celery", "-A", "callcenter"]
    found = {
        "web": web,
        "push": push,
        "worker": [*celery, "worker", "--concurrency", "2", "--loglevel", "INFO"],
        "beat": [*celery, "beat", "--schedule", str(beat_file), "--pidfile", "", "--loglevel", "WARNING"],
    }
    return found | ({"replays": [*MANAGE, "demo_replays", "--speed", replay_speed]} if demo else {})


def free_port() -> int:
    """Return a port nothing listens on."""
    with socket.create_server(("127.0.0.1", 0)) as found:
        return int(found.getsockname()[1])


def answers(port: int) -> bool:
    """Tell whether something listens on a port."""
    try:
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
    except OSError:
        return False
    return True


@contextmanager
def stack(
    folder: Path, *, names: Collection[str], replay_speed: str = "1", patience: float = 30, **settings: str
) -> Iterator[dict[str, str]]:
    """Run the named processes on ports of their own; yields their environment. Logs stand in the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    ports = {"WEB_PORT": str(free_port()), "PUSH_PORT": str(free_port())}
    environment = {**os.environ, **settings, **ports, "PYTHONUNBUFFERED": "1"}
    found = commands(environment, beat_file=folder / "beat", demo=True, replay_speed=replay_speed)
    running = []
    try:
        for name in [one for one in found if one in names]:
            with open(folder / f"{name}.log", "ab") as out:
                running.append(spawn(found[name], stdout=out, stderr=out, cwd=PROJECT, env=environment))
        deadline = time.monotonic() + patience
        for wanted in [ports["WEB_PORT"]] * ("web" in names) + [ports["PUSH_PORT"]] * ("push" in names):
            while not answers(int(wanted)):
                if time.monotonic() > deadline:
                    raise EmbeddedFailure(f"Nothing answers on port {wanted}, see {folder}.")
                time.sleep(0.1)
        yield environment
    finally:
        for process in running:
            end(process, signal.SIGTERM, patience=8)
