"""A wrong union, taken apart by a person."""

from datetime import UTC, datetime
from itertools import count

from django.test import TestCase

from callcenter.accounts.models import Membership, User
from callcenter.tenancy.models import Organization
from callcenter.tenancy.scope import tenant_scope
from calllog.actions.hear import hear
from calllog.actions.split import ids_of, split_call
from calllog.errors import NothingToSplit
from calllog.models import Call, ExtensionAssignment, Switch
from calllog.sources.ami import Block
from demo.world import SWITCH, load
from dispositions.models import CallOutcome, Wrapup
from reports.models import Delta
from tests.base import code, no_scope
from tests.calllog.scoring import read_blocks, truth

ONE, OTHER = truth()[0], next(one for one in truth() if one["name"] == "q_first_busy")


class AWrongUnion(TestCase):
    @classmethod
    def setUpTestData(cls):
        load()
        cls.switch = Switch.objects.get(slug=SWITCH)
        cls.acme = Organization.objects.get(slug="acme")

    def setUp(self):
        self.places = count()
        for expected in (ONE, OTHER):
            start, end = expected["window"]
            self.hear(*[block for at, block in read_blocks() if start <= at.timestamp() <= end])
        self.enterContext(tenant_scope(self.acme))

    def hear(self, *blocks):
        at = datetime.fromtimestamp(OTHER["window"][1], UTC)
        hear(switch_id=self.switch.pk, blocks=blocks, session="s", ordinal=next(self.places) * 1000, received_at=at)

    def join(self):
        """Let the switch say something that names both calls."""
        with no_scope():
            self.hear(
                Block(
                    (
                        ("Event", "NewCallerid"),
                        ("Uniqueid", ONE["linkedid"]),
                        ("Linkedid", ONE["linkedid"]),
                        ("OtherLinkedid", OTHER["linkedid"]),
                    )
                )
            )

    def calls(self):
        mine = Call.objects.filter(source__switch=self.switch, merged_into=None)
        return {call.external_id: call for call in mine}

    def joined(self):
        self.join()
        return self.calls()[ONE["linkedid"]]

    def split(self, call, *apart):
        admin = Membership.objects.get(role="admin")
        return split_call(call=call, apart=apart, actor=admin, organization=self.acme)

    def test_is_one_call_of_two_conversations(self):
        self.assertEqual((ids_of(self.joined()), len(self.calls())), ([ONE["linkedid"], OTHER["linkedid"]], 1))

    def test_becomes_the_two_calls_that_there_were(self):
        facts = {key: (call.status, call.talk_s, call.agent_extension) for key, call in self.calls().items()}
        self.split(self.joined(), OTHER["linkedid"])

        self.assertEqual(
            {key: (call.status, call.talk_s, call.agent_extension) for key, call in self.calls().items()}, facts
        )

    def test_is_not_joined_again_by_what_the_switch_says_later(self):
        self.split(self.joined(), OTHER["linkedid"])
        self.join()

        self.assertEqual(set(self.calls()), {ONE["linkedid"], OTHER["linkedid"]})

    def test_gives_codes_back_to_whoever_talked_in_the_other(self):
        call = self.joined()
        theirs = Wrapup.objects.filter(call=call, membership__in=self.agents(OTHER)).first()
        code(theirs, "interested")
        leaves = self.split(call, OTHER["linkedid"])

        self.assertEqual(
            list(Wrapup.objects.filter(call=leaves).exclude(state="withdrawn").values_list("membership_id", "state")),
            [(theirs.membership_id, "saved")],
        )

    def test_lets_the_call_that_stays_be_coded(self):
        call = self.joined()
        code(Wrapup.objects.filter(call=call, membership__in=self.agents(OTHER)).first(), "interested")
        self.split(call, OTHER["linkedid"])
        code(Wrapup.objects.get(call=call, membership__in=self.agents(ONE)), "not_interested")

        self.assertEqual(self.counted(), self.coded())

    def test_moves_what_reports_count(self):
        call = self.joined()
        theirs = Wrapup.objects.filter(call=call, membership__in=self.agents(OTHER)).first()
        code(theirs, "interested")
        before = self.counted()
        self.split(call, OTHER["linkedid"])

        self.assertEqual((self.counted(), self.counted()), (before, self.coded()))

    def test_refuses_to_take_all_of_it_away(self):
        with self.assertRaises(NothingToSplit):
            self.split(self.joined(), ONE["linkedid"], OTHER["linkedid"])

    def test_refuses_ids_of_another_call(self):
        with self.assertRaises(NothingToSplit):
            self.split(self.joined(), "pbx-1.1")

    def test_is_taken_apart_on_the_page_of_the_call(self):
        call = self.joined()
        with no_scope():
            self.client.force_login(User.objects.get(email="mona@acme.example"))
            page = self.client.get(f"/o/acme/calls/{call.pk}/")
            answer = self.client.post(f"/o/acme/calls/{call.pk}/split/", {"apart": OTHER["linkedid"]}, follow=True)

        self.assertContains(page, "Take apart")
        self.assertContains(answer, "These are two calls now")
        self.assertEqual(set(self.calls()), {ONE["linkedid"], OTHER["linkedid"]})

    def test_is_left_alone_where_nothing_was_ticked(self):
        call = self.joined()
        with no_scope():
            self.client.force_login(User.objects.get(email="mona@acme.example"))
            answer = self.client.post(f"/o/acme/calls/{call.pk}/split/", {}, follow=True)

        self.assertContains(answer, "Choose some of this call")

    def counted(self):
        return sum(Delta.objects.filter(measure="call").values_list("n", flat=True))

    def coded(self):
        return CallOutcome.objects.exclude(primary=None).count()

    def agents(self, expected):
        held = ExtensionAssignment.objects.filter(extension__number=expected["agent"])
        return list(held.values_list("membership_id", flat=True))
