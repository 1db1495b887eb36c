"""The model of the house, run by chance."""

import os
from datetime import timedelta

from django.test import TestCase
from hypothesis import Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from callcenter.accounts.actions import add_member
from callcenter.accounts.models import Membership
from callcenter.tenancy.scope import tenant_scope
from calllog.models import Contact
from tests.properties.model.calls import Telephones
from tests.properties.model.clock import Clock
from tests.properties.model.figures import Figures
from tests.properties.model.followups import FollowUps
from tests.properties.model.house import COUNTED, STARTS, World
from tests.properties.profiles import times
from tests.properties.world import office
from tests.tally import tell

DEV = {"phases": [Phase.generate], "report_multiple_bugs": False} if os.environ.get("NOSHRINK") else {}


class Everything(Telephones, Clock, FollowUps, Figures):
    """Every room at once. A new room adds its class here."""


class TheHouse(TestCase):
    @classmethod
    def setUpTestData(cls):
        switch, acme = office(since=min(STARTS) - timedelta(days=365), time_zone="America/New_York")
        with tenant_scope(acme):
            people = {member.name.lower(): member for member in Membership.objects.select_related("user")}
            for name, role in (("Mary", "manager"), ("Adam", "admin")):
                email = f"{name.lower()}@acme.example"
                people[name.lower()] = add_member(email=email, name=name, role=role, actor=None)
            Contact.objects.create(name="Dora", email="dora@example.com")
        cls.world = World(acme, switch, people)

    @classmethod
    def tearDownClass(cls):
        tell("the model", **COUNTED)
        COUNTED.clear()
        super().tearDownClass()

    def test_keeps_its_promises_whatever_people_and_machines_do(self):
        run_state_machine_as_test(
            lambda: Everything(self.world),
            settings=settings(max_examples=times(45, sample=4), stateful_step_count=30, **DEV),
        )
