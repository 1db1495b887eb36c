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
from tests.story.steps import main_job, visitors

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
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
    with visitors(browser, address, FOLDER) as sign_in:
        yield sign_in


def test_the_main_job(visit, address):
    main_job(visit, address)

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
