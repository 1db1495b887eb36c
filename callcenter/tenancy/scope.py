"""Wall one and the key of wall two: which organization this piece of work is for."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING

from django.db import connection, transaction

from callcenter.tenancy.errors import CrossTenant, NoTenantScope

if TYPE_CHECKING:
    from callcenter.tenancy.models import Organization

SETTING = "app.organization_id"
_current: ContextVar[int | None] = ContextVar("organization_id", default=None)


def current_organization_id() -> int:
    """Return the organization in scope, or raise `NoTenantScope`."""
    organization_id = _current.get()
    if organization_id is None:
        raise NoTenantScope("Open a tenant_scope before touching an organization's rows.")
    return organization_id


def in_scope() -> bool:
    """Tell whether an organization is in scope."""
    return _current.get() is not None


def _set(value: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config(%s, %s, true)", [SETTING, value])


@contextmanager
def tenant_scope(organization: "Organization | int") -> Iterator[int]:
    """Open a transaction in which both walls let exactly this organization's rows through.

    Nesting the same organization joins the open transaction; another one raises `CrossTenant`.
    """
    organization_id = organization if isinstance(organization, int) else organization.pk
    former = _current.get()
    if former == organization_id:
        yield organization_id
        return
    if former is not None:
        raise CrossTenant("Leave one organization before entering another.")
    with transaction.atomic():
        outer = len(connection.savepoint_ids) > 0
        _set(str(organization_id))
        token = _current.set(organization_id)
        try:
            yield organization_id
        finally:
            _current.reset(token)
        # At the outermost level the setting ends with the transaction; inside another one it is taken back by hand,
        # unless the transaction is already broken and a rollback takes it back.
        if outer and not connection.needs_rollback:
            _set("")


@contextmanager
def snapshot_scope(organization: "Organization | int") -> Iterator[int]:
    """Open a scope that sees one moment, whatever is committed meanwhile, and can write nothing."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        with tenant_scope(organization) as organization_id:
            yield organization_id
