"""A wall taken out: what was changed, how to change it, and which requests pass there."""

from contextlib import ExitStack, contextmanager
from typing import NamedTuple
from unittest import mock

from django.db import connections

from callcenter.api.views import TenantViewSet
from callcenter.tenancy.querysets import TenantManager
from tests.isolation.ledger import TENANT_TABLES
from tests.isolation.second_walls import behind, is_wall, unknown
from tests.isolation.sites import live_functions, sites
from tests.isolation.surface import operations
from tests.isolation.walls import unscoped, without_database, without_python
from tests.isolation.world import TENANT_MODELS
from tests.routes import VIEWS

OWN = "organization_id = current_setting('app.organization_id')::bigint"
# How a table's policy can be lost, and what puts it back.
POLICIES = {
    "row level security": ("DISABLE ROW LEVEL SECURITY", "ENABLE ROW LEVEL SECURITY"),
    "what may be read": ("USING (true)", f"USING ({OWN})"),
    "what may be written": ("WITH CHECK (true)", f"WITH CHECK ({OWN})"),
}


class Mutant(NamedTuple):
    """`passes` tells which requests to ask, by what the reference run saw of them; `model` is probed beside them."""

    name: str
    apply: object
    passes: object
    model: object = None
    of_database: bool = False
    places: frozenset = frozenset()


def of_policies():
    """Take one part of one table's policy away, while Python's wall is down."""
    for model in TENANT_MODELS:
        table = model._meta.db_table
        for what, (break_it, mend_it) in POLICIES.items():
            yield Mutant(
                f"{table}: without {what}", altering(table, break_it, mend_it), touching(table), model, of_database=True
            )


def altering(table, break_it, mend_it):
    @contextmanager
    def applied():
        subject = f'TABLE "{table}"' if "LEVEL" in break_it else f'POLICY own_organization ON "{table}"'
        with connections["owner"].cursor() as run:
            run.execute(f"ALTER {subject} {break_it}")
        try:
            with without_python():
                yield
        finally:
            with connections["owner"].cursor() as run:
                run.execute(f"ALTER {subject} {mend_it}")

    return applied


def of_managers():
    """Let one model's manager show everything, while the database's wall is down."""
    scoped = TenantManager.get_queryset
    for model in TENANT_MODELS:

        @contextmanager
        def applied(model=model):
            def chosen(manager):
                return unscoped(manager) if manager.model is model else scoped(manager)

            with mock.patch.object(TenantManager, "get_queryset", chosen), without_database(TENANT_TABLES):
                yield

        yield Mutant(
            f"{model._meta.label}: without the manager's filter", applied, touching(model._meta.db_table), model
        )


def of_viewsets():
    """Let one action of one resource ask for no capability."""
    for kind in sorted(set(TenantViewSet.__subclasses__()), key=str):
        routed = {
            operation[:2]: VIEWS[operation.path].actions[operation.method.lower()]
            for operation in operations()
            if getattr(VIEWS[operation.path], "cls", None) is kind
        }
        for action in sorted({*routed.values()}):
            asked = frozenset(operation for operation, name in routed.items() if name == action)
            free = mock.patch.object(kind, "capabilities", {**kind.capabilities, action: None})
            yield Mutant(f"{kind.__name__}.{action}: without its capability", lambda free=free: free, at(asked))


def of_sites():
    """Take out one condition, narrowing or refusal of the program's source, with what stands behind it."""
    found = sites()
    assert not unknown(found), f"second_walls.py speaks of sites that are not there: {unknown(found)}"
    live = live_functions({(site.path, site.function) for site in found})
    for site in filter(is_wall, found):
        functions = live[site.path, site.function]
        assert functions, f"{site}: the function that runs there was not found."
        views = {route: instance for instance in functions for route in routes_of(instance)}
        if site.per_instance and views and "capability" in site.what:
            for route, instance in views.items():
                yield Mutant(f"{site} at {route}", swapping([(instance, site.code)]), at_route(route))
        else:
            out = [site, *behind(site, found)]
            swaps = [(function, one.code) for one in out for function in live[one.path, one.function]]
            places = frozenset((one.path, one.function) for one in out)
            yield Mutant(" and ".join(map(str, out)), swapping(swaps), running(places), places=places)


def routes_of(function):
    """Name the routes a function serves, however it is wrapped."""
    return [operation.name for operation in operations() if VIEWS[operation.path] is function]


def swapping(swaps):
    @contextmanager
    def applied():
        with ExitStack() as put_back:
            for function, code in swaps:
                put_back.callback(setattr, function, "__code__", function.__code__)
                function.__code__ = code
            yield

    return applied


def touching(table):
    return lambda seen: table in seen.tables


def running(places):
    return lambda seen: not places.isdisjoint(seen.functions)


def at(asked):
    return lambda seen: seen.operation in asked


def at_route(name):
    return lambda seen: seen.operation[0] == name
