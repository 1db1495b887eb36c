"""Events of the recorded switch and of one in miniature, in any order, repetition and portion."""

import json
from datetime import UTC, datetime
from functools import cache
from unittest import TestCase

from hypothesis import assume, given
from hypothesis import strategies as st

from calllog.canonical import Event
from calllog.correlate import correlate
from calllog.directory import Directory
from calllog.fold import fold
from calllog.route import route
from tests.calllog.scoring import conversations, directory, read_blocks, routes, stored
from tests.properties.delivery import disturbed, pieces
from tests.properties.exchange import OURS, WORLD, Day, Exchange
from tests.properties.profiles import Told, examples

MORNING = datetime(2026, 3, 2, 9, tzinfo=UTC)
DEEDS = st.lists(st.tuples(st.integers(0, 99), st.integers(0, 5)), min_size=2, max_size=16)
OFFICE = Directory.of(WORLD, extensions=["201", "202"], our_numbers=[OURS])
ROUTES = {("our_number", OURS): 1, ("extension", "201"): 2, ("queue", "support"): 3}


@cache
def groups():
    return [sorted(events) for events in conversations(stored(read_blocks())).values()]


@cache
def key_sets():
    return [one.keys for one in stored(read_blocks())][:400]


def partition(assignments):
    sets = {}
    for place, conversation in assignments:
        sets.setdefault(conversation, set()).add(place)
    return {frozenset(one) for one in sets.values()}


class TheRecordedSwitch(Told, TestCase):
    @examples(150)
    @given(st.data())
    def test_any_order_and_any_repetition_give_the_same_call(self, data):
        events = data.draw(st.sampled_from(groups()))
        again = data.draw(st.lists(st.sampled_from(events), max_size=len(events)))
        shuffled = data.draw(st.permutations([*events, *again]))

        self.assertEqual(fold(shuffled, directory()), fold(events, directory()))

    @examples(150)
    @given(st.data())
    def test_any_part_of_a_call_folds_the_same_in_any_order(self, data):
        events = data.draw(st.sampled_from(groups()))
        part = data.draw(st.lists(st.sampled_from(events), min_size=1, max_size=40))

        self.assertEqual(fold(part, directory()), fold(reversed(part), directory()))

    @examples(150)
    @given(st.data())
    def test_any_part_of_a_call_has_sensible_times(self, data):
        events = data.draw(st.sampled_from(groups()))
        part = data.draw(st.lists(st.sampled_from(events), min_size=1, max_size=40, unique=True))
        call = fold(part, directory())
        assume(call is not None)
        times = (call.ring_s, call.wait_s, call.talk_s, call.hold_s, call.customer_time_s)

        self.assertGreaterEqual(min(times), 0)
        self.assertLessEqual(max(times), max(part).at - min(part).at + 0.01)

    @examples(150)
    @given(st.data())
    def test_events_survive_their_way_through_json(self, data):
        event = data.draw(st.sampled_from(data.draw(st.sampled_from(groups()))))

        self.assertEqual(Event.from_json(json.loads(json.dumps(event.to_json()))), event)

    @examples(150)
    @given(st.data())
    def test_the_order_of_events_does_not_move_a_call_to_another_organization(self, data):
        events = data.draw(st.sampled_from(groups()))
        shuffled = data.draw(st.permutations(events))

        self.assertEqual(route(shuffled, routes(), directory()), route(events, routes(), directory()))


class AGeneratedDay(Told, TestCase):
    """Calls that overlap, are handed over and become one, on two telephones."""

    def said(self, deeds):
        exchange = Exchange(MORNING.timestamp())
        Day(exchange).go_by(deeds)
        return pieces(exchange.take())

    def kept(self, found):
        """Return the pieces as the house stores them, in the order in which they come."""
        return [one for piece in found for one in stored([(piece.at, piece.block)])]

    def calls(self, found, batch=10_000):
        """Return every call with its organization, by the switch's id."""
        folded = [
            (fold(events, OFFICE), route(events, ROUTES, OFFICE)) for events in conversations(found, batch).values()
        ]
        return {call.external_id: (call, whose) for call, whose in folded if call is not None}

    @examples(150)
    @given(DEEDS, st.integers(1, 7))
    def test_heard_in_portions_is_the_same_day(self, deeds, batch):
        found = self.kept(self.said(deeds))

        self.assertEqual(self.calls(found, batch), self.calls(found))

    @examples(150)
    @given(DEEDS, st.integers(1, 30), st.randoms(use_true_random=False))
    def test_delivered_badly_is_the_same_day(self, deeds, batch, chance):
        straight = self.said(deeds)

        self.assertEqual(self.calls(self.kept(disturbed(straight, chance)), batch), self.calls(self.kept(straight)))

    @examples(100)
    @given(DEEDS, st.integers(0, 60))
    def test_broken_off_anywhere_is_no_fault_and_goes_on_the_same(self, deeds, cut):
        found = self.kept(self.said(deeds))
        for call, _ in self.calls(found[:cut]).values():
            times = (call.ring_s, call.wait_s, call.talk_s, call.hold_s, call.customer_time_s)
            self.assertGreaterEqual(min(times), 0)

        self.assertEqual(self.calls([*found[:cut], *found]), self.calls(found))


class Correlation(Told, TestCase):
    @examples(30)
    @given(st.randoms(use_true_random=False))
    def test_conversations_do_not_depend_on_the_order_of_blocks(self, random):
        places = list(range(len(key_sets())))
        random.shuffle(places)
        shuffled = correlate({}, [key_sets()[place] for place in places]).assignments
        straight = correlate({}, key_sets()).assignments

        self.assertEqual(partition(zip(places, shuffled, strict=True)), partition(enumerate(straight)))

    @examples(300)
    @given(st.lists(st.frozensets(st.integers(0, 12).map(str), max_size=4), max_size=12), st.integers(0, 12))
    def test_two_batches_join_what_one_batch_would_have_joined(self, blocks, cut):
        ids = {-number: number for number in range(1, 99)}
        first = correlate({}, blocks[:cut])
        known = {key: ids[one] for key, one in first.links.items()}
        second = correlate(known, blocks[cut:])
        before = [second.merges.get(ids[one], ids[one]) if one else one for one in first.assignments]
        whole = correlate({}, blocks).assignments
        two = [*before, *second.assignments]

        self.assertEqual(
            partition((place, one) for place, one in enumerate(two) if one),
            partition((place, one) for place, one in enumerate(whole) if one),
        )

    def test_the_older_of_two_conversations_survives(self):
        result = correlate({"a": 7, "b": 3}, [frozenset({"a", "b", "c"})])

        self.assertEqual((result.merges, result.assignments, result.links), ({7: 3}, (3,), {"a": 3, "c": 3}))

    def test_a_block_without_an_id_belongs_nowhere(self):
        self.assertEqual(correlate({}, [frozenset(), frozenset({"a"})]).assignments, (None, -1))
