"""Deeds done at the same moment, each on a thread and a real connection of its own, with the books balanced after."""

import json
import os
import threading
import uuid
from collections.abc import Callable
from typing import Any

from django.db import connection
from django.test import Client, TransactionTestCase

from callcenter.accounts.actions import add_member
from callcenter.accounts.models import Membership
from callcenter.tenancy.scope import tenant_scope
from dispositions.models import Wrapup
from tests.base import make_wrapup
from tests.properties.accounts import balance
from tests.properties.profiles import times
from tests.properties.world import office
from tests.tally import tell

Deed = Callable[[], Any]
# More threads than this wait for a connection: the server has a hundred, and other tests run beside.
CONNECTIONS = 24


def rounds(whole: int = 10, sample: int = 2) -> range:
    """Return how often a race is run: RACES says it, else a few times, or more with the nets."""
    return range(int(os.environ.get("RACES", "0")) or times(whole, sample=sample))


def at_once(*deeds: Deed) -> list[Any]:
    """Do all deeds at the same moment and return their answers; a fault in one is a fault of the race."""
    barrier, answers = threading.Barrier(len(deeds)), [None] * len(deeds)
    faults: list[BaseException] = []
    free = threading.Semaphore(CONNECTIONS)

    def run(place: int, deed: Deed) -> None:
        barrier.wait()
        with free:
            try:
                answers[place] = deed()
            # Whatever it is, the thread that started the race raises it.
            except Exception as fault:
                faults.append(fault)
            finally:
                connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(deeds)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    tell("races", races=1, deeds=len(deeds))
    if faults:
        raise faults[0]
    return answers


class Races(TransactionTestCase):
    """Alice and Bob take calls at Acme, Mary manages, Adam administers."""

    def setUp(self):
        self.switch, self.acme = office()
        with tenant_scope(self.acme):
            self.people = {one.name: one for one in Membership.objects.select_related("user")}
            for name, role in (("Mary", "manager"), ("Adam", "admin")):
                email = f"{name.lower()}@acme.example"
                self.people[name] = add_member(email=email, name=name, role=role, actor=None)
        self.clients = {}
        for name, member in self.people.items():
            self.clients[name] = Client()
            self.clients[name].force_login(member.user)

    def wrapup(self, name="Alice", **facts):
        with tenant_scope(self.acme):
            return make_wrapup(self.people[name], **facts)

    def save(self, wrapup, *codes, by="Alice", key=None, **body):
        """Return a deed that saves codes over HTTP, as somebody else's where it is not the person's own."""
        key, cookies = key or uuid.uuid4().hex, self.clients[by].cookies
        named = "" if wrapup.membership_id == self.people[by].pk else f"?wrapup={wrapup.pk}"

        def deed():
            client = Client()
            client.cookies = cookies
            return client.put(
                f"/api/v1/calls/{wrapup.call_id}/disposition/{named}",
                json.dumps({"codes": codes, **body}),
                content_type="application/json",
                headers={"Organization": "acme", "Idempotency-Key": key},
            )

        return deed

    def inside(self):
        return tenant_scope(self.acme)

    def balanced(self):
        """Balance the books: deltas are rows, however the race went."""
        with self.inside():
            tell("races", codes_balanced=balance())

    def state_of(self, wrapup):
        with self.inside():
            return Wrapup.objects.get(pk=wrapup.pk).state
