"""Saves that meet each other, and saves that meet the switch, on real connections."""

import json
import threading
import uuid

from django.db import connection
from django.test import Client, TransactionTestCase

from callcenter.accounts.actions import add_member
from callcenter.tenancy.actions import create_organization
from callcenter.tenancy.scope import tenant_scope
from calllog.locks import lock_calls
from calllog.models import Call
from dispositions.models import Disposition, Revision
from reports.models import Delta
from tests.base import make_wrapup, refolded

THREADS = 12


class Races(TransactionTestCase):
    def setUp(self):
        self.acme = create_organization(slug="acme", name="Acme", country="US", is_demo=True, talk_threshold_s=0)
        with tenant_scope(self.acme):
            self.alice = add_member(email="alice@acme.example", name="Alice", role="agent", actor=None)
            self.wrapup = make_wrapup(self.alice)

    def at_once(self, *deeds):
        """Do all deeds at the same moment, each on a thread and a connection of its own; returns their answers."""
        barrier, answers = threading.Barrier(len(deeds)), [None] * len(deeds)

        def run(place, deed):
            try:
                barrier.wait()
                answers[place] = deed()
            finally:
                connection.close()

        threads = [threading.Thread(target=run, args=pair) for pair in enumerate(deeds)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return answers

    def save(self, key=None, wrapup=None, **body):
        """Return a deed that saves codes over HTTP."""
        wrapup, key = wrapup or self.wrapup, key or uuid.uuid4().hex
        client = Client()
        client.force_login(self.alice.user)

        def deed():
            return client.put(
                f"/api/v1/calls/{wrapup.call_id}/disposition/",
                json.dumps({"codes": ["interested"], **body}),
                content_type="application/json",
                headers={"Organization": "acme", "Idempotency-Key": key},
            )

        return deed

    def test_the_same_key_saves_once_and_answers_alike(self):
        answers = self.at_once(*[self.save(key="one") for _ in range(THREADS)])

        with tenant_scope(self.acme):
            self.assertEqual(
                (
                    {answer.status_code for answer in answers},
                    len({answer.content for answer in answers}),
                    Revision.objects.count(),
                ),
                ({200}, 1, 1),
            )

    def test_of_saves_that_know_the_same_revision_one_wins(self):
        answers = self.at_once(*[self.save(revision=0) for _ in range(THREADS)])

        self.assertEqual(sorted(answer.status_code for answer in answers), [200] + [409] * (THREADS - 1))

    def test_saves_that_know_no_revision_follow_each_other(self):
        self.at_once(*[self.save(codes=[slug]) for slug in ("interested", "follow_up_needed") * 6])

        with tenant_scope(self.acme):
            summed = sum(Delta.objects.filter(measure="call").values_list("n", flat=True))
            self.assertEqual((Disposition.objects.get().revision, summed), (12, 1))

    def test_a_save_and_the_switch_wait_for_each_other(self):
        with tenant_scope(self.acme):
            wrapups = [make_wrapup(self.alice, number=f"+141555501{turn:02}") for turn in range(THREADS // 2)]

        def refold(wrapup):
            def deed():
                with tenant_scope(self.acme):
                    lock_calls([wrapup.call_id])
                    call = Call.objects.select_for_update(of=("self",)).get(pk=wrapup.call_id)
                    call.legs.update(hold_s=1)
                    refolded(call)

            return deed

        answers = self.at_once(
            *[self.save(wrapup=wrapup) for wrapup in wrapups], *[refold(wrapup) for wrapup in wrapups]
        )

        self.assertEqual({answer.status_code for answer in answers if answer is not None}, {200})
