"""What must hold before the program serves anybody."""

from typing import Any

from django.core.checks import CheckMessage, Error, Tags, register
from django.core.exceptions import ImproperlyConfigured
from django.db import connection


@register(Tags.database)
def serving_role_has_no_bypass(app_configs: Any, databases: Any = None, **kwargs: Any) -> list[CheckMessage]:
    """Refuse a connection whose role could walk through the walls."""
    if not databases or "default" not in databases:
        return []
    return [] if not dangerous_rights() else [rights_error()]


def dangerous_rights() -> bool:
    """Tell whether the serving role is superuser, may bypass the policies or owns a table."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT rolsuper OR rolbypassrls OR EXISTS (SELECT FROM pg_class c JOIN pg_namespace n "
            "ON n.oid = c.relnamespace WHERE n.nspname = 'public' AND c.relowner = r.oid) "
            "FROM pg_roles r WHERE rolname = current_user"
        )
        row = cursor.fetchone()
    return bool(row and row[0])


def refuse_dangerous_role() -> None:
    """Stop a process that was about to serve with a role that the walls do not bind."""
    try:
        dangerous = dangerous_rights()
    finally:
        connection.close()
    if dangerous:
        error = rights_error()
        raise ImproperlyConfigured(f"{error.msg} {error.hint}")


def rights_error() -> Error:
    """Word the refusal."""
    return Error(
        "The database role of DATABASE_URL could read every organization.",
        hint="Use a role that owns nothing, is no superuser and has no BYPASSRLS; `prepare_database` makes one.",
        id="tenancy.E001",
    )
