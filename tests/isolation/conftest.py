"""The world of the matrix: committed once a module, each request in a transaction that is rolled back."""

from types import SimpleNamespace
from unittest import mock

import pytest
from django.db import connection, connections
from django.test import override_settings

from callcenter.accounts import models as accounts
from tests.isolation.actors import NOTHING, clients
from tests.isolation.asking import Asker
from tests.isolation.canaries import fill, hidden_from, mark_people
from tests.isolation.cases import groups
from tests.isolation.ledger import PLATFORM_TABLES, TENANT_TABLES, Ledger
from tests.isolation.world import TENANT_MODELS, World, count_from

# Who belongs to both, to the other, or sees nothing here but the own name.
UNMARKED = {"dual", "outsider", "deactivated"}
KEPT = {"django_content_type", "auth_permission", "django_migrations"}


@pytest.fixture(scope="module")
def matrix(django_db_setup, django_db_blocker):
    """Make the world, sign everybody in, and take all of it away in the end."""
    with django_db_blocker.unblock(), override_settings(DEMO=True), mock.patch.dict(accounts.CAPABILITIES, NOTHING):
        try:
            world = World()
            signed_in = clients(world)
            asker = Asker(world, signed_in)
            asker.keep_answers_abroad(case for group in groups() for case in group)
            canaries = fill(world.acme, TENANT_MODELS) + fill(world.globex, TENANT_MODELS)
            mark_people(world.acme, [user for who, user in world.users.items() if who not in UNMARKED])
            mark_people(world.globex, [world.users["outsider"]])
            ledger = Ledger(world.acme, world.globex)
            asker.know(ledger, hidden_from(world, TENANT_MODELS))
            yield SimpleNamespace(world=world, asker=asker, canaries=canaries)
        finally:
            connection.close()
            empty()


def empty():
    """Remove every row, and count from the beginning again."""
    with connections["owner"].cursor() as run:
        tables = [table for table in TENANT_TABLES + PLATFORM_TABLES if table not in KEPT]
        run.execute(f"TRUNCATE {', '.join(tables)} CASCADE")
    count_from(1)
