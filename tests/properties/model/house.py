"""The house the rules act in: one organization at a switch, a clock, and people at their browsers."""

import json
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property
from typing import Any

import time_machine
from django.db import transaction
from django.test import Client
from django.utils import timezone
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant

from callcenter.accounts.models import Membership
from callcenter.tenancy.models import Organization
from callcenter.tenancy.scope import tenant_scope
from calllog.models import Switch
from tests.properties.exchange import Day, Exchange

# The database claims what is due by its own clock: the model lives after it, and says what of its future is due.
# Around a change of New York's clocks, a leap day, a new year.
STARTS = [
    datetime(2040, 3, 10, 15, 30, tzinfo=UTC),
    datetime(2040, 11, 3, 22, tzinfo=UTC),
    datetime(2040, 2, 28, 23, 50, tzinfo=UTC),
    datetime(2039, 12, 31, 21, tzinfo=UTC),
]
SIGNED_IN = timedelta(days=7)
COUNTED: Counter[str] = Counter()


def holds(look: Callable[[Any], None]) -> Callable[[Any], None]:
    """Mark what must be true after every step; it looks inside the organization's scope."""
    look.holds = True  # type: ignore[attr-defined]
    return look


@dataclass
class World:
    """What stands before the first step; made once, every example starts from it."""

    organization: Organization
    switch: Switch
    people: dict[str, Membership]


class House(RuleBasedStateMachine):
    """What every room of the model needs; a room that keeps something of its own sets it in `furnish`."""

    def __init__(self, world: World) -> None:
        super().__init__()
        self.world = world
        self.atomic = transaction.atomic()
        self.atomic.__enter__()
        # Wrap-up -> its state after the step before.
        self.states: dict[int, str] = {}
        self.clients: dict[str, tuple[Client, datetime]] = {}
        self.clock = time_machine.travel(STARTS[0], tick=False)
        self.traveller = self.clock.start()
        self.furnish()

    def furnish(self) -> None:
        """Set up what the rooms keep."""

    def teardown(self) -> None:
        self.clock.stop()
        transaction.set_rollback(True)
        self.atomic.__exit__(None, None, None)
        COUNTED["examples"] += 1

    @initialize(start=st.sampled_from(STARTS))
    def open(self, start: datetime) -> None:
        self.traveller.move_to(start)
        self.begin()

    def begin(self) -> None:
        """Do what every day begins with, once the clock stands."""

    @invariant()
    def all_of_it_holds(self) -> None:
        cls = type(self)
        looks = [getattr(self, name) for name in dir(cls) if getattr(getattr(cls, name), "holds", False)]
        assert looks, "nobody looks"
        with self.inside():
            for look in looks:
                look()

    @property
    def now(self) -> datetime:
        return timezone.now()

    def later(self, seconds: float = 0.01) -> None:
        self.traveller.shift(seconds)

    @cached_property
    def day(self) -> Day:
        return Day(Exchange(self.now.timestamp(), account="acme"))

    def inside(self) -> Any:
        """Return the organization's scope, for looking."""
        return tenant_scope(self.world.organization)

    def ask(self, person: str, method: str, path: str, body: Any = None, **headers: str) -> Any:
        """Ask the API as a person; whatever it answers is no fault of its own."""
        self.later()
        client, since = self.clients.get(person, (Client(), datetime.min.replace(tzinfo=UTC)))
        if self.now - since > SIGNED_IN:
            client.force_login(self.world.people[person].user)
            self.clients[person] = client, self.now
        response = client.generic(
            method,
            f"/api/v1/{path}",
            data="" if body is None else json.dumps(body),
            content_type="application/json",
            headers={"Organization": self.world.organization.slug, **headers},
        )
        assert response.status_code < 500, response.content
        COUNTED["requests"] += 1
        return response
