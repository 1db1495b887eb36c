"""A call goes through three hands, and calls of a telephone nobody held find their agent: both in real browsers."""

import os
import shutil
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.conf import settings

from callcenter.accounts.actions import add_member
from callcenter.accounts.models import Membership
from callcenter.embedded.processes import stack
from callcenter.tenancy.scope import tenant_scope
from calllog.actions.hear import hear
from calllog.actions.telephones import assign
from calllog.models import Call, Extension, Source, SwitchRoute
from demo.people import PASSWORD
from dispositions.models import Wrapup
from tests.properties.exchange import OURS, Exchange
from tests.properties.world import LONG_AGO, office
from tests.story.steps import visitors

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
FOLDER = Path(settings.BASE_DIR) / "var" / "test" / "story"
CUSTOMER = "14155550133"


class House:
    """An organization with three agents, a manager and a telephone nobody holds, and its switch."""

    def __init__(self):
        self.switch, self.acme = office()
        self.pbx, self.place = Exchange(time.time() - 600, account="acme"), 0
        with tenant_scope(self.acme):
            source = Source.objects.get()
            add_member(email="cleo@acme.example", name="Cleo", role="agent", actor=None)
            add_member(email="mona@acme.example", name="Mona", role="manager", actor=None)
            for number, holder in (("203", "Cleo"), ("204", "")):
                SwitchRoute.objects.create(switch=self.switch, kind="extension", value=number, organization=self.acme)
                telephone = Extension.objects.create(source=source, number=number)
                if holder:
                    person = Membership.objects.get(name=holder)
                    assign(extension=telephone, membership=person, starts_at=LONG_AGO, actor=None)
            for member in Membership.objects.select_related("user"):
                member.user.set_password(PASSWORD)
                member.user.save()

    def hear(self, after=0.0):
        """Let the program hear what the switch has said, and the switch's clock go on."""
        said, moment = self.pbx.take(), datetime.now(UTC)
        hear(switch_id=self.switch.pk, blocks=said, session="one", ordinal=self.place, received_at=moment)
        self.place += len(said)
        self.pbx.at += after

    def wrapups(self):
        with tenant_scope(self.acme):
            rows = Wrapup.objects.order_by("pk").select_related("membership")
            return [(row.membership.name, row.state, round(row.talk_s)) for row in rows]

    def call(self):
        with tenant_scope(self.acme):
            return Call.objects.select_related("agent").get()


@pytest.fixture
def house(transactional_db):
    return House()


@pytest.fixture
def visit(browser, house):
    folder = FOLDER / f"three-{os.getpid()}"
    shutil.rmtree(folder, ignore_errors=True)
    with stack(folder, names={"web", "push", "worker", "beat"}, DEBUG="false") as environment:
        address = f"http://127.0.0.1:{environment['WEB_PORT']}"
        with visitors(browser, address, FOLDER) as sign_in:
            yield lambda email, path="": sign_in(email, path)


def code(page, digit):
    """Choose a code by its digit and save."""
    page.wait_for_selector(".waiting .ring")
    page.locator("[data-search]").focus()
    page.keyboard.press(digit)
    page.keyboard.press("Enter")
    page.wait_for_selector(".toast--good")


def test_the_first_of_three_saves_while_the_third_talks(house, visit):
    alice, bob, cleo = (visit(f"{name}@acme.example") for name in ("alice", "bob", "cleo"))
    pbx = house.pbx
    talk = pbx.arrive(CUSTOMER, OURS)
    pbx.ring(talk, "201")
    pbx.answer(talk, "201")
    house.hear(after=40)
    alice.wait_for_selector(".waiting .state--live")

    # Alice asks Bob to take over and leaves, Bob does the same with Cleo.
    for giver, taker, page in (("201", "202", bob), ("202", "203", cleo)):
        pbx.ring(talk, taker)
        pbx.answer(talk, taker)
        house.hear(after=5)
        page.wait_for_selector(".waiting .state--live")
        pbx.end(talk.phones[giver])
        house.hear(after=60)

    # The call goes on with Cleo; Alice's own part is over, and so is her work on it.
    code(alice, "7")
    assert house.call().ended_at is None
    assert house.wrapups() == [("Alice", "saved", 45), ("Bob", "open", 70), ("Cleo", "preparing", 5)]

    pbx.hang_up(talk)
    house.hear()
    code(bob, "4")
    code(cleo, "1")

    call = house.call()
    assert call.agent.name == "Alice"
    assert house.wrapups() == [("Alice", "saved", 45), ("Bob", "saved", 70), ("Cleo", "saved", 65)]
    mona = visit("mona@acme.example", f"/o/acme/calls/{call.pk}/")
    parts = mona.locator(".tbl--parts tbody tr")
    assert [row.split("\t")[0] for row in parts.all_inner_texts()] == ["Alice", "Bob", "Cleo"]
    said = mona.locator("aside").inner_text()
    for label in ("Follow-up needed", "Meeting booked", "Interested"):
        assert label in said


def test_calls_of_a_telephone_nobody_held_find_their_agent(house, visit):
    for number in (CUSTOMER, "14155550134", "14155550135"):
        talk = house.pbx.arrive(number, OURS)
        house.pbx.ring(talk, "204")
        house.pbx.answer(talk, "204")
        house.pbx.at += 30
        house.pbx.hang_up(talk)
        house.hear(after=30)
    assert house.wrapups() == []

    # The manager comes by the button above the list, opens the second call and says whose all since then were.
    mona = visit("mona@acme.example", "/o/acme/calls/")
    mona.locator(".page-head a", has_text="Whose was it?").click()
    mona.wait_for_selector("tbody tr:nth-child(3)")
    mona.locator("tbody tr:nth-child(2) a.rowlink").click()
    mona.locator(".whose select").select_option(label="Bob")
    mona.locator(".whose input[name=scope]").nth(1).check()
    mona.locator(".whose button", has_text="It was theirs").click()
    mona.wait_for_selector(".toast--good")
    assert mona.locator(".whose").count() == 0

    mona.goto(mona.url.split("/calls/")[0] + "/calls/?unheld=true")
    assert mona.locator("tbody tr").count() == 1

    bob = visit("bob@acme.example")
    bob.wait_for_function("() => document.querySelectorAll('.waiting').length === 2")
    assert all("To classify" in one for one in bob.locator(".waiting").all_inner_texts())
    assert house.wrapups() == [("Bob", "to_classify", 30), ("Bob", "to_classify", 30)]
