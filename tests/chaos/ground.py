"""Servers, databases and an environment of one run's own, so that killing them hurts nobody else."""

import os
import shutil
import signal
import subprocess
import sys
import time
from contextlib import closing, contextmanager, suppress
from itertools import count

import psycopg2
import redis

from callcenter.embedded.home import PROJECT, Home, read_json, take_lock
from callcenter.embedded.servers import running
from demo.world import SAMPLE
from tests.database import renamed

# What leads elsewhere: the servers of the tests, a test's own names in Redis, a mail server.
FOREIGN = ("DATABASE_", "REDIS_", "EMAIL_", "AMI_SECRET_", "CELERY_", "WEB_PORT", "PUSH_", "DJANGO_")
MANAGE = [sys.executable, "manage.py"]
DATABASE, REFERENCE = "aftercall", "reference"


@contextmanager
def free_home():
    """Take the first home no other run is in, emptied but for the logs of nobody."""
    for number in count():
        home = Home(f"test/chaos/{number}")
        home.root.mkdir(parents=True, exist_ok=True)
        taken = take_lock(home.root / "taken.lock")
        if taken >= 0:
            break
    try:
        # The keeper of a run that was killed may still be ending its servers.
        left = take_lock(home.root / "keeper.lock", wait=True)
        for path in home.root.iterdir():
            if path.name != "taken.lock":
                shutil.rmtree(path) if path.is_dir() else path.unlink()
        os.close(left)
        yield home
    finally:
        for folder in ("postgres", "redis"):
            shutil.rmtree(home.root / folder, ignore_errors=True)
        os.close(taken)


@contextmanager
def ground():
    """Bring up empty servers with the demonstration in them, and a copy of it nothing disturbs."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith(FOREIGN)}
    clean |= {"DEBUG": "false", "DEMO": "true", "PYTHONUNBUFFERED": "1"}
    with free_home() as home, running(home, clean, say=lambda line: print(f"    keeper: {line}")) as environment:
        place = Ground(home, environment)
        place.manage("migrate", "--database", "owner", "--no-input")
        place.manage("load_demo")
        yield place


class Books:
    """A server's databases, read as the administrator, whom no wall binds."""

    def __init__(self, url, database):
        self.url, self.database = url, database

    def connected(self, database=None):
        connection = psycopg2.connect(renamed(self.url, database or self.database), connect_timeout=5)
        connection.autocommit = True
        return connection

    def ask(self, statement, values=(), database=None, patience=60):
        """Return the rows of a statement, waiting so long for a server that is away."""
        ends = time.monotonic() + patience
        while True:
            try:
                with closing(self.connected(database)) as opened, opened.cursor() as run:
                    run.execute(statement, values or None)
                    return run.fetchall() if run.description else []
            except psycopg2.OperationalError:
                if time.monotonic() >= ends:
                    raise
                time.sleep(0.2)

    def one(self, statement, values=(), database=None, patience=60):
        """Return the only value of a statement."""
        ((value,),) = self.ask(statement, values, database, patience)
        return value


class Ground(Books):
    """The servers of a run and what the harness asks and does to them."""

    def __init__(self, home, environment):
        super().__init__(environment["DATABASE_ADMIN_URL"], DATABASE)
        self.home = home
        self.points = home.root / "points"
        self.points.mkdir()
        self.plain = environment
        self.environment = environment | {
            "DJANGO_SETTINGS_MODULE": "tests.chaos.settings",
            "CHAOS_POINTS": str(self.points),
        }

    def manage(self, *words, check=True):
        """Run a command of the product to its end and return how it went."""
        done = subprocess.run(
            [*MANAGE, *words], cwd=PROJECT, env=self.plain, capture_output=True, text=True, timeout=300
        )
        assert not check or done.returncode == 0, f"manage.py {words[0]}: {done.stdout[-2000:]}{done.stderr[-2000:]}"
        return done

    def copy(self, calls):
        """Copy the database as it is now and play the named calls there, without any disturbance."""
        with closing(self.connected("postgres")) as admin, admin.cursor() as run:
            run.execute(f"CREATE DATABASE {REFERENCE} TEMPLATE {DATABASE}")
        url = renamed(self.environment["DATABASE_URL"], REFERENCE)
        words = ["replay_asterisk", str(SAMPLE / "ami_raw.txt"), "--verbatim", "--only", ",".join(calls)]
        return subprocess.Popen(
            [*MANAGE, *words],
            cwd=PROJECT,
            env=self.plain | {"DATABASE_URL": url, "REDIS_PREFIX": f"{REFERENCE}:"},
            stdout=subprocess.DEVNULL,
        )

    def answers(self):
        """Tell whether PostgreSQL answers."""
        try:
            return self.one("SELECT 1", patience=0) == 1
        except psycopg2.OperationalError:
            return False

    def redis_answers(self):
        """Tell whether Redis answers."""
        return self.told("PING")

    def flush(self):
        """Empty Redis; tell whether it was there."""
        return self.told("FLUSHALL")

    def told(self, command):
        try:
            with closing(redis.Redis.from_url(self.plain["REDIS_URL"], socket_timeout=5)) as client:
                return bool(client.execute_command(command))
        except redis.RedisError:
            return False

    def server(self, name):
        """Return the number of the server's process now."""
        return read_json(self.home.root / "servers.json")[name]

    def kill_redis(self):
        """Kill Redis; its keeper starts it again."""
        os.kill(self.server("Redis"), signal.SIGKILL)

    def kill_postgres(self):
        """Kill the postmaster and every process of its."""
        backends = [pid for (pid,) in self.ask("SELECT pid FROM pg_stat_activity WHERE pid <> pg_backend_pid()")]
        for pid in [self.server("PostgreSQL"), *backends]:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)

    def kill_backend(self):
        """Kill one session's process: the postmaster then ends all others and recovers."""
        busiest = "SELECT pid FROM pg_stat_activity WHERE application_name = 'aftercall' ORDER BY state_change DESC"
        for (pid,) in self.ask(f"{busiest} LIMIT 1"):
            os.kill(pid, signal.SIGKILL)
