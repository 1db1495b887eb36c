"""The servers as their users see them: a block in which they run, and the environment that leads to them."""

import fcntl
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from typing import IO

from callcenter.embedded import roles
from callcenter.embedded.errors import EmbeddedFailure
from callcenter.embedded.home import PROJECT, Home, take_lock
from callcenter.embedded.postgres import Postgres
from callcenter.embedded.redis import Redis

DATABASE = "aftercall"


@contextmanager
def running(home: Home, environment: Mapping[str, str], say: Callable[[str], None] = print) -> Iterator[dict[str, str]]:
    """Keep PostgreSQL and Redis up while the block runs, and give the environment with their addresses.

    A server whose address the environment brings along is not started. Several processes may use one home at once.
    """
    addresses = {"postgres": "DATABASE_URL", "redis": "REDIS_URL"}
    wanted = [kind for kind, name in addresses.items() if not environment.get(name)]
    home.prepare()
    users = take_lock(home.root / "users.lock", shared=True, wait=True)
    try:
        with home.lock("start"):
            if wanted:
                _start_keeper(home, wanted, say)
            found = dict(environment)
            found["SECRET_KEY"] = found.get("SECRET_KEY") or home.shared_secret()
            if "postgres" in wanted:
                found |= _database(home)
            if "redis" in wanted:
                found["REDIS_URL"] = Redis(home).url()
        yield found
    finally:
        _leave(home, users)


def _leave(home: Home, users: int) -> None:
    """Let go of the servers; the last user waits until they have ended."""
    try:
        fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
        last = True
    except BlockingIOError:
        last = False
    os.close(users)
    deadline = time.monotonic() + 40
    while last and time.monotonic() < deadline:
        if (free := take_lock(home.root / "keeper.lock")) >= 0:
            os.close(free)
            return
        time.sleep(0.05)


def _start_keeper(home: Home, wanted: list[str], say: Callable[[str], None]) -> None:
    free = take_lock(home.root / "keeper.lock")
    if free < 0:
        return
    os.close(free)
    with open(home.log("keeper"), "ab") as log:
        keeper = subprocess.Popen(
            [sys.executable, "-m", "callcenter.embedded.keeper", home.name, *wanted],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=log,
            cwd=PROJECT,
            start_new_session=True,
            text=True,
        )
    out = keeper.stdout
    assert out is not None
    answer = out.readline().strip()
    if answer != "ready":
        keeper.wait(60)
        reason = answer.removeprefix("error ") or f"The servers did not start: see {home.logs / 'keeper.log'}."
        raise EmbeddedFailure(reason)
    threading.Thread(target=_pass_on, args=(out, say), daemon=True).start()


def _pass_on(lines: IO[str], say: Callable[[str], None]) -> None:
    with suppress(ValueError):
        for line in lines:
            say(line.strip())


def _database(home: Home) -> dict[str, str]:
    server = Postgres(home)
    passwords = {role: home.secret(role) for role in (roles.OWNER, roles.APP)}
    roles.prepare(server.dsn(), DATABASE, passwords)
    address = f"127.0.0.1:{home.known_port('postgres')}/{DATABASE}"
    return {
        "DATABASE_URL": f"postgres://{roles.APP}:{passwords[roles.APP]}@{address}",
        "DATABASE_OWNER_URL": f"postgres://{roles.OWNER}:{passwords[roles.OWNER]}@{address}",
        "DATABASE_ADMIN_URL": server.dsn(),
    }
