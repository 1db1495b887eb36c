from unittest import TestCase

from calllog.fold import fold
from calllog.sources.ami import AmiReader
from calllog.sources.asterisk import linked_keys
from calllog.sources.replay import Capture, calls_of, rewrite
from tests.calllog.scoring import capture, conversations, directory, read_blocks, stored, truth


class TheSlices(TestCase):
    def test_are_the_calls_in_order(self):
        self.assertEqual([one.name for one in calls_of(capture())], [one["name"] for one in truth()])

    def test_hold_whole_blocks_only(self):
        errors = []
        for call in calls_of(capture()):
            reader = AmiReader()
            errors += [
                block.error for _, piece in capture().pieces(call) for block in reader.feed(piece) if block.error
            ]
            errors += [block.error for block in reader.close()]

        self.assertEqual(errors, [])

    def test_leave_no_event_of_a_call_out(self):
        kept = sum(call.end_offset - call.start_offset for call in calls_of(capture()))

        self.assertGreater(kept, len(capture().raw) - 2000)

    def test_are_found_by_silence_where_no_names_are_known(self):
        calls = calls_of(Capture(capture().raw, capture().arrivals))

        self.assertEqual(calls[0].name, "call-001")


class AnotherRun(TestCase):
    @classmethod
    def setUpClass(cls):
        received, blocks = zip(*read_blocks(), strict=True)
        cls.again = list(zip(received, rewrite(blocks, "r2", -60.0), strict=True))

    def test_shares_no_id_with_the_first(self):
        ids = [
            {key for _, block in blocks for key in linked_keys(dict(block.fields))}
            for blocks in (read_blocks(), self.again)
        ]

        self.assertEqual(ids[0] & ids[1], set())

    def test_folds_to_the_same_calls_a_minute_earlier(self):
        def folded(blocks):
            calls = [fold(events, directory()) for events in conversations(stored(blocks)).values()]
            return sorted((call.started_at.timestamp(), call.status, call.number, call.talk_s) for call in calls)

        first, second = folded(read_blocks()), folded(self.again)

        self.assertEqual(
            [(round(at - 60, 3), *facts) for at, *facts in first], [(round(at, 3), *facts) for at, *facts in second]
        )
