"""The main job as people do it, wherever the program runs: on a test's database or as it is shipped."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from demo.people import PASSWORD

SIZE = {"width": 1440, "height": 900}


@contextmanager
def visitors(browser, address: str, pictures: Path) -> Iterator:
    """Yield what signs somebody in, in a browser of their own; pages that fail or log an error fail the test."""
    opened, faults = [], []

    def sign_in(email, path=""):
        # A certificate of one's own making is as good as a bought one here.
        context = browser.new_context(viewport=SIZE, locale="en-GB", ignore_https_errors=True)
        opened.append(context)
        page = context.new_page()
        page.set_default_timeout(20_000)
        page.on("pageerror", lambda fault: faults.append(str(fault)))
        page.on("response", lambda answer: answer.status >= 500 and faults.append(f"{answer.status} {answer.url}"))
        page.goto(f"{address}/accounts/login/")
        page.fill("input[name=login]", email)
        page.fill("input[name=password]", PASSWORD)
        page.keyboard.press("Enter")
        page.wait_for_url(re.compile("/o/"))
        if path:
            page.goto(address + path)
        return page

    try:
        yield sign_in
    finally:
        for number, context in enumerate(opened):
            context.pages[0].screenshot(path=pictures / f"last-{number}.png")
            context.close()
    assert faults == []


def main_job(visit, address):
    """Tell the main job with a browser for each person; `visit` signs somebody in."""
    # A call rings: the card is there while it goes on, and it is the wrap-up when it ends, without a reload.
    ada = visit("ada@acme.example")
    ada.wait_for_selector(".waiting .state--live")
    ada.wait_for_selector(".waiting .ring")
    who = ada.locator(".card__who h1").inner_text()

    # What was chosen and typed survives a reload in the middle.
    ada.keyboard.press("Alt+n")
    ada.keyboard.type("Wants the price with the grant")
    ada.wait_for_timeout(300)
    ada.reload()
    ada.wait_for_selector(f".card__who h1:text-is('{who}')")
    assert ada.locator("textarea").input_value() == "Wants the price with the grant"

    # Two digits and Enter: coded twice, and said to be saved only when the server has answered.
    ada.locator(".picker input").focus()
    # For a moment after a card has come up no key counts, so that none meant for another card does.
    ada.wait_for_timeout(600)
    ada.keyboard.press("1")
    ada.keyboard.press("4")
    ada.locator(".token").nth(1).wait_for()
    ada.keyboard.press("Enter")
    ada.wait_for_selector(".toast--good")
    ada.wait_for_selector(".mine .coded:has-text('Meeting booked')")

    # The manager finds the call in the call log, and in the report; a click there opens exactly its calls.
    mona = visit("mona@acme.example", "/o/acme/calls/?code_all=interested,meeting_scheduled")
    assert mona.locator("tbody tr").count() >= 1
    assert who in mona.locator("tbody").inner_text()
    mona.goto(f"{address}/o/acme/reports/dispositions/")
    row = mona.locator("tr", has_text="Meeting booked").first
    figure = int(row.locator("a", has_text=re.compile(r"^\d+$")).first.inner_text())
    row.locator("a", has_text=re.compile(r"^\d+$")).first.click()
    mona.wait_for_url(re.compile("/calls/"))
    assert mona.locator("tbody tr").count() == figure

    # The admin defines a code with three answers, and the agents' list has it.
    axel = visit("axel@acme.example", "/o/acme/codes/new/")
    axel.fill("input[name=name]", "Price objection")
    axel.check("input[name=meaning][value=negative]")
    axel.check("input[name=then][value=allowed]")
    axel.locator("form .btn--primary").first.click()
    axel.wait_for_selector("text=Price objection")
    ada.reload()
    ada.wait_for_selector(".picker input")
    ada.locator(".picker input").fill("price obj")
    ada.wait_for_selector("text=Price objection")

    # Globex's agent sees none of it.
    gina = visit("gina@globex.example")
    gina.wait_for_selector(".work__main")
    gina.wait_for_selector("text=/call \\d+ of 60/")
    assert gina.request.get(f"{address}/o/acme/calls/").status == 404
    listed = gina.request.get(f"{address}/api/v1/codes/", headers={"Organization": "globex"}).text()
    assert "price_objection" not in listed
