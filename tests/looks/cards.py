"""The workspace at each moment of a card; what it sends is answered here, so that one picture leaves the next alone."""

import json
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from tests.looks.view import Step, View
from tests.looks.world import FULL

WORK = f"/o/{FULL}/work/"
API = "/api/v1/"
DRAFT, SAVE = re.compile(rf"{API}wrapups/\d+/$"), re.compile(rf"{API}calls/\d+/disposition/")
STACK, LOG, REPLAY = re.compile(rf"{API}wrapups/$"), re.compile(rf"{API}calls/$"), re.compile(rf"{API}demo/replay/$")
# What another window has prepared on the same card.
THEIRS = {"draft": {"codes": ["not_interested"], "note": "Has just signed elsewhere"}, "draft_revision": 9}
EFFECTS = [{"text": "no calls until 20 February 2027"}, {"text": "follow-up mail to customer@example.org"}]
NUMBER = {"number": ["This is not a telephone number."]}


def cards() -> list[View]:
    """Return a view of each moment."""
    return [
        moment("searching", keys("#int")),
        moment("nothing-found", keys("#zzz")),
        moment("all-codes", keys("ArrowDown")),
        moment("for-good-found", keys("#do not", "Enter")),
        moment("for-good", press("Do not contact")),
        moment("chosen", keys("1", "6", "Alt+n", "#Wants the price with the grant")),
        moment("amount", keys("5", "3")),
        moment("contradiction", keys("1", "2")),
        moment("nothing-chosen", keys("Enter")),
        moment("saved", keys("4", "Enter", wait=".toast--good"), still=True),
        moment("saving", keys("4", "Enter", wait=".toast"), save=None, still=True),
        moment("refused", keys("4", "Enter", wait=".toast--stop"), save=problem(409), expected=("409",)),
        moment("two-versions", keys("1", wait=".conflict"), draft=conflict(), expected=("409",)),
        moment("offline", keys("4", "Enter", wait=".toast--wait"), save="lost", expected=("ERR_", "Failed to fetch")),
        moment("signed-out", keys("1", wait="dialog[open]"), draft=problem(401), expected=("401",)),
        moment("preparing", choose("Grace Addo")),
        moment("to-classify", choose("Number withheld")),
        moment("keys", keys("?", wait="dialog[open]")),
        moment("log-a-call", press("Log a call")),
        moment("log-refused", log_a_call, log=problem(400, errors=NUMBER), expected=("400",)),
        moment("replaying", None, replay=(200, {"running": True, "done": 12, "total": 60, "name": "q_second_agent"})),
        moment("waiting-pane", pane(1)),
        moment("today-pane", pane(3)),
        moment("failed", None, stack=problem(503), settle=".work__main [role=alert]", expected=("503",)),
        moment("loading", None, stack=None, settle=".bone"),
        View("work-idle", WORK, "idle"),
        View("work-long-names", WORK, "busy"),
    ]


def moment(name: str, act: Step | None, *, settle="", expected=(), still=False, **said) -> View:
    """Return a view of the agent's card; `said` is what the server answers: status and body, None for silence."""

    def before(page) -> None:
        answers = {"draft": (200, {"draft_revision": 9}), "save": (200, saved()), **said}
        for what, address in {"draft": DRAFT, "save": SAVE, "stack": STACK, "log": LOG, "replay": REPLAY}.items():
            if what in answers:
                page.route(address, told(answers[what], reading=what in {"stack", "replay"}))

    return View(f"work-{name}", WORK, "agent", 200, before, act, settle, expected, still)


def told(said, *, reading: bool) -> Callable:
    """Return what answers a request; what only reads goes through where a write is meant."""

    def handle(route) -> None:
        if (route.request.method == "GET") != reading:
            route.continue_()
        elif said == "lost":
            route.abort("connectionfailed")
        elif said is not None:
            status, body = said
            kind = "application/json" if status < 400 else "application/problem+json"
            route.fulfill(status=status, content_type=kind, body=json.dumps(body))

    return handle


def saved() -> dict:
    now = datetime.now(UTC)
    until = (now + timedelta(seconds=8)).isoformat()
    return {"codes": [{}, {}], "saved_at": now.isoformat(), "effects": EFFECTS, "undo_until": until, "revision": 1}


def problem(status: int, code: str = "refused", **more) -> tuple[int, dict]:
    """Return a refusal in the form the API gives it."""
    return status, {"status": status, "code": code, "detail": "This call was coded by somebody else meanwhile.", **more}


def conflict() -> tuple[int, dict]:
    return problem(409, "draft_conflict", current=THEIRS)


def keys(*pressed: str, wait: str = "") -> Step:
    """Press keys in the search of the card; what begins with # is typed."""

    def act(page) -> None:
        page.locator("[data-search]").focus()
        for key in pressed:
            if key.startswith("#"):
                page.keyboard.type(key[1:])
            else:
                page.keyboard.press(key)
        if wait:
            page.wait_for_selector(wait)

    return act


def press(label: str) -> Step:
    return lambda page: page.locator("button", has_text=label).first.click()


def choose(who: str) -> Step:
    return lambda page: page.locator(".waiting", has_text=who).click()


def pane(number: int) -> Step:
    return lambda page: page.evaluate(f"() => document.getElementById('p{number}').click()")


def log_a_call(page) -> None:
    press("Log a call")(page)
    page.fill("input[name=number]", "12")
    page.keyboard.press("Enter")
    page.wait_for_selector(".logcall .field__error")
