import json
from functools import cache
from unittest import TestCase

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from calllog.canonical import Event
from calllog.correlate import correlate
from calllog.fold import fold
from calllog.route import route
from tests.calllog.scoring import conversations, directory, read_blocks, routes, stored

QUICK = settings(max_examples=150, deadline=None, database=None, suppress_health_check=[HealthCheck.too_slow])


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


class TheFold(TestCase):
    @QUICK
    @given(st.data())
    def test_any_order_and_any_repetition_give_the_same_call(self, data):
        events = data.draw(st.sampled_from(groups()))
        again = data.draw(st.lists(st.sampled_from(events), max_size=len(events)))
        shuffled = data.draw(st.permutations([*events, *again]))

        self.assertEqual(fold(shuffled, directory()), fold(events, directory()))

    @QUICK
    @given(st.data())
    def test_any_part_of_a_call_folds_the_same_in_any_order(self, data):
        events = data.draw(st.sampled_from(groups()))
        part = data.draw(st.lists(st.sampled_from(events), min_size=1, max_size=40))

        self.assertEqual(fold(part, directory()), fold(reversed(part), directory()))

    @QUICK
    @given(st.data())
    def test_any_part_of_a_call_has_sensible_times(self, data):
        events = data.draw(st.sampled_from(groups()))
        part = data.draw(st.lists(st.sampled_from(events), min_size=1, max_size=40, unique=True))
        call = fold(part, directory())
        assume(call is not None)
        times = (call.ring_s, call.wait_s, call.talk_s, call.hold_s, call.customer_time_s)

        self.assertGreaterEqual(min(times), 0)
        self.assertLessEqual(max(times), max(part).at - min(part).at + 0.01)

    @QUICK
    @given(st.data())
    def test_events_survive_their_way_through_json(self, data):
        event = data.draw(st.sampled_from(data.draw(st.sampled_from(groups()))))

        self.assertEqual(Event.from_json(json.loads(json.dumps(event.to_json()))), event)

    @QUICK
    @given(st.data())
    def test_the_order_of_events_does_not_move_a_call_to_another_organization(self, data):
        events = data.draw(st.sampled_from(groups()))
        shuffled = data.draw(st.permutations(events))

        self.assertEqual(route(shuffled, routes(), directory()), route(events, routes(), directory()))


class Correlation(TestCase):
    @settings(QUICK, max_examples=30)
    @given(st.randoms(use_true_random=False))
    def test_conversations_do_not_depend_on_the_order_of_blocks(self, random):
        places = list(range(len(key_sets())))
        random.shuffle(places)
        shuffled = correlate({}, [key_sets()[place] for place in places]).assignments
        straight = correlate({}, key_sets()).assignments

        self.assertEqual(partition(zip(places, shuffled, strict=True)), partition(enumerate(straight)))

    @settings(QUICK, max_examples=60)
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
