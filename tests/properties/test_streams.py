"""What a switch says, delivered twice, out of order and late, adds up to the same rows."""

import random
from datetime import UTC, datetime
from functools import cache

import pytest
from django.conf import settings as project
from django.db import transaction
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from calllog.actions.replay import chosen, read_capture
from calllog.models import Switch
from calllog.sources.player import play
from demo.world import SWITCH, load
from tests.properties.delivery import batches, deliver, disturbed, pieces
from tests.properties.dump import differences, dump
from tests.properties.exchange import Day, Exchange
from tests.properties.profiles import Told, examples, times
from tests.properties.world import office
from tests.tally import tell

MORNING = datetime(2026, 3, 2, 9, tzinfo=UTC)
DEEDS = st.lists(st.tuples(st.integers(0, 99), st.integers(0, 5)), min_size=3, max_size=20)


def outcome_of(switch, batched):
    """Return what a delivery adds up to, and leave no trace of it."""
    with transaction.atomic():
        delivered = deliver(switch, batched)
        found = dump()
        transaction.set_rollback(True)
    return found, delivered


class GeneratedCalls(Told, TestCase):
    maxDiff = None

    @classmethod
    def setUpTestData(cls):
        cls.switch, cls.acme = office()

    def said(self, deeds, account):
        exchange = Exchange(MORNING.timestamp(), account="acme" if account else "")
        Day(exchange).go_by(deeds)
        return pieces(exchange.take())

    @examples(60, sample=6)
    @given(DEEDS, st.booleans(), st.randoms(use_true_random=False))
    def test_add_up_to_the_same_however_they_are_delivered(self, deeds, account, chance):
        straight = self.said(deeds, account)
        whole, _ = outcome_of(self.switch, iter([straight]))
        line, _ = outcome_of(self.switch, batches(straight, chance, 3))
        badly, delivered = outcome_of(self.switch, batches(disturbed(straight, chance), chance, 12))
        self.told["events_delivered"] += delivered

        self.assertEqual(differences(line, whole), "", "batch by batch")
        self.assertEqual(differences(badly, whole), "", "twice, shuffled and late")


class TheRecordedSwitch(Told, TestCase):
    """The whole recording; its calls were really made, and not by this project's idea of a switch."""

    maxDiff = None

    @classmethod
    def setUpTestData(cls):
        load()
        cls.switch = Switch.objects.get(slug=SWITCH)
        capture = read_capture(project.BASE_DIR / "sample" / "asterisk" / "ami_raw.txt")
        calls = [list(found) for found in by_call(capture)]
        cls.calls = calls

    def straight(self, calls):
        return pieces([block for call in calls for block in call])

    def setUp(self):
        super().setUp()
        self.seed = random.randrange(10**6)
        self.chance = random.Random(self.seed)

    @pytest.mark.nets
    def test_adds_up_to_the_same_when_it_is_delivered_badly(self):
        straight = self.straight(self.calls)
        whole, _ = outcome_of(self.switch, iter([straight]))
        for _ in range(times(1)):
            badly, delivered = outcome_of(self.switch, batches(disturbed(straight, self.chance), self.chance, 80))
            tell("properties", events_delivered=delivered)
            self.assertEqual(differences(badly, whole), "", f"seed {self.seed}")


@cache
def by_call(capture):
    return [
        [block for batch in play(capture, [call], run="", verbatim=True) for block in batch.blocks]
        for call in chosen(capture)
    ]
