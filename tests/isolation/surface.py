"""Every operation there is: walked in the URL configuration, and read in the OpenAPI schema."""

import inspect
from typing import NamedTuple

from django.views.generic.edit import ProcessFormView
from drf_spectacular.generators import SchemaGenerator

from callcenter.api.everywhere import EverywhereView
from callcenter.api.views import TenantViewSet
from tests.routes import EVERY, VIEWS

METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE"]
# A page reads GET and POST alike unless it says otherwise; what it does with the others is asked apart.
PAGE_METHODS = ["GET", "POST"]
# Endpoints the schema leaves out, and operations it tells of that have no route: each with its reason.
NOT_IN_SCHEMA = {
    "schema": "the schema itself",
    "docs": "the page that shows the schema",
}


class Operation(NamedTuple):
    """One method of one route. Its family tells who turns strangers away, and how."""

    name: str
    method: str
    path: str
    family: str


def operations():
    """List every operation of the URL configuration."""
    return [
        Operation(route.name, method, route.path, family_of(route))
        for route in EVERY
        for method in methods_of(VIEWS[route.path])
    ]


def methods_of(view):
    """List the methods a view answers."""
    if hasattr(view, "actions") and view.actions:
        # The first request to a resource adds HEAD to what it answers.
        return [verb.upper() for verb in view.actions if verb.upper() in METHODS]
    kind = getattr(view, "cls", None) or getattr(view, "view_class", None)
    if kind is None:
        return PAGE_METHODS
    # Django's forms answer PUT by their own POST.
    alias = getattr(ProcessFormView, "put", None)
    return [verb for verb in METHODS if hasattr(kind, verb.lower()) and getattr(kind, verb.lower()) is not alias]


def family_of(route):
    """Tell what kind of route it is: page, tenant, everywhere, or open."""
    kind = getattr(VIEWS[route.path], "cls", None)
    if route.path.startswith("o/"):
        return "page"
    if inspect.isclass(kind) and issubclass(kind, TenantViewSet):
        return "tenant"
    if inspect.isclass(kind) and issubclass(kind, EverywhereView):
        return "everywhere"
    return "open"


def in_schema():
    """List (method, path) of every operation the schema tells of."""
    paths = SchemaGenerator().get_schema(request=None, public=True)["paths"]
    return {
        (verb.upper(), path.strip("/").replace("{id}", "<int:pk>")) for path, verbs in paths.items() for verb in verbs
    }


def in_urls():
    """List (method, path) of every endpoint that the schema should tell of."""
    return {
        (each.method, each.path.strip("/"))
        for each in operations()
        if each.path.startswith("api/") and each.name not in NOT_IN_SCHEMA
    }
