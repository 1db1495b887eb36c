"""The roles, the database and the grants the two walls between organizations rest on."""

from collections.abc import Mapping
from contextlib import closing

import psycopg2
from psycopg2 import sql
from psycopg2.extensions import connection, cursor, encrypt_password, make_dsn

from callcenter.embedded.errors import EmbeddedFailure

OWNER = "aftercall_owner"
APP = "aftercall_app"
PLATFORM = "aftercall_platform"
# What a server logs of these roles' refused statements would hold numbers and names. A superuser alone may set it.
QUIET = {"log_min_error_statement": "panic", "log_error_verbosity": "terse"}
ATTRIBUTES = {OWNER: "LOGIN BYPASSRLS", APP: "LOGIN NOBYPASSRLS", PLATFORM: "NOLOGIN BYPASSRLS"}
OLDEST = 15
# One number for everybody who prepares, so that two at once wait for each other.
LOCK = 4_117_320


def prepare(admin_dsn: str, database: str, passwords: Mapping[str, str]) -> None:
    """Make roles, database, schema and grants, or bring those that exist into the same shape.

    The administrator needs to be a superuser, or a role with CREATEROLE, CREATEDB and BYPASSRLS.
    """
    # Not `with connection`, which opens a transaction, and no database is made inside one.
    with closing(_connected(admin_dsn)) as cluster, cluster.cursor() as run:
        refuse_old(cluster.server_version)
        run.execute("SELECT pg_advisory_lock(%s)", [LOCK])
        _make_roles(cluster, run, passwords)
        _make_database(run, database)
        with closing(_connected(make_dsn(admin_dsn, dbname=database))) as inside, inside.cursor() as grant:
            _make_grants(grant)


def refuse_old(version: int) -> None:
    """Refuse a server, by its number as libpq tells it, that lacks what the migrations use."""
    if version < OLDEST * 10_000:
        found = f"{version // 10_000}.{version % 10_000}"
        raise EmbeddedFailure(f"PostgreSQL {OLDEST} or newer is needed, and this server is PostgreSQL {found}.")


def _connected(dsn: str) -> connection:
    opened = psycopg2.connect(dsn, connect_timeout=10)
    opened.autocommit = True
    return opened


def _make_roles(cluster: connection, run: cursor, passwords: Mapping[str, str]) -> None:
    run.execute("SELECT rolname FROM pg_roles WHERE rolname = ANY(%s)", [list(ATTRIBUTES)])
    known = {name for (name,) in run.fetchall()}
    for role, attributes in ATTRIBUTES.items():
        if role not in known:
            run.execute(sql.SQL("CREATE ROLE {}").format(sql.Identifier(role)))
        if not _has(run, role, attributes):
            run.execute(sql.SQL(f"ALTER ROLE {{}} {attributes}").format(sql.Identifier(role)))
        if role in passwords:
            # Hashed here: a statement log would keep the password as it was sent.
            hashed = encrypt_password(passwords[role], role, cluster, "scram-sha-256")
            run.execute(sql.SQL("ALTER ROLE {} PASSWORD %s").format(sql.Identifier(role)), [hashed])
    run.execute("SELECT NOT rolsuper FROM pg_roles WHERE rolname = current_user")
    if run.fetchone() == (True,):
        run.execute(f"GRANT {OWNER}, {PLATFORM} TO CURRENT_USER")
        for role in (OWNER, APP):
            for name, value in QUIET.items():
                run.execute(f"ALTER ROLE {role} SET {name} = '{value}'")
    run.execute(f"GRANT {PLATFORM} TO {OWNER}")


def _has(run: cursor, role: str, attributes: str) -> bool:
    """Tell whether a role is as it should be; a lesser administrator may not touch some attributes even in vain."""
    run.execute("SELECT rolcanlogin, rolbypassrls, rolsuper FROM pg_roles WHERE rolname = %s", [role])
    words = attributes.split()
    return run.fetchone() == ("LOGIN" in words, "BYPASSRLS" in words, False)


def _make_database(run: cursor, database: str) -> None:
    run.execute(
        "SELECT pg_get_userbyid(datdba) = %s FROM pg_database WHERE datname = %s",
        [OWNER, database],
    )
    found = run.fetchone()
    name = sql.Identifier(database)
    if found is None:
        made = sql.SQL(f"CREATE DATABASE {{}} OWNER {OWNER} TEMPLATE template0 ENCODING 'UTF8' ").format(name)
        run.execute(made + _locale(run))
    elif found == (False,):
        run.execute(sql.SQL(f"ALTER DATABASE {{}} OWNER TO {OWNER}").format(name))


def _locale(run: cursor) -> sql.SQL:
    """Sort by code point everywhere; the built-in provider came with PostgreSQL 17."""
    run.execute("SELECT current_setting('server_version_num')::int >= 170000")
    built_in = "LOCALE_PROVIDER builtin BUILTIN_LOCALE 'C.UTF-8' LOCALE 'C'"
    return sql.SQL(built_in if run.fetchone() == (True,) else "LOCALE 'C.UTF-8'")


def _make_grants(run: cursor) -> None:
    run.execute(
        f"""
        ALTER SCHEMA public OWNER TO {OWNER};
        REVOKE CREATE ON SCHEMA public FROM PUBLIC;
        GRANT USAGE ON SCHEMA public TO {APP}, {PLATFORM};
        CREATE SCHEMA IF NOT EXISTS platform AUTHORIZATION {PLATFORM};
        ALTER SCHEMA platform OWNER TO {PLATFORM};
        REVOKE ALL ON SCHEMA platform FROM PUBLIC;
        GRANT USAGE ON SCHEMA platform TO {APP};
        """
    )
    run.execute(
        f"""
        ALTER DEFAULT PRIVILEGES FOR ROLE {OWNER} IN SCHEMA public
            GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {APP};
        ALTER DEFAULT PRIVILEGES FOR ROLE {OWNER} IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO {APP};
        ALTER DEFAULT PRIVILEGES FOR ROLE {OWNER} IN SCHEMA public GRANT SELECT, UPDATE ON TABLES TO {PLATFORM};
        """
    )
