"""Every route that Django knows; what a later room adds joins by itself."""

import re
from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

from django.urls import URLPattern, URLResolver, get_resolver

# Routes that are open on purpose, with the reason.
OPEN = {
    "alive": "asked by the machine's keeper",
    "ready": "asked by the machine's keeper",
    "schema": "describes the API, holds no data",
    "docs": "describes the API, holds no data",
    "javascript-catalog": "translations",
    "set_language": "a cookie of the visitor",
    "home": "leads to the sign-in page",
}


class Route(NamedTuple):
    """A route; captured values stay in the path as <name>."""

    name: str
    path: str


def routes(patterns: Iterable[URLPattern | URLResolver], prefix: str = "") -> list[Route]:
    """List every route below the patterns."""
    found: list[Route] = []
    for pattern in patterns:
        path = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            found += routes(pattern.url_patterns, path)
        else:
            found.append(Route(pattern.name or "", path))
    return found


def views(patterns: Iterable[URLPattern | URLResolver], prefix: str = "") -> dict[str, Callable[..., Any]]:
    """Map the path of every route below the patterns to its view."""
    found: dict[str, Callable[..., Any]] = {}
    for pattern in patterns:
        path = prefix + str(pattern.pattern)
        found |= views(pattern.url_patterns, path) if isinstance(pattern, URLResolver) else {path: pattern.callback}
    return found


EVERY = routes(get_resolver().url_patterns)
VIEWS = views(get_resolver().url_patterns)
ROUTES = [route for route in EVERY if route.name not in OPEN and not route.path.startswith("accounts/")]
PAGES = [route for route in ROUTES if route.path.startswith("o/")]
ENDPOINTS = [route for route in ROUTES if route.path.startswith("api/")]


def filled(path: str, slug: str, pk: int) -> str:
    """Return the path with its captured values put in."""
    return "/" + re.sub(r"<int:\w+>", str(pk), path.replace("<slug:slug>", slug))
