"""What stands in every table, so that a request can be held to what it may change."""

from django.apps import apps
from django.db import connection, transaction

from tests.isolation.world import TENANT_MODELS

TENANT_TABLES = sorted(model._meta.db_table for model in TENANT_MODELS)
PLATFORM_TABLES = sorted(
    {model._meta.db_table for model in apps.get_models(include_auto_created=True)} - {*TENANT_TABLES}
)
WRITTEN = (
    "SELECT sum(pg_stat_get_xact_tuples_inserted(c) + pg_stat_get_xact_tuples_updated(c) "
    "+ pg_stat_get_xact_tuples_deleted(c)) FROM unnest(%s::regclass[]) c"
)


class Ledger:
    """The rows of both organizations and of the platform at rest; requests are rolled back to it."""

    def __init__(self, *organizations):
        self.organizations = organizations
        with transaction.atomic():
            self.at_rest = self.sums()

    def written(self):
        """Return how many rows this transaction has written so far, also those it took back."""
        with connection.cursor() as cursor:
            cursor.execute(WRITTEN, [TENANT_TABLES + PLATFORM_TABLES])
            return cursor.fetchone()[0]

    def changed(self, at_rest):
        """Name what differs from the rows before: (organization or platform, table)."""
        return {place for place, digest in self.sums().items() if at_rest[place] != digest}

    def sums(self):
        """Return a digest of each table's rows, per organization."""
        found = {}
        with connection.cursor() as cursor:
            for organization in self.organizations:
                cursor.execute("SELECT set_config('app.organization_id', %s, true)", [str(organization.pk)])
                cursor.execute(digests(TENANT_TABLES, f"WHERE organization_id = {organization.pk}"))
                found |= {(organization.slug, table): digest for table, digest in cursor.fetchall()}
            cursor.execute("SELECT set_config('app.organization_id', '', true)")
            cursor.execute(digests(PLATFORM_TABLES, ""))
            found |= {("platform", table): digest for table, digest in cursor.fetchall()}
        return found


def digests(tables, where):
    """Write the statement that digests several tables at once."""
    return " UNION ALL ".join(
        f"SELECT '{table}', md5(coalesce(string_agg(t::text, E'\\n' ORDER BY t::text), '')) FROM \"{table}\" t {where}"
        for table in tables
    )
