"""One set of embedded servers on disk: its folder, ports, passwords and locks."""

import fcntl
import json
import os
import random
import secrets
import socket
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

PROJECT = Path(__file__).resolve().parents[2]
# Below the range from which systems take the ports of outgoing connections.
PORTS = range(20000, 30000)
LOG_CAP = 5_000_000


@dataclass(frozen=True)
class Home:
    """A folder under `var/` with the data of one PostgreSQL and one Redis."""

    name: str

    @property
    def root(self) -> Path:
        return PROJECT / "var" / self.name

    @property
    def durable(self) -> bool:
        return self.name != "test"

    @property
    def logs(self) -> Path:
        """Return the folder of the logs; those of `make run` lie where a person looks first."""
        return PROJECT / "var" / "log" if self.name == "run" else self.root / "log"

    def prepare(self) -> None:
        self.root.mkdir(parents=True, exist_ok=True)
        self.logs.mkdir(parents=True, exist_ok=True)

    def log(self, name: str) -> Path:
        """Return a log's path, its former content set aside when it has grown past the cap."""
        path = self.logs / f"{name}.log"
        if path.exists() and path.stat().st_size > LOG_CAP:
            path.replace(path.with_suffix(".log.1"))
        return path

    def secret(self, name: str) -> str:
        """Return a password made once and kept where only its owner reads."""
        path = self.root / "secrets.json"
        known = read_json(path)
        if name not in known:
            known[name] = secrets.token_urlsafe(24)
            write_json(path, known, mode=0o600)
        return str(known[name])

    @staticmethod
    def shared_secret() -> str:
        """Return the key Django signs with, the same for all homes of this folder."""
        path = PROJECT / "var" / "secret"
        if not path.exists():
            with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
                file.write(secrets.token_urlsafe(48))
        return path.read_text().strip()

    def port(self, name: str, *, preferred: int = 0, insist: bool = False) -> int:
        """Return the port of the last run where it is free, else another one, and remember it.

        The preferred one, and those after it, come before any other; when insisted upon, also before the last one.
        """
        path = self.root / "ports.json"
        known = read_json(path)
        others = range(preferred, preferred + 100) if preferred else random.sample(PORTS, 100)
        candidates = [*([preferred] if insist else []), known.get(name, 0), *others]
        taken = {value for key, value in known.items() if key != name}
        port = next((each for each in candidates if each and each not in taken and is_free(each)), 0) or any_port()
        if known.get(name) != port:
            write_json(path, known | {name: port})
        return port

    def known_port(self, name: str) -> int:
        return int(read_json(self.root / "ports.json")[name])

    @contextmanager
    def lock(self, name: str, *, shared: bool = False) -> Iterator[None]:
        """Hold a lock that ends with the process, however it ends."""
        handle = take_lock(self.root / f"{name}.lock", shared=shared, wait=True)
        try:
            yield
        finally:
            os.close(handle)


def take_lock(path: Path, *, shared: bool = False, wait: bool = False) -> int:
    """Lock a file and return its descriptor; -1 when it is held elsewhere and waiting was not asked for."""
    handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(handle, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | (0 if wait else fcntl.LOCK_NB))
    except BlockingIOError:
        os.close(handle)
        return -1
    return handle


def is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def any_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def read_json(path: Path) -> dict[str, Any]:
    try:
        return dict(json.loads(path.read_text()))
    except (FileNotFoundError, ValueError):
        return {}


def write_json(path: Path, content: Mapping[str, Any], *, mode: int = 0o644) -> None:
    """Replace a small file in one step, never readable by more people than its mode says."""
    draft = path.with_suffix(f".{os.getpid()}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode), "w") as file:
        json.dump(content, file, indent=1)
    draft.replace(path)
