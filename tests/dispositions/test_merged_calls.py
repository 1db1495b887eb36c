"""Two stored calls turn out to be one: what people said about the other moves to the older one."""

from django.db.models import Sum

from calllog.actions.store import absorb
from calllog.models import Call
from dispositions.models import CallOutcome, CodeUse, Wrapup
from reports.models import Delta
from tests.base import CallCenterTestCase, code, make_call, make_leg, make_wrapup, refolded


class AMerge(CallCenterTestCase):
    def setUp(self):
        super().setUp()
        self.survivor = make_wrapup(self.alice).call
        self.other = make_wrapup(self.bob).call

    def merge(self):
        absorb(self.other, self.survivor)
        self.survivor.refresh_from_db()

    def standing(self):
        uses = CodeUse.objects.standing().filter(call=self.survivor)
        return sorted(uses.values_list("code__slug", "membership__name"))

    def counted(self):
        """Return what the delta log adds up to, per measure and code."""
        summed = Delta.objects.values("measure", "code_id").annotate(total=Sum("n")).filter(total__gt=0)
        return sorted(summed.values_list("measure", "total"))

    def test_leaves_one_call_in_every_list(self):
        self.merge()

        self.assertEqual(list(Call.objects.standing()), [self.survivor])

    def test_of_calls_nobody_had_coded_lets_them_be_coded(self):
        self.merge()
        code(Wrapup.objects.get(membership=self.alice), "interested")

        self.assertEqual(self.standing(), [("interested", "Alice")])

    def test_moves_a_colleagues_wrap_up_and_codes(self):
        code(Wrapup.objects.get(membership=self.bob), "deal_closed")
        self.merge()

        self.assertEqual(
            (self.standing(), CallOutcome.objects.get(call=self.survivor).primary.slug),
            ([("deal_closed", "Bob")], "deal_closed"),
        )

    def test_counts_the_call_once(self):
        code(Wrapup.objects.get(membership=self.alice), "interested")
        code(Wrapup.objects.get(membership=self.bob), "deal_closed")
        self.merge()

        self.assertEqual(self.counted(), [("call", 1), ("use", 1), ("use", 1)])

    def test_gives_an_agent_of_both_one_wrap_up_with_what_was_said(self):
        make_leg(self.other, self.alice)
        refolded(self.other)
        code(Wrapup.objects.get(call=self.other, membership=self.alice), "interested")
        self.merge()

        self.assertEqual(
            (self.standing(), Wrapup.objects.get(call=self.survivor, membership=self.alice).state),
            ([("interested", "Alice")], "saved"),
        )

    def test_keeps_what_an_agent_said_first_when_both_were_coded(self):
        make_leg(self.other, self.alice)
        refolded(self.other)
        code(Wrapup.objects.get(call=self.survivor, membership=self.alice), "follow_up_needed")
        code(Wrapup.objects.get(call=self.other, membership=self.alice), "interested")
        self.merge()

        self.assertEqual(
            (self.standing(), self.counted()), ([("follow_up_needed", "Alice")], [("call", 1), ("use", 1)])
        )

    def test_keeps_a_draft(self):
        make_leg(self.other, self.alice)
        refolded(self.other)
        Wrapup.objects.filter(call=self.other, membership=self.alice).update(draft={"codes": ["interested"]})
        self.merge()

        self.assertEqual(Wrapup.objects.get(call=self.survivor, membership=self.alice).draft["codes"], ["interested"])

    def test_ends_the_systems_word_on_the_other(self):
        self.other = make_call(status="missed")
        self.merge()

        self.assertEqual((self.standing(), self.counted()), ([], []))
