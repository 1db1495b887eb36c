"""Every page there is, found by walking the routes; a page that cannot be opened fails the net with a sentence."""

import re
from collections.abc import Callable, Iterator
from typing import Any

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str

from tests.looks.view import View
from tests.looks.world import EMPTY, FULL
from tests.routes import EVERY, Route

# Who sees most in an organization, and who sees least.
MOST, LEAST = "admin", "agent"
# Endpoints hold data and have nets of their own; what they answer is never looked at.
NOT_LOOKED_AT = ("api/v1/",)
CAPTURED = re.compile(r"<|\(\?P")
TOP = re.compile(r"<header class=\"top\">.*?</header>", re.DOTALL)
CHANGING = re.compile(r'nonce="[^"]+"|value="[A-Za-z0-9]{64}"|\d\d:\d\d:\d\d')


class Unfilled(AssertionError):
    """A page the net could not open."""


def found(site) -> list[View]:
    """Return a view of every page: as who sees most, as an agent where that differs, and with nothing in it."""
    views = [view for route in EVERY for view in views_of(site, route)]
    if len(views) < len(EVERY) / 10:
        raise Unfilled("Hardly any route is a page: the walk over the routes is broken.")
    return views


def views_of(site, route: Route) -> Iterator[View]:
    if route.path.startswith(NOT_LOOKED_AT):
        return
    refused, opened = [], 0
    shown: dict[str, set[str]] = {MOST: set(), LEAST: set()}
    for name, path in filled(site, route):
        if is_page(nobody := ask(site, path, "")):
            yield View(name, path, forms=forms_on(nobody))
        elif is_page(most := ask(site, path, MOST)):
            if is_new(most, shown[MOST]):
                yield View(name, path, MOST, forms=forms_on(most))
            least = ask(site, path, LEAST)
            if is_page(least) and body(least) != body(most) and is_new(least, shown[LEAST]):
                yield View(f"{name}-{LEAST}", path, LEAST)
            if path.startswith(f"/o/{FULL}/") and "<int" not in route.path:
                yield View(f"{name}-empty", path.replace(f"/{FULL}/", f"/{EMPTY}/"), "alone")
        elif most.status >= 400 and most.status != 405:
            refused.append(f"{path} answers {most.status}")
            continue
        opened += 1
    # Some objects have no such page, as a code that is locked cannot be retired; but one of them has.
    if not opened:
        raise Unfilled(f"Nobody can look at {route.path}: {', '.join(refused)} to the {MOST}. {WHERE}")


WHERE = (
    "What fills a path stands in tests/looks/world.py, World.fill, by the word before the captured value; "
    "links with a key of their own stand in tests/looks/pages.py, LINKS."
)


def filled(site, route: Route) -> Iterator[tuple[str, str]]:
    """Yield the addresses of a route, one for each object that stands for its captured value."""
    if route.name in LINKS:
        yield from LINKS[route.name](site)
        return
    path = "/" + route.path.replace("<slug:slug>", FULL)
    name = route.name or re.sub(r"\W+", "-", route.path).strip("-") or "start"
    noun = re.search(r"(\w+)/<int:\w+>", path)
    if noun is None:
        if CAPTURED.search(path):
            raise Unfilled(f"The page {name} ({route.path}) takes a value the net does not know: {WHERE}")
        yield name, path
        return
    if not site.world.fill.get(noun[1]):
        raise Unfilled(f"The page {name} ({route.path}) needs one of {noun[1]}: {WHERE}")
    for label, pk in site.world.fill[noun[1]].items():
        yield f"{name}-{label}", path.replace(noun[0], f"{noun[1]}/{pk}")


def reset_links(site) -> Iterator[tuple[str, str]]:
    user = site.world.people["idle"]
    key = f"{user_pk_to_url_str(user)}-{default_token_generator.make_token(user)}"
    yield "password-reset-link", f"/accounts/password/reset/key/{key}/"
    yield "password-reset-dead-link", "/accounts/password/reset/key/1-set-dead/"


LINKS: dict[str, Callable[[Any], Iterator[tuple[str, str]]]] = {
    "account_reset_password_from_key": reset_links,
    "account_confirm_email": lambda site: iter([("confirm-email-dead-link", "/accounts/confirm-email/dead/")]),
}


def ask(site, path: str, who: str):
    """Return what a page answers to a person, redirections not followed but for a link's way to its own form."""
    return site.context(who).request.get(site.address + path, max_redirects=1 if "/key/" in path else 0)


def forms_on(answer) -> int:
    """Count the forms that write, but for those of the bar."""
    return len(re.findall(r'<form[^>]*method="post"', TOP.sub("", answer.text())))


def is_page(answer) -> bool:
    return answer.status == 200 and answer.headers.get("content-type", "").startswith("text/html")


def is_new(answer, shown: set[str]) -> bool:
    """Tell whether a page has a part that no page of the same route had before, and remember its parts."""
    parts = set(re.findall(r'<(?:\w+ [^>]*class="[^"]*"|fieldset|textarea|select)', CHANGING.sub("", answer.text())))
    parts = {re.sub(r'\s(?!class)[\w-]+="[^"]*"', "", part) for part in parts}
    new = bool(parts - shown)
    shown |= parts
    return new


def body(answer) -> str:
    """Return a page without what differs by person and moment."""
    return CHANGING.sub("", TOP.sub("", answer.text()))
