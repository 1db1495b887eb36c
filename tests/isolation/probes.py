"""Reach for the other organization's rows of one model by hand: what no route shows has to be walled as well."""

from contextlib import suppress

from django.db import DatabaseError, connection, transaction

from callcenter.tenancy.scope import tenant_scope

POLICY = "row-level security"


def leaks(model, world):
    """Yield how rows of the other organization can be reached from within the own one."""
    theirs, table = world.globex.pk, model._meta.db_table
    with transaction.atomic(), tenant_scope(world.acme):
        if not model.objects.exists():
            yield f"{table}: the own rows are gone."
        if model.objects.filter(organization_id=theirs).exists():
            yield f"{table}: the manager shows another organization's rows."
        if model._base_manager.filter(organization_id=theirs).exists():
            yield f"{table}: the base manager shows another organization's rows."
        transaction.set_rollback(True)


def passages(model, world):
    """Yield how the database lets rows of the other organization be read, taken or given away, whatever Python asks."""
    theirs, table = world.globex.pk, model._meta.db_table
    with transaction.atomic(), tenant_scope(world.acme), connection.cursor() as cursor:
        cursor.execute(f'SELECT count(*) FILTER (WHERE organization_id = %s), count(*) FROM "{table}"', [theirs])
        foreign, every = cursor.fetchone()
        if foreign:
            yield f"{table}: another organization's rows can be read."
        if not every:
            yield f"{table}: the own rows are gone."
        refusal = ""
        with suppress(DatabaseError), transaction.atomic():
            try:
                cursor.execute(f'INSERT INTO "{table}" (organization_id) VALUES (%s)', [theirs])
            except DatabaseError as fault:
                refusal = str(fault)
                raise
        # The policy's check comes before any other constraint's.
        if POLICY not in refusal:
            yield f"{table}: a row can be given to another organization ({refusal.splitlines()[:1]})."
        transaction.set_rollback(True)
