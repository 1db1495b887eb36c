"""What a switch says late, says twice or never says: the call as the evidence stands, and what is wanting in it."""

from datetime import UTC, datetime, timedelta
from itertools import count

import time_machine
from django.test import TestCase
from django.utils import timezone

from callcenter.tenancy.models import Organization
from callcenter.tenancy.scope import tenant_scope
from calllog.actions.hear import hear
from calllog.actions.lost import compare, lose_silent_calls
from calllog.models import Call, CallCorrection, Switch
from calllog.sources.ami import Block
from calllog.sources.roll_call import Roll
from demo.world import SWITCH, load
from dispositions.models import Wrapup
from tests.calllog.scoring import read_blocks, truth

DIRECT = truth()[0]
ENDS = {"Hangup", "HangupRequest", "SoftHangupRequest"}


def blocks_of(expected):
    """Return the blocks of one recorded call with their clocks."""
    start, end = expected["window"]
    return [(at, block) for at, block in read_blocks() if start <= at.timestamp() <= end]


class LateTruth(TestCase):
    @classmethod
    def setUpTestData(cls):
        load()
        cls.switch = Switch.objects.get(slug=SWITCH)
        cls.acme = Organization.objects.get(slug="acme")
        cls.began = datetime.fromtimestamp(DIRECT["window"][0], UTC)

    def setUp(self):
        self.places = count()

    def hear(self, blocks, session="one"):
        for at, block in blocks:
            hear(switch_id=self.switch.pk, blocks=[block], session=session, ordinal=next(self.places), received_at=at)

    def call(self):
        with tenant_scope(self.acme):
            return Call.objects.get(external_id=DIRECT["linkedid"])

    def corrections(self):
        with tenant_scope(self.acme):
            return list(CallCorrection.objects.values_list("revision", "changes"))

    def roll(self, *ids):
        channels = tuple(Block((("Event", "CoreShowChannel"), ("Uniqueid", key), ("Linkedid", key))) for key in ids)
        return Roll(timezone.now(), channels)


class ACallThatIsSettled(LateTruth):
    def heard_without_the_answer(self):
        late = {"BridgeEnter", "BridgeLeave", "DialEnd", "Newstate"}
        blocks = blocks_of(DIRECT)
        with time_machine.travel(self.began + timedelta(seconds=30), tick=False):
            self.hear([pair for pair in blocks if pair[1].event not in late])
        return [pair for pair in blocks if pair[1].event in late]

    def test_takes_late_events_and_says_what_they_changed(self):
        late = self.heard_without_the_answer()
        before = self.call().status
        with time_machine.travel(self.began + timedelta(minutes=10), tick=False):
            self.hear(late)

        changed = {name: pair for _, changes in self.corrections() for name, pair in changes.items()}
        self.assertEqual((before, self.call().status, changed["status"][-1]), ("abandoned", "answered", "answered"))

    def test_has_none_while_its_events_still_come_in(self):
        late = self.heard_without_the_answer()
        with time_machine.travel(self.began + timedelta(seconds=60), tick=False):
            self.hear(late)

        self.assertEqual((self.call().status, self.corrections()), ("answered", []))

    def test_is_not_corrected_by_what_was_known(self):
        with time_machine.travel(self.began + timedelta(seconds=30), tick=False):
            self.hear(blocks_of(DIRECT))
        with time_machine.travel(self.began + timedelta(minutes=10), tick=False):
            self.hear(blocks_of(DIRECT), session="another")

        self.assertEqual(self.corrections(), [])


class ACallWhoseEndWasLost(LateTruth):
    def setUp(self):
        super().setUp()
        self.blocks = blocks_of(DIRECT)
        now = self.began + timedelta(seconds=10)
        travel = time_machine.travel(now, tick=False)
        travel.start()
        self.addCleanup(travel.stop)
        self.hear([pair for pair in self.blocks if pair[1].event not in ENDS])
        self.ids = {block.get("Uniqueid") for _, block in self.blocks if block.event == "Newchannel"}

    def compare(self, roll, heard_until=None):
        compare(switch_id=self.switch.pk, roll=roll, heard_until=heard_until, now=timezone.now())

    def test_goes_on_while_the_switch_lists_it(self):
        self.compare(self.roll(*self.ids))

        self.assertEqual(self.call().status, "in_progress")

    def test_ends_when_the_switch_lists_it_no_longer(self):
        self.compare(self.roll())

        call = self.call()
        self.assertEqual((call.status, call.quality, float(call.talk_s) > 3), ("answered", "partial", True))

    def test_lets_its_agent_code_it(self):
        self.compare(self.roll())

        with tenant_scope(self.acme):
            self.assertEqual(Wrapup.objects.get(call=self.call()).state, "open")

    def test_lasted_until_the_connection_broke_at_least(self):
        broke = timezone.now() + timedelta(seconds=40)
        self.compare(self.roll(), heard_until=broke)

        self.assertEqual(self.call().ended_at, broke)

    def test_ended_when_its_hangup_says_so_after_all(self):
        self.compare(self.roll(), heard_until=timezone.now() + timedelta(seconds=40))
        self.hear([pair for pair in self.blocks if pair[1].event in ENDS])

        call = self.call()
        self.assertEqual((call.quality, round(float(call.talk_s))), ("", 4))

    def test_that_began_after_the_list_was_asked_for_goes_on(self):
        roll = Roll(self.began - timedelta(minutes=1), ())
        self.compare(roll)

        self.assertEqual(self.call().status, "in_progress")

    def test_is_closed_after_hours_of_silence_where_nobody_listens(self):
        with time_machine.travel(self.began + timedelta(hours=5), tick=False):
            lose_silent_calls()

        self.assertEqual((self.call().status, self.call().quality), ("answered", "partial"))

    def test_is_not_closed_while_the_switch_can_be_asked(self):
        """A call may well last three days."""
        Switch.objects.filter(pk=self.switch.pk).update(connected_at=timezone.now())
        with time_machine.travel(self.began + timedelta(days=3), tick=False):
            lose_silent_calls()

        self.assertEqual(self.call().status, "in_progress")


class ACallWhoseBeginningWasLost(LateTruth):
    def test_is_taken_up_as_the_switch_lists_it(self):
        listed = {
            "Event": "CoreShowChannel", "Channel": "IAX2/agent101-77", "ChannelStateDesc": "Up", "Uniqueid": "pbx-7.2",
            "Linkedid": "pbx-7.1", "AccountCode": "acme", "BridgeId": "b1",
        }  # fmt: skip
        customer = listed | {"Channel": "IAX2/carrier-7", "Uniqueid": "pbx-7.1", "CallerIDNum": "14155550199"}
        roll = Roll(timezone.now(), (Block(tuple(customer.items())), Block(tuple(listed.items()))))
        compare(switch_id=self.switch.pk, roll=roll, heard_until=None, now=timezone.now())

        with tenant_scope(self.acme):
            call = Call.objects.get(external_id="pbx-7.1")
            self.assertEqual((call.status, call.quality, call.agent_extension), ("in_progress", "partial", "101"))
