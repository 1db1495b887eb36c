from datetime import UTC, datetime, timedelta
from unittest import TestCase

from calllog.canonical import Kind
from calllog.fold import fold
from calllog.fold_legs import LegState, Party
from tests.calllog.scoring import conversations, directory, read_blocks, score, stored, table, truth
from tests.calllog.variants import (
    overlaid,
    records,
    renamed,
    renamed_truth,
    renamed_world,
    truth_of_copies,
    without,
)


def right(scores):
    """Print the table of what is not right, and count what is."""
    wrong = [one for one in scores if one.misses]
    print(f"\n{table(wrong) if wrong else ''}\n{len(scores) - len(wrong)} of {len(scores)} right")
    return len(scores) - len(wrong), len(scores)


class TheSixtyCalls(TestCase):
    def test_are_read_as_they_were(self):
        print(f"\n{table(score())}")

        self.assertEqual(right(score()), (60, 60))

    def test_are_read_when_three_customers_do_the_same_at_once(self):
        self.assertEqual(right(score(overlaid(3), expected=truth_of_copies(3))), (180, 180))

    def test_are_read_without_the_clock_of_the_switch(self):
        self.assertEqual(right(score(timestamps=False)), (60, 60))

    def test_are_read_without_the_records_the_switch_sends_along(self):
        self.assertEqual(right(score(without("CEL", "Cdr"))), (60, 60))

    def test_are_read_when_everything_has_another_name(self):
        self.assertEqual(right(score(renamed(), expected=renamed_truth(), of=renamed_world())), (60, 60))

    def test_are_read_from_the_files_but_for_the_queue_that_refused(self):
        """No column of CEL or CDR tells that a queue let nobody in: the call looks like one that was not answered."""
        scores = score(records())
        lost = {one.name: one.misses for one in scores if one.misses}

        self.assertEqual((right(scores), list(lost)), ((59, 60), ["q_empty"]))

    def test_are_read_alike_when_the_files_come_on_top_of_the_session(self):
        self.assertEqual(right(score(sorted(read_blocks() + records(), key=lambda pair: pair[0]))), (60, 60))

    def test_are_read_when_every_block_comes_in_a_batch_of_its_own(self):
        blocks = stored(read_blocks())

        self.assertEqual(len(conversations(blocks, batch=1)), len(truth()))


class ACallInProgress(TestCase):
    @classmethod
    def setUpClass(cls):
        names = {one["linkedid"]: one["name"] for one in truth()}
        cls.events = {}
        for events in conversations(stored(read_blocks())).values():
            name = names[fold(events, directory()).external_id]
            cls.events[name] = sorted(events)

    def after(self, name, until):
        events = self.events[name]
        place = next(index for index, event in enumerate(events) if until(event))
        return fold(events[: place + 1], directory())

    def test_shows_the_agent_as_soon_as_the_telephone_rings(self):
        call = self.after("q_answered", lambda event: event.kind == Kind.DIAL_BEGUN)

        self.assertEqual(
            [(leg.party, leg.extension, leg.state) for leg in call.legs][1:], [("agent", "101", "ringing")]
        )

    def test_knows_whom_a_click_to_dial_is_for_before_the_customer_is_dialled(self):
        call = self.after("out_busy", lambda event: event.kind == Kind.DIAL_BEGUN)

        self.assertEqual((call.direction, call.number, call.agent_extension), ("outbound", "16285550031", "103"))

    def test_ends_the_leg_of_an_agent_who_gave_the_customer_away(self):
        call = self.after("xfer_attended", lambda event: event.kind == Kind.ENDED and "agent101" in event.channel.name)
        states = {leg.extension: leg.state for leg in call.legs if leg.party == Party.AGENT}

        self.assertEqual((call.status, states), ("in_progress", {"101": LegState.ENDED, "102": LegState.UP}))

    def test_an_agent_who_is_only_consulted_has_not_talked(self):
        call = self.after("xfer_attended", lambda event: event.kind == Kind.HANGUP_ASKED)

        self.assertIs(next(leg for leg in call.legs if leg.extension == "101").talked, True)
        self.assertLess(call.talk_s, 4)

    def test_once_over_never_gets_another_status(self):
        for name, events in self.events.items():
            seen = []
            for end in range(1, len(events) + 1):
                call = fold(events[:end], directory())
                if call is not None and (not seen or seen[-1] != call.status):
                    seen.append(call.status)
            with self.subTest(name):
                self.assertEqual((seen[0], len(seen)), ("in_progress", 2))

    def test_a_clock_ahead_of_ours_is_not_believed(self):
        long_ago = datetime(2020, 1, 1, tzinfo=UTC)
        blocks = [(long_ago + timedelta(milliseconds=index), block) for index, (_, block) in enumerate(read_blocks())]
        events = [event for one in stored(blocks) for event in one.events]

        self.assertLess(max(event.at for event in events), datetime(2020, 1, 2, tzinfo=UTC).timestamp())
