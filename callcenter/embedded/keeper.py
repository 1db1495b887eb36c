"""The process that owns the servers of one home and ends them when nobody uses them any more.

Whoever uses the servers holds a shared lock, which the kernel takes away from a process however it ends; the keeper
stops when it gets that lock for itself. It first ends the children whose runner was killed.
"""

import os
import signal
import sys
import time
from collections.abc import Sequence
from contextlib import suppress

from callcenter.embedded.children import end_orphans
from callcenter.embedded.errors import EmbeddedFailure
from callcenter.embedded.home import Home, take_lock, write_json
from callcenter.embedded.postgres import Postgres
from callcenter.embedded.redis import Redis

Server = Postgres | Redis
LONGEST_PAUSE = 30.0
# A server that lived this long has recovered: its next end counts as the first.
SETTLED = 20.0
KINDS: dict[str, type[Server]] = {"postgres": Postgres, "redis": Redis}


def main(name: str, kinds: Sequence[str]) -> int:
    # A terminal or a parent that goes away is no reason to end: the lock tells.
    for number in (signal.SIGHUP, signal.SIGINT, signal.SIGPIPE):
        signal.signal(number, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    home = Home(name)
    own = take_lock(home.root / "keeper.lock")
    if own < 0:
        say("error The servers of this folder are being started by another process: try again in a moment.")
        return 1
    servers = [KINDS[kind](home) for kind in kinds]
    try:
        for server in servers:
            server.start()
        remember(home, servers)
        say("ready")
        keep(home, servers)
    except EmbeddedFailure as failure:
        say(f"error {failure}")
        return 1
    finally:
        end_orphans(home)
        for server in reversed(servers):
            server.stop()
        write_json(home.root / "servers.json", {})
        os.close(own)
    return 0


def keep(home: Home, servers: Sequence[Server]) -> None:
    """Start again what ended, until the last user is gone."""
    pause = dict.fromkeys(servers, 1.0)
    started = dict.fromkeys(servers, time.monotonic())
    while (alone := take_lock(home.root / "users.lock")) < 0:
        time.sleep(0.25)
        for server in servers:
            if server.process is None or server.process.poll() is None:
                continue
            if time.monotonic() - started[server] > SETTLED:
                pause[server] = 1.0
            say(f"{server.name} ended and is started again in {pause[server]:.0f} s, see {server.log}.")
            time.sleep(pause[server])
            pause[server] = min(LONGEST_PAUSE, pause[server] * 2)
            started[server] = time.monotonic()
            try:
                server.start()
            except EmbeddedFailure as failure:
                say(str(failure))
            else:
                remember(home, servers)
                say(f"{server.name} answers again.")
    # Held until the end: whoever comes now waits and then starts afresh.
    os.set_inheritable(alone, False)


def remember(home: Home, servers: Sequence[Server]) -> None:
    write_json(home.root / "servers.json", {server.name: server.process.pid for server in servers if server.process})


def say(line: str) -> None:
    """Tell whoever started the keeper, as long as that process reads."""
    with suppress(OSError):
        print(line, flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2:]))
