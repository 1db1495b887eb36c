"""Every page and every state of it: to be used by everybody, whole at every width, in both themes and all languages."""

import re

import pytest
from playwright.sync_api import Error

from tests.browser import chromium_options
from tests.looks.cards import cards
from tests.looks.forms import sent_empty
from tests.looks.look import COLOURS, LONGER, PICTURES, clear, geometry, look, violations
from tests.looks.opened import opened
from tests.looks.pages import found
from tests.looks.site import NARROW, Site
from tests.looks.states import HOME, errors, queries
from tests.looks.view import View
from tests.looks.walk import tab_through
from tests.tally import tell

pytestmark = pytest.mark.browser
MAIN = [
    View("main-work", f"{HOME}work/", "agent"),
    View("main-calls", f"{HOME}calls/", "manager"),
    View("main-report", f"{HOME}reports/dispositions/", "manager"),
]
LANGUAGES = ("ru", "hu", "nb")
# Longer lists say nothing new.
MOST_SAID = 60


@pytest.fixture(scope="module")
def pages(site):
    """Return every page, found by walking the routes."""
    return found(site)


def one_of_each(pages: list[View]) -> list[View]:
    """Return one view of each address as each kind of person."""
    filled = [view for view in pages if view.who != "alone"]
    return list({(re.sub(r"\d+", "", view.path), view.who): view for view in filled}.values())


def fail_for(site, faults: list[str]) -> None:
    faults = [*faults, *site.faults]
    site.faults.clear()
    more = f"\n… and {len(faults) - MOST_SAID} more" if len(faults) > MOST_SAID else ""
    assert not faults, "\n".join(faults[:MOST_SAID]) + more


def tried(site, view: View, work) -> list[str]:
    """Do something with a view; what cannot be done is one more fault, so that the rest is looked at all the same."""
    try:
        return [f"{view.name}: {fault}" for fault in work(view)]
    except Error as failure:
        site.forget()
        return [f"{view.name}: {str(failure)[:300]}"]


def test_the_main_pages(site):
    def work(view):
        page = site.visit(view)
        yield from violations(page)
        page.emulate_media(color_scheme="dark")
        yield from violations(page, only=COLOURS)
        page.set_viewport_size(NARROW)
        page.emulate_media(color_scheme="light")
        yield from geometry(page)
        page.evaluate(LONGER)
        yield from geometry(page)
        site.restore(page)

    fail_for(site, [fault for view in MAIN for fault in tried(site, view, work)])
    tell("accessibility", sample_pages=len(MAIN))


@pytest.mark.nets
def test_every_page_and_every_state(site, pages):
    clear()
    seen: set[str] = set()
    views = [*pages, *errors(site), *queries(site), *cards()]

    def work(view):
        page = site.visit(view)
        if not view.apart:
            yield from opened(page, view.name, seen)
        yield from look(page, view.name)
        site.leave(page)

    faults = [fault for view in views for fault in tried(site, view, work)]

    fail_for(site, faults)
    tell("accessibility", pages=len(pages), views=len(views) + len(seen), violations=0)
    tell("looks", pictures=len(list(PICTURES.glob("*.png"))))


@pytest.mark.nets
def test_every_form_says_what_is_missing(site, pages):
    seen: set[str] = set()
    asking = [view for view in pages if view.forms]

    faults = [fault for view in asking for fault in tried(site, view, lambda one: sent_empty(site, one, seen))]

    fail_for(site, faults)
    assert seen
    tell("accessibility", forms=len(seen))


@pytest.mark.nets
def test_the_tab_key_leads_everywhere_and_is_seen(site, pages):
    dialogs = [view for view in cards() if view.name in {"work-keys", "work-signed-out", "work-two-versions"}]
    views = [*one_of_each(pages), *dialogs]

    def work(view):
        page = site.visit(view)
        yield from tab_through(page)
        site.leave(page)

    fail_for(site, [fault for view in views for fault in tried(site, view, work)])
    tell("accessibility", walked_by_tab=len(views))


@pytest.mark.nets
def test_no_language_is_too_long(site, pages):
    """Each page is shown in one of the languages, turn by turn; the card in all of them."""
    chosen = next(view for view in cards() if view.name == "work-chosen")
    turns = [view._replace(language=LANGUAGES[turn % 3]) for turn, view in enumerate(one_of_each(pages))]
    views = [*turns, *(chosen._replace(language=language) for language in LANGUAGES)]

    def work(view):
        page = site.visit(view)
        if page.get_attribute("html", "lang") != view.language and "docs" not in view.name:
            yield f"is not in {view.language}"
        for width in (1440, 390, 320):
            yield from (f"in {view.language}, {fault}" for fault in geometry(page, width))
        site.restore(page)

    fail_for(site, [fault for view in views for fault in tried(site, view, work)])
    tell("looks", translated=len(views))


@pytest.mark.nets
def test_text_of_twice_the_size_has_room(site, chromium):
    options = chromium_options(chromium)
    options["args"] = [*options["args"], "--blink-settings=defaultFontSize=32"]
    large = site.browser.browser_type.launch(**options)
    other = Site(large, site.address, site.world)

    def work(view):
        page = other.visit(view)
        if page.evaluate("() => getComputedStyle(document.documentElement).fontSize") != "32px":
            yield "the browser did not enlarge its text"
        for width in (1440, 1024):
            yield from (f"text at 200 %, {fault}" for fault in geometry(page, width))
        other.leave(page)

    faults = [fault for view in [*MAIN, View("sign-in", "/accounts/login/")] for fault in tried(other, view, work)]
    other.close()
    large.close()
    fail_for(other, faults)
