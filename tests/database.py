"""One database per test process, cloned from a template that the owner migrated once.

Loaded before Django reads its settings (`-p tests.database`), so that these name the clone from the start.
"""

import hashlib
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg2
from psycopg2 import sql
from psycopg2.extensions import connection, make_dsn

from callcenter.embedded import roles

PROJECT = Path(__file__).resolve().parents[1]
# One number for all who build or drop, so that two runs at once wait for each other.
LOCK = 4_117_321
CLONE = f"aftercall_test_{os.getpid()}_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}"
ADMIN = os.environ.get("DATABASE_ADMIN_URL", "")


def renamed(url: str, database: str) -> str:
    """Return the URL of another database on the same server."""
    return urlunsplit(urlsplit(url)._replace(path=f"/{database}"))


def point_settings_at_clone() -> None:
    for name in ("DATABASE_URL", "DATABASE_OWNER_URL"):
        if name in os.environ:
            os.environ[name] = renamed(os.environ[name], CLONE)
    os.environ["REDIS_PREFIX"] = f"{CLONE}:"


def template_name() -> str:
    """Name the template for all that shapes it: migrations, what they import, roles, and packages with their own."""
    shaping = [
        *(PROJECT.glob("[!.]*/**/migrations/*.py")),
        *(PROJECT.glob("callcenter/tenancy/*.py")),
        PROJECT / "callcenter/embedded/roles.py",
        PROJECT / "requirements.txt",
    ]
    digest = hashlib.sha256()
    for path in sorted(path for path in shaping if path.is_relative_to(PROJECT / "var") is False):
        digest.update(str(path.relative_to(PROJECT)).encode() + b"\0" + path.read_bytes())
    return f"aftercall_template_{digest.hexdigest()[:16]}"


@contextmanager
def cloned_database() -> Iterator[None]:
    """Make this process's database, the template first where there is none, and drop it in the end."""
    if not ADMIN:
        raise RuntimeError("Run the tests with `make test`, or set DATABASE_ADMIN_URL to a superuser's URL.")
    with closing(psycopg2.connect(ADMIN)) as admin:
        admin.autocommit = True
        template = template_name()
        with _lock(admin, LOCK):
            _drop_left_over(admin, keep=template)
            if template not in _databases(admin, "aftercall_template_%"):
                _build(admin, template)
            # Held until this process ends: the mark of a clone in use.
            _execute(admin, "SELECT pg_advisory_lock(hashtext({}))", value=CLONE)
            _execute(admin, f"CREATE DATABASE {{}} OWNER {roles.OWNER} TEMPLATE {{}}", CLONE, template)
        try:
            yield
        finally:
            _execute(admin, "DROP DATABASE IF EXISTS {} WITH (FORCE)", CLONE)


def _build(admin: connection, template: str) -> None:
    """Migrate under another name, so that a run that was killed leaves no half template."""
    draft = f"{template}_draft"
    _execute(admin, "DROP DATABASE IF EXISTS {} WITH (FORCE)", draft)
    roles.prepare(ADMIN, draft, {})
    urls = {name: renamed(os.environ[name], draft) for name in ("DATABASE_URL", "DATABASE_OWNER_URL")}
    made = subprocess.run(
        [sys.executable, "manage.py", "migrate", "--database", "owner", "--no-input", "--verbosity", "0"],
        cwd=PROJECT,
        env=os.environ | urls,
        capture_output=True,
        text=True,
    )
    if made.returncode:
        raise RuntimeError(f"The test database could not be migrated.\n{made.stdout}{made.stderr}")
    with closing(psycopg2.connect(make_dsn(ADMIN, dbname=draft))) as inside, inside, inside.cursor() as run:
        # Tests that commit clean up with TRUNCATE; outside of tests the application may not.
        run.execute(f"GRANT TRUNCATE ON ALL TABLES IN SCHEMA public TO {roles.APP}")
    _execute(admin, "ALTER DATABASE {} RENAME TO {}", draft, template)


def _drop_left_over(admin: connection, *, keep: str) -> None:
    """Drop templates of other migrations, and clones whose process was killed."""
    for name in _databases(admin, "aftercall_template_%"):
        if name != keep:
            _execute(admin, "DROP DATABASE IF EXISTS {} WITH (FORCE)", name)
    for name in _databases(admin, "aftercall_test_%"):
        if _execute(admin, "SELECT pg_try_advisory_lock(hashtext({}))", value=name):
            _execute(admin, "DROP DATABASE IF EXISTS {} WITH (FORCE)", name)
            _execute(admin, "SELECT pg_advisory_unlock(hashtext({}))", value=name)


def _databases(admin: connection, pattern: str) -> list[str]:
    with admin.cursor() as run:
        run.execute("SELECT datname FROM pg_database WHERE datname LIKE %s", [pattern])
        return [name for (name,) in run.fetchall()]


def _execute(admin: connection, statement: str, *names: str, value: str | None = None) -> object:
    parts = [sql.Identifier(name) for name in names] if value is None else [sql.Literal(value)]
    with admin.cursor() as run:
        run.execute(sql.SQL(statement).format(*parts))
        row = run.fetchone() if run.description else None
    return row[0] if row else None


@contextmanager
def _lock(admin: connection, number: int) -> Iterator[None]:
    with admin.cursor() as run:
        run.execute("SELECT pg_advisory_lock(%s)", [number])
        try:
            yield
        finally:
            run.execute("SELECT pg_advisory_unlock(%s)", [number])


point_settings_at_clone()
