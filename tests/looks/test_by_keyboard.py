"""The main job from end to end with the keyboard alone: no button of a mouse is pressed anywhere."""

import re

import pytest

from demo.people import PASSWORD
from tests.looks.view import View
from tests.tally import tell

pytestmark = [pytest.mark.browser, pytest.mark.nets]
# Any press of a button or a finger is told on the console, where every complaint fails the test.
NO_MOUSE = "addEventListener('pointerdown', () => console.error('a mouse was used'), true)"
MOST_STOPS = 150


class Hands:
    """Somebody who has a keyboard and nothing else."""

    def __init__(self, site, email: str) -> None:
        self.site, self.presses = site, 0
        site.context(email, reduced_motion="no-preference").add_init_script(NO_MOUSE)
        self.page = site.visit(View(f"by keyboard, {email}", "/accounts/login/", email), reduced_motion="no-preference")
        self.reach("input[name=login]")
        self.type(email)
        self.press("Tab", "Tab")
        self.reach("input[name=password]")
        self.type(PASSWORD)
        self.press("Enter")
        self.page.wait_for_url(re.compile("/o/"))

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)
            self.presses += 1

    def type(self, words: str) -> None:
        self.page.keyboard.type(words)
        self.presses += len(words)

    def is_at(self, wanted: str) -> bool:
        """Tell whether the focus is on what a selector or the words of a control name."""
        return self.page.evaluate(
            """(wanted) => {
              const el = document.activeElement;
              if (!el || el === document.body) return false;
              if (!wanted.startsWith('=')) return el.matches(wanted);
              return (el.getAttribute('aria-label') || el.innerText).replace(/\\s+/g, ' ').includes(wanted.slice(1));
            }""",
            wanted,
        )

    def reach(self, wanted: str) -> None:
        """Press Tab until the focus is there."""
        for _ in range(MOST_STOPS):
            if self.is_at(wanted):
                return
            self.press("Tab")
        raise AssertionError(f"The Tab key does not lead to {wanted} on {self.page.url}.")

    def go(self, wanted: str, address: str) -> None:
        """Follow a link."""
        self.reach(wanted)
        self.press("Enter")
        self.page.wait_for_url(re.compile(address))


def test_the_main_job_without_a_mouse(site):
    # Two codes and Enter; the way back; and again, this time for good.
    ada = Hands(site, "ada@acme.example")
    ada.page.wait_for_selector("[data-work]:not([aria-busy]) .picker input")
    who = ada.page.locator(".card__who h1").inner_text()
    number = ada.page.locator(".card__who .num").inner_text()
    # For a moment after a card has come up no key counts, so that none meant for another card does.
    ada.page.wait_for_timeout(600)
    assert ada.is_at("[data-search]")
    ada.press("1", "4")
    ada.page.locator(".token").nth(1).wait_for()
    ada.press("Enter")
    ada.page.wait_for_selector(".toast--good")
    ada.press("Alt+z")
    ada.page.wait_for_selector(f".card__who h1:text-is('{who}')")
    ada.page.wait_for_timeout(600)
    ada.page.locator(".token").nth(1).wait_for()
    ada.press("Control+Enter")
    ada.page.wait_for_selector(".mine .coded:has-text('Meeting booked')")

    # From the report to the call, and its code is another one.
    mona = Hands(site, "mona@acme.example")
    mona.go("=Reports", "/reports/")
    mona.go("[data-code=meeting_scheduled] a", "/calls/")
    mona.go(f"={who}", r"/calls/\d+/")
    assert number in mona.page.locator("main").inner_text()
    mona.go("=Change code", "/codes/")
    for slug in ("interested", "not_interested", "meeting_scheduled"):
        mona.reach(f"input[name=codes][value={slug}]")
        mona.press("Space")
    mona.reach("input[name=reason], textarea[name=reason]")
    mona.type("Heard it on the recording")
    mona.reach("main form .btn--primary")
    mona.press("Enter")
    mona.page.wait_for_url(re.compile(r"/calls/\d+/$"))
    assert "Heard it on the recording" in mona.page.locator(".line").inner_text()

    # A code of three answers.
    axel = Hands(site, "axel@acme.example")
    axel.go("=Codes", "/codes/")
    axel.go("=New code", "/codes/new/")
    axel.reach("input[name=name]")
    axel.type("Too far away")
    axel.reach("input[name=meaning]")
    while not axel.is_at("input[name=meaning][value=negative]"):
        axel.press("ArrowDown")
    axel.reach("input[name=then]")
    while not axel.is_at("input[name=then][value=allowed]"):
        axel.press("ArrowDown")
    axel.press("Control+s")
    axel.page.wait_for_url(re.compile(r"/codes/\d+/$"))
    assert "Too far away" in axel.page.locator("main h1").inner_text()

    assert site.faults == []
    tell("by keyboard", presses=ada.presses + mona.presses + axel.presses)
