"""The sample of the crash harness: the web dies between a commit and its answer, while people save."""

import os
import random
import shutil
from contextlib import closing
from types import SimpleNamespace

import pytest
from django.db import connection

from callcenter.accounts.actions import add_member
from callcenter.audit.equations import equations
from callcenter.embedded.home import Home
from callcenter.tenancy.actions import create_organization
from callcenter.tenancy.scope import tenant_scope
from tests.base import PASSWORD
from tests.chaos.account import Account, Run
from tests.chaos.agents import Agent, Journal, Session
from tests.chaos.crew import Crew
from tests.chaos.ground import Books
from tests.chaos.lines.a_saves import acknowledged_is_stored, asked_again_it_answers_the_same
from tests.tally import tell

pytestmark = pytest.mark.django_db(transaction=True)
TURNS = 6


@pytest.fixture
def home():
    found = Home(f"test/chaos/sample-{os.getpid()}")
    shutil.rmtree(found.root, ignore_errors=True)
    (found.root / "points").mkdir(parents=True)
    found.prepare()
    yield found
    shutil.rmtree(found.root)


def test_loses_and_doubles_no_save(home):
    acme = create_organization(slug="acme", name="Acme", country="US", is_demo=True)
    people = ["alice@acme.example", "bob@acme.example"]
    with tenant_scope(acme):
        for email in people:
            add_member(email=email, name=email, role="agent", actor=None, password=PASSWORD)
    points = home.root / "points"
    surroundings = {"DEBUG": "false", "DJANGO_SETTINGS_MODULE": "tests.chaos.settings", "CHAOS_POINTS": str(points)}
    with (
        Crew(home, os.environ | surroundings, names={"web"}) as crew,
        closing(Journal(home.root / "journal.txt")) as journal,
    ):
        crew.until(crew.all_up, 60, "the web answers")
        port = int(crew.environment["WEB_PORT"])
        agents = [Agent(Session(port, email, PASSWORD, "acme"), journal, 1, most=TURNS) for email in people]
        (points / "after_commit_before_ack").write_text("group")
        for agent in agents:
            agent.start()
        crew.until(lambda: not any(agent.is_alive() for agent in agents), 90, "every save is answered")

        assert [agent.fault for agent in agents if agent.fault] == []
        assert (points / "after_commit_before_ack.hit").exists(), "nobody died"
        sessions = {agent.session.email: agent.session for agent in agents}
        drill = SimpleNamespace(sessions=sessions, chance=random)
        books = Books(os.environ["DATABASE_ADMIN_URL"], connection.settings_dict["NAME"])
        run, account = Run(books, journal, None, None, drill), Account()
        acknowledged_is_stored(run, account)
        asked_again_it_answers_the_same(run, account)
        account.print()
        assert account.wrong == []
    with tenant_scope(acme):
        assert [str(equation) for equation in equations() if not equation.holds] == []
    tell("crash sample", acknowledged=len(journal.acknowledged), repeated=sum(agent.repeated for agent in agents))
