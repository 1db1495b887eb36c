"""Take one of the two walls away, so that the other stands alone."""

from contextlib import contextmanager
from unittest import mock

from django.db import connections

from callcenter.tenancy.querysets import TenantManager, TenantQuerySet
from callcenter.tenancy.scope import current_organization_id
from tests.isolation.ledger import TENANT_TABLES


def unscoped(manager):
    """Return every row, as a manager without the wall would."""
    return super(TenantManager, manager).get_queryset()


def unclaimed(queryset, objects):
    """Let rows of any organization be written; those that say none get the one in scope, as ever."""
    rows = list(objects)
    for row in rows:
        row.organization_id = row.organization_id or current_organization_id()
    return rows


@contextmanager
def without_python():
    """Let managers filter nothing and querysets write anything: the database alone holds."""
    claim = mock.patch.object(TenantQuerySet, "claim", unclaimed)
    with mock.patch.object(TenantManager, "get_queryset", unscoped), claim:
        yield


@contextmanager
def without_database(tables=TENANT_TABLES):
    """Switch row level security off in this process's database: Python alone holds."""
    with connections["owner"].cursor() as run:
        for table in tables:
            run.execute(f'ALTER TABLE "{table}" DISABLE ROW LEVEL SECURITY')
    try:
        yield
    finally:
        with connections["owner"].cursor() as run:
            for table in tables:
                run.execute(f'ALTER TABLE "{table}" ENABLE ROW LEVEL SECURITY')
