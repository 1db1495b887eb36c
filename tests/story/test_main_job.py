"""The main job from end to end, in a real browser, with the real processes."""

import os
import re
import shutil
from pathlib import Path

import pytest
from django.conf import settings

from callcenter.embedded.processes import stack
from calllog.models import Replay
from demo.people import PASSWORD
from demo.world import load

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SIZE = {"width": 1440, "height": 900}
FOLDER = Path(settings.BASE_DIR) / "var" / "test" / "story"


@pytest.fixture
def address(transactional_db):
    """Run web, push, worker, beat and the replays on this test's database; returns where the pages are."""
    load()
    folder = FOLDER / str(os.getpid())
    shutil.rmtree(folder, ignore_errors=True)
    names = {"web", "push", "worker", "beat", "replays"}
    with stack(folder, names=names, replay_speed="20", DEMO="true", DEBUG="false") as environment:
        yield f"http://127.0.0.1:{environment['WEB_PORT']}"


@pytest.fixture
def visit(browser, address):
    """Sign somebody in, in a browser of their own; pages that fail or log an error fail the test."""
    opened, faults = [], []

    def sign_in(email, path=""):
        context = browser.new_context(viewport=SIZE, locale="en-GB")
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

    yield sign_in
    for number, context in enumerate(opened):
        context.pages[0].screenshot(path=FOLDER / f"last-{number}.png")
        context.close()
    assert faults == []


def test_the_main_job(visit, address):
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

    assert Replay.objects.count() == 1


def test_the_follow_up_mail(visit, address):
    ada = visit("ada@acme.example")
    ada.wait_for_selector(".waiting .ring")
    ada.wait_for_timeout(600)
    ada.keyboard.press("1")
    ada.fill("input[type=email]", "customer@example.org")
    ada.locator(".picker input").focus()
    ada.keyboard.press("Enter")
    ada.wait_for_selector(".toast--good")

    # Eight seconds of undo, then a worker takes it.
    mona = visit("mona@acme.example", "/o/acme/outbox/")
    assert "customer@example.org" in mona.locator("main").inner_text()
    for _ in range(20):
        mona.wait_for_timeout(1_000)
        mona.reload()
        if "Kept here" in mona.locator("tr", has_text="customer@example.org").first.inner_text():
            return
    raise AssertionError("the mail did not leave within 20 seconds")


def test_an_expired_session_loses_no_keystroke(visit):
    ada = visit("ada@acme.example")
    ada.wait_for_selector(".waiting .ring")
    ada.wait_for_timeout(600)
    ada.keyboard.press("7")
    ada.keyboard.press("Alt+n")
    ada.keyboard.type("Price list by Friday")
    kept = [cookie for cookie in ada.context.cookies() if "session" not in cookie["name"]]
    ada.context.clear_cookies()
    ada.context.add_cookies(kept)

    # The save is refused, a dialog asks to sign in again over the page, and then it goes out by itself.
    ada.keyboard.press("Control+Enter")
    ada.locator("[role=dialog] input[type=password], dialog input[type=password]").first.fill(PASSWORD)
    ada.keyboard.press("Enter")
    ada.wait_for_selector(".toast--good")
    ada.locator(".mine", has_text="Follow-up needed").first.click()
    ada.wait_for_url(re.compile(r"/calls/\d+"))
    assert "Price list by Friday" in ada.locator("main").inner_text()
