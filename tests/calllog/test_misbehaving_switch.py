"""A switch that says half a line, rubbish, ten megabytes at once, or speaks for another; nothing is lost but that."""

import re
from datetime import UTC, datetime, timedelta
from itertools import count

from django.test import TestCase

from callcenter.tenancy.models import Organization
from callcenter.tenancy.scope import tenant_scope
from calllog.actions.hear import hear
from calllog.models import Call, Conversation, RawEvent, Source, Switch, SwitchRoute
from calllog.sources.ami import AmiReader
from demo.world import SWITCH, load
from tests.calllog.scoring import read_blocks, truth
from tests.calllog.speaking import Speaking

REFUSED = b"Asterisk Call Manager/13.0.0\r\nResponse: Error\r\nMessage: Authentication failed\r\n\r\n"
WHOLE = ("answered", [("Ada Lindqvist", "open")])


class AMisbehavingSwitch(Speaking):
    def problems(self):
        return list(RawEvent.objects.exclude(problem="").values_list("problem", flat=True))

    def middle(self):
        """Return where a block in the middle of the call begins."""
        return self.raw.index(b"\r\n\r\n", len(self.raw) // 2) + 4

    def test_that_cuts_the_connection_in_mid_event_loses_that_event_alone(self):
        at = self.middle()
        following = self.raw.index(b"\r\n\r\n", at) + 4
        self.listen([self.raw[: at + 30]], [self.raw[following:]])

        self.assertEqual((self.stored(), self.problems()), (WHOLE, ["truncated"]))

    def test_that_says_its_lines_in_halves_is_understood(self):
        at = self.middle() + 17
        self.listen([self.raw[:at], self.raw[at : at + 5], self.raw[at + 5 :]])

        self.assertEqual((self.stored(), self.problems()), (WHOLE, []))

    def test_that_talks_rubbish_between_events_is_heard_on(self):
        at = self.middle()
        rubbish = b"\x00\xff\xfe no key\r\n:::\r\n\r\n"
        self.listen([self.raw[:at] + rubbish + self.raw[at:]])

        self.assertEqual((self.stored(), self.problems()), (WHOLE, ["line without a key"]))

    def test_that_says_ten_megabytes_in_one_line_is_heard_on(self):
        at = self.middle()
        flood = b"Event: VarSet\r\nValue: " + b"x" * (10 << 20) + b"\r\n\r\n"
        self.listen([self.raw[:at] + flood + self.raw[at:]], patience_s=4)

        self.assertEqual((self.stored(), self.problems()), (WHOLE, ["block too long"]))
        self.assertLess(max(len(str(body)) for body in RawEvent.objects.values_list("body", flat=True)), 10_000)

    def test_that_refuses_the_sign_in_is_asked_again(self):
        self.listen([b""], [self.raw], greeting=[REFUSED])

        self.assertEqual(self.stored(), WHOLE)

    def test_with_a_thousand_channels_at_once_is_kept_up_with(self):
        crowd = b"".join(
            b"Event: Newchannel\r\nChannel: PJSIP/trunk-%08x\r\nUniqueid: c.%d\r\nLinkedid: c.%d\r\n\r\n" % (n, n, n)
            for n in range(1000)
        )
        at = self.middle()
        self.listen([self.raw[:at] + crowd + self.raw[at:]], patience_s=8)

        self.assertEqual((self.stored(), self.problems()), (WHOLE, []))
        self.assertIs(Conversation.objects.filter(dirty=True, merged_into=None).exists(), False)


class Oddities(TestCase):
    """One recorded call, told in odd ways."""

    @classmethod
    def setUpTestData(cls):
        load()
        cls.acme = Organization.objects.get(slug="acme")
        cls.switch = Switch.objects.get(slug=SWITCH)
        cls.truth = truth()[0]
        start, end = cls.truth["window"]
        cls.blocks = [block for at, block in read_blocks() if start <= at.timestamp() <= end]
        cls.at = datetime.fromtimestamp(end, UTC)

    def hear(self, blocks, switch=None, places=count()):  # noqa: B008 - one row of places for all
        hear(
            switch_id=(switch or self.switch).pk,
            blocks=blocks,
            session="s",
            ordinal=next(places) * 1000,
            received_at=self.at,
        )

    def calls(self):
        with tenant_scope(self.acme):
            return list(Call.objects.filter(external_id=self.truth["linkedid"]).select_related("source"))

    def test_ids_that_two_switches_share_are_two_calls(self):
        second = Switch.objects.create(slug="second", name="Second", kind="asterisk", settings=self.switch.settings)
        for route in SwitchRoute.objects.filter(switch=self.switch):
            SwitchRoute.objects.create(
                switch=second, kind=route.kind, value=route.value, organization_id=route.organization_id
            )
        with tenant_scope(self.acme):
            Source.objects.create(switch=second, name="Second")
        self.hear(self.blocks)
        self.hear(self.blocks, second)

        self.assertEqual(len({call.source_id for call in self.calls()}), 2)

    def test_a_call_of_three_days_is_as_long_as_it_was(self):
        # Records tell their times in words.
        spoken = [block for block in self.blocks if block.event not in {"CEL", "Cdr"}]
        raw = b"".join(block.to_bytes() for block in spoken)
        talking = max(place for place, block in enumerate(spoken) if block.event == "BridgeEnter")
        later = b"".join(block.to_bytes() for block in spoken[talking + 1 :])
        days = timedelta(days=3).total_seconds()
        stretched = re.sub(
            rb"(Timestamp: )(\d+)(\.\d+)", lambda found: b"%s%d%s" % (found[1], int(found[2]) + days, found[3]), later
        )
        self.assertNotEqual(stretched, later)
        self.at += timedelta(days=3)
        self.hear(AmiReader().feed(raw[: len(raw) - len(later)] + stretched))

        (call,) = self.calls()
        self.assertEqual((call.ended_at - call.started_at).days, 3)

    def test_an_answer_before_the_ring_is_the_same_call(self):
        self.hear(self.blocks)
        told = [(call.status, call.talk_s, call.wait_s) for call in self.calls()]
        with tenant_scope(self.acme):
            before = Call.objects.get(external_id=self.truth["linkedid"]).revision
        self.hear(self.blocks[::-1])

        self.assertEqual([(call.status, call.talk_s, call.wait_s) for call in self.calls()], told)
        self.assertEqual([call.revision for call in self.calls()], [before])

    def test_everything_backwards_is_the_same_call(self):
        self.hear(self.blocks[::-1])
        (call,) = self.calls()

        self.assertEqual((call.status, float(call.talk_s) > 0), ("answered", True))
