"""The real processes die at named points and at random: nothing acknowledged is lost, nothing is doubled."""

import os
import random
import time

import pytest

from demo.people import PASSWORD
from demo.world import SWITCH
from tests.chaos.account import Run, account_of
from tests.chaos.agents import Agent, Journal, Session
from tests.chaos.chance import at_random
from tests.chaos.crew import Crew
from tests.chaos.drill import Drill
from tests.chaos.exchange import Exchange
from tests.chaos.ground import ground
from tests.chaos.outages import servers
from tests.chaos.settle import settle
from tests.chaos.sink import Sink
from tests.chaos.stream import Stream
from tests.tally import tell

pytestmark = pytest.mark.nets
KILLS = int(os.environ.get("CHAOS") or 6)
LONG = bool(os.environ.get("CHAOS"))
SEED = int(os.environ.get("CHAOS_SEED") or random.SystemRandom().randrange(10**6))
PEOPLE = [
    ("ada@acme.example", "acme"),
    ("ben@acme.example", "acme"),
    ("mona@acme.example", "acme"),
    ("gina@globex.example", "globex"),
]
# The switch's calls that a short run hears; a long one hears all.
HEARD = None if LONG else 16


def test_crashes_lose_nothing_and_double_nothing():
    chance = random.Random(SEED)
    print(f"\n  CHAOS={KILLS} CHAOS_SEED={SEED}")
    began = time.monotonic()
    with ground() as place:
        exchange = Exchange(place, calls=HEARD)
        undisturbed = place.copy(exchange.names)
        with Sink(place.home.root / "mails.txt") as sink, exchange:
            place.ask(
                "UPDATE calllog_switch SET settings = settings || jsonb_build_object('host', '127.0.0.1', "
                "'port', %s::int) WHERE slug = %s",
                [exchange.port, SWITCH],
            )
            secret = f"AMI_SECRET_{SWITCH.upper().replace('-', '_')}"
            with Crew(place.home, place.environment | {"EMAIL_URL": sink.url, secret: "secret"}) as crew:
                crew.until(crew.all_up, 120, "everything is up")
                port, push = int(crew.environment["WEB_PORT"]), int(crew.environment["PUSH_PORT"])
                journal = Journal(place.home.root / "journal.txt")
                agents = [
                    Agent(Session(port, email, PASSWORD, organization), journal, chance.random())
                    for email, organization in PEOPLE
                ]
                stream = Stream(Session(port, PEOPLE[0][0], PASSWORD, PEOPLE[0][1]), push)
                sessions = {agent.session.email: agent.session for agent in agents}
                drill = Drill(place, crew, sink, exchange, journal, chance, sessions)
                for thread in (*agents, stream):
                    thread.start()
                drill.say("everything is up, people work")
                drill.run(drill.web(), drill.workers(), drill.listener(), drill.others(stream))
                drill.run(servers(drill))
                drill.run(at_random(drill, KILLS), patience=120 + 60 * KILLS)
                settle(drill, agents, stream)
                assert undisturbed.wait(120) == 0
                account = account_of(Run(place, journal, sink, exchange, drill))
                account.print()
                print(
                    f"    {time.monotonic() - began:.0f} s in all, the stream of news was opened {stream.opened} times"
                )
    assert account.wrong == [], f"CHAOS={KILLS} CHAOS_SEED={SEED}"
    tell(
        "crash harness",
        kills=sum(drill.kills.values()),
        other_faults=sum(drill.faults.values()),
        acknowledged=len(journal.acknowledged),
        repeated_requests=sum(agent.repeated for agent in agents),
        mails=sum(sink.taken.values()),
        lost=0,
        doubled=0,
    )
