"""The servers and the proxy of this machine's package manager, each for as long as a block lasts."""

import os
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import psycopg2
import redis

from callcenter.embedded.lifeline import end, spawn
from callcenter.embedded.privileges import launch_for
from callcenter.embedded.processes import answers

MISSING = (
    "No {} of a package manager here, so the shape it ships in is NOT tried: apt install postgresql redis-server caddy."
)
PATIENCE_S = 240


def postgres_folder() -> Path | None:
    """Return the programs of the newest PostgreSQL that Debian's packages have laid down."""
    found = [path.parent for path in Path("/usr/lib/postgresql").glob("*/bin/initdb")]
    return max(found, key=version_of, default=None)


def version_of(folder: Path) -> int:
    return int(folder.parent.name)


def missing() -> str:
    """Say what this machine lacks; nothing when all is there."""
    wanted = {
        "PostgreSQL": postgres_folder(),
        "Redis": shutil.which("redis-server"),
        "Caddy": shutil.which("caddy"),
    }
    lacking = [name for name, found in wanted.items() if not found]
    return MISSING.format(" and no ".join(lacking)) if lacking else ""


def until(holds: Callable[[], object], what: str, process: subprocess.Popen[bytes], log: Path) -> None:
    """Wait for a condition; a process that ends meanwhile ends the waiting."""
    deadline = time.monotonic() + PATIENCE_S
    while not holds():
        if process.poll() is not None or time.monotonic() > deadline:
            raise AssertionError(f"{what} did not come up.\n{log.read_text(errors='replace')[-3000:]}")
        time.sleep(0.05)


@contextmanager
def started(
    command: Sequence[str | Path],
    *,
    log: Path,
    environment: Mapping[str, str],
    cwd: Path,
    first: int = signal.SIGTERM,
    patience: float = 10,
    **options: Any,
) -> Iterator[subprocess.Popen[bytes]]:
    """Run a process and end it with the block."""
    with open(log, "ab") as out:
        process = spawn([str(word) for word in command], stdout=out, stderr=out, cwd=cwd, env=environment, **options)
    try:
        yield process
    finally:
        end(process, first, patience=patience)


@contextmanager
def postgres(
    folder: Path, *, command: Sequence[str], initdb: Sequence[str], password: str, port: int
) -> Iterator[subprocess.Popen[bytes]]:
    """Make a cluster and serve it with the words of the compose file, under a user PostgreSQL accepts."""
    programs = postgres_folder()
    assert programs is not None
    assert command[0] == "postgres", command
    launch = launch_for(folder, programs / "initdb")
    secret, data, log = folder / "password", folder / "data", folder.with_suffix(".log")
    with os.fdopen(os.open(secret, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(password)
    if launch.user > 0:
        os.chown(secret, launch.user, launch.user)
    # What the image's own start does: the user postgres, its password, and passwords asked over the network.
    words: list[str | Path] = [
        "-D",
        data,
        "-U",
        "postgres",
        "-A",
        "scram-sha-256",
        f"--pwfile={secret}",
        "-E",
        "UTF8",
        "--no-sync",
    ]
    made = launch.run([programs / "initdb", *words, *for_version(initdb, version_of(programs))])
    assert made.returncode == 0, made.stdout + made.stderr
    here = ["-c", "listen_addresses=127.0.0.1", "-c", f"port={port}", "-c", "unix_socket_directories="]
    full: list[str | Path] = [*launch.prefix, programs / "postgres", *command[1:], "-D", data, *here]
    environment = {"PATH": os.environ["PATH"], "LANG": "C.UTF-8"}
    with started(
        full, log=log, environment=environment, cwd=folder, first=signal.SIGINT, patience=20, **launch.options
    ) as process:

        def serves() -> bool:
            with suppress(psycopg2.OperationalError):
                psycopg2.connect(
                    host="127.0.0.1", port=port, user="postgres", password=password, connect_timeout=3
                ).close()
                return True
            return False

        until(serves, "PostgreSQL", process, log)
        yield process


def for_version(initdb: Sequence[str], version: int) -> list[str]:
    """Return the words of the compose file as an older initdb knows them: the built-in provider came with 17."""
    if version >= 17:
        return list(initdb)
    assert "--builtin-locale=C.UTF-8" in initdb, initdb
    return [word for word in initdb if "locale" not in word] + ["--locale=C.UTF-8"]


@contextmanager
def hints(folder: Path, *, command: Sequence[str], password: str, port: int) -> Iterator[redis.Redis]:
    """Serve Redis with the words of the compose file; yields a client."""
    assert command[0] == "redis-server", command
    folder.mkdir()
    log = folder.with_suffix(".log")
    here = ["--port", str(port), "--bind", "127.0.0.1", "--dir", str(folder)]
    with (
        started([*command, *here], log=log, environment={"PATH": os.environ["PATH"]}, cwd=folder) as process,
        redis.Redis(port=port, password=password) as client,
    ):

        def serves() -> bool:
            with suppress(redis.ConnectionError):
                return bool(client.ping())
            return False

        until(serves, "Redis", process, log)
        yield client


@contextmanager
def proxy(folder: Path, *, caddyfile: str, environment: Mapping[str, str], port: int) -> Iterator[None]:
    """Serve the Caddyfile with a certificate of Caddy's own making, which no trust store learns of."""
    folder.mkdir()
    log, file = folder.with_suffix(".log"), folder / "Caddyfile"
    file.write_text(caddyfile)
    homes = {name: str(folder) for name in ("HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME")}
    known = {"PATH": os.environ["PATH"], **homes, **environment}
    words: list[str | Path] = ["caddy", "run", "--config", file, "--adapter", "caddyfile"]
    with started(words, log=log, environment=known, cwd=folder) as process:
        until(lambda: answers(port), "Caddy", process, log)
        yield
