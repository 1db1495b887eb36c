"""The real processes with a filled database, and a browser that somebody is signed in to."""

import os
import shutil
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.test import Client

from callcenter.embedded.processes import stack
from tests.looks.view import View
from tests.looks.world import World, build

FOLDER = Path(settings.BASE_DIR) / "var" / "test" / "looks"
WIDE, NARROW = {"width": 1440, "height": 900}, {"width": 390, "height": 844}
# Said once for every answer that is no success; the answer itself is told by its response.
ECHO = "Failed to load resource"
# What goes away by itself after some seconds stays.
LASTING = """const soon = setTimeout;
window.setTimeout = (act, pause, ...more) => (pause >= 3000 && pause <= 10000 ? 0 : soon(act, pause, ...more));"""

# A page that closes sends what it has not sent yet, past all that answers for the server here.
MUTE = "() => { window.fetch = () => new Promise(() => {}); }"
# What was typed and could not be sent is kept on the computer; the next view begins without it.
FORGET = """async () => {
  localStorage.clear();
  if (!(await indexedDB.databases()).some(({name}) => name === 'aftercall')) return;
  await new Promise((done) => {
    indexedDB.open('aftercall').onsuccess = ({target: {result: base}}) => {
      const work = base.transaction('outbox', 'readwrite');
      work.objectStore('outbox').clear();
      work.oncomplete = () => done(base.close());
    };
  });
}"""


class Site:
    """Opens pages as somebody and remembers what went wrong on them."""

    def __init__(self, browser, address: str, world: World) -> None:
        self.browser, self.address, self.world = browser, address, world
        self.faults: list[str] = []
        self._contexts: dict[tuple[str, str], Any] = {}
        self._shown: dict[Any, View] = {}

    def cookie(self, who: str) -> dict[str, str]:
        """Return the cookie of a signed-in session."""
        client = Client()
        client.force_login(self.world.people[who])
        name = settings.SESSION_COOKIE_NAME
        return {"name": name, "value": client.cookies[name].value, "url": self.address}

    def context(self, who: str = "", language: str = "en", **options):
        """Return a window of a person's own, kept for the next page of the same person and language."""
        key = (who, language + repr(sorted(options)))
        if key not in self._contexts:
            calm = {"viewport": WIDE, "locale": "en-GB", "color_scheme": "light", "reduced_motion": "reduce"}
            made = self.browser.new_context(**calm | options)
            made.set_default_timeout(60_000)
            # Whoever is not of the world signs in on the page.
            if who in self.world.people:
                made.add_cookies([self.cookie(who)])
            if language != "en":
                made.add_cookies([{"name": settings.LANGUAGE_COOKIE_NAME, "value": language, "url": self.address}])
            self._contexts[key] = made
        return self._contexts[key]

    def open(self, path: str, who: str = "", **more):
        """Open a page that answers as it should."""
        return self.visit(View(path, path, who, **more))

    def visit(self, view: View, **options):
        """Show a view; everything it complains about is a fault. What was done on it leaves the next view alone."""
        context = self.context(view.who, view.language, **options)
        page = context.pages[0] if context.pages and not view.apart else self._watched(context)
        self._shown[page] = view
        if view.still:
            page.add_init_script(LASTING)
        if view.before:
            view.before(page)
        answer = page.goto(self.address + view.path)
        if answer.status != view.status:
            self._say(page, f"answered {answer.status} instead of {view.status}")
        # A link with a key leads to its own form, the start to somebody's first page.
        if "/key/" not in view.path and not page.url.endswith(view.path):
            self._say(page, f"led to {page.url}")
        self.settle(page, view.settle)
        if view.act:
            view.act(page)
            # A second later the card says that its draft is kept.
            page.wait_for_function("() => !document.querySelector('[data-kept=waiting]')")
        if view.still:
            page.clock.set_fixed_time(page.evaluate("() => Date.now() / 1000"))
        return page

    def leave(self, page) -> None:
        """Close a page on which something was done; the others are used again."""
        if self._shown.pop(page).apart:
            page.evaluate(MUTE)
            page.evaluate(FORGET)
            page.close()

    def restore(self, page) -> None:
        """Leave a page as the next view wants to find it."""
        page.emulate_media(color_scheme="light", forced_colors="none")
        page.set_viewport_size(WIDE)
        self.leave(page)

    def forget(self) -> None:
        """Close every page, after one that failed half-way."""
        self._shown.clear()
        for context in self._contexts.values():
            for page in context.pages:
                page.close()

    def _say(self, page, sentence: str) -> None:
        view = self._shown.get(page)
        if view and not any(piece in sentence for piece in view.expected):
            self.faults.append(f"{view.name}: {sentence}")

    def _watched(self, context):
        """Return a new page whose complaints are taken down."""
        page = context.new_page()

        def heard(message) -> None:
            if message.type in {"error", "warning"} and ECHO not in message.text:
                self._say(page, f"the console says {message.text}")

        def answered(answer) -> None:
            if answer.status >= 400 and not answer.request.is_navigation_request():
                self._say(page, f"{answer.status} for {answer.url}")

        def lost(request) -> None:
            if "ERR_ABORTED" not in (request.failure or ""):
                self._say(page, f"{request.url} failed: {request.failure}")

        page.on("pageerror", lambda fault: self._say(page, str(fault)))
        page.on("console", heard)
        page.on("response", answered)
        page.on("requestfailed", lost)
        return page

    def settle(self, page, wanted: str = "") -> None:
        """Wait until everything a page shows by itself stands there."""
        if wanted:
            page.wait_for_selector(wanted)
        elif page.locator("[data-work]").count():
            page.wait_for_selector("[data-work]:not([aria-busy])")
            page.wait_for_function("() => !document.querySelector('[data-work] .bone')")
        elif page.locator("#swagger-ui").count():
            page.wait_for_selector("#swagger-ui .opblock")
        page.evaluate("() => document.fonts.ready")

    def close(self) -> None:
        """Close every window."""
        for context in self._contexts.values():
            context.close()


@contextmanager
def running(browser, module: str):
    """Fill the database, run web and push on it, and leave nothing behind."""
    folder = FOLDER / f"{os.getpid()}-{module}"
    shutil.rmtree(folder, ignore_errors=True)
    try:
        world = build()
        extra: dict[str, Any] = {"DEMO": "true", "DEBUG": "false", "DJANGO_SETTINGS_MODULE": "tests.looks.settings"}
        with stack(folder, names={"web", "push"}, **extra) as environment:
            site = Site(browser, f"http://127.0.0.1:{environment['WEB_PORT']}", world)
            yield site
            site.close()
    finally:
        call_command("flush", verbosity=0, interactive=False, reset_sequences=False, inhibit_post_migrate=False)
