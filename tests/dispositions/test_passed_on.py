"""Who passed a call on at once is not asked what it was."""

from decimal import Decimal

from calllog.models import Leg
from dispositions.models import CodeUse, Revision, Wrapup
from tests.base import CallCenterTestCase, code, make_call, make_leg, refolded


class AColdTransfer(CallCenterTestCase):
    def pass_on(self, talk_s=6.0, kind="blind", draft=None):
        """Let Alice talk a little and hand the caller to Bob."""
        call = make_call(talk_s=60)
        leg = make_leg(call, self.alice, talk_s=talk_s)
        Leg.objects.filter(pk=leg.pk).update(passed_on=kind)
        make_leg(call, self.bob, talk_s=40)
        if draft:
            Wrapup.objects.create(call=call, membership=self.alice, draft=draft)
        refolded(call)
        return call

    def of(self, person):
        return Wrapup.objects.get(membership=person)

    def test_codes_itself(self):
        self.pass_on()

        use = CodeUse.objects.standing().get()
        self.assertEqual(
            (use.code.slug, use.membership, self.of(self.alice).state), ("transferred", self.alice, "saved")
        )

    def test_asks_whoever_got_the_caller(self):
        self.pass_on()

        self.assertEqual(self.of(self.bob).state, "open")

    def test_with_fifteen_seconds_of_talk_asks(self):
        self.pass_on(talk_s=15.0)

        self.assertEqual(self.of(self.alice).state, "open")

    def test_of_which_the_next_one_was_told_asks(self):
        self.pass_on(kind="attended")

        self.assertEqual(self.of(self.alice).state, "open")

    def test_for_which_something_was_prepared_asks(self):
        self.pass_on(draft={"codes": ["interested"], "note": ""})

        self.assertEqual(self.of(self.alice).state, "open")

    def test_counts_for_no_wrap_up_time(self):
        self.pass_on()

        self.assertIsNone(self.of(self.alice).acw_s)

    def test_can_be_coded_by_its_agent_all_the_same(self):
        self.pass_on()
        code(self.of(self.alice), "interested", reason="Sold before passing on")

        self.assertEqual(CodeUse.objects.standing().get().code.slug, "interested")

    def test_that_turns_out_to_be_a_talk_asks_after_all(self):
        call = self.pass_on()
        Leg.objects.filter(membership=self.alice).update(talk_s=Decimal(90))
        refolded(call)

        self.assertEqual((self.of(self.alice).state, CodeUse.objects.standing().count()), ("open", 0))

    def test_that_somebody_coded_keeps_its_code_when_it_turns_out_to_be_a_talk(self):
        call = self.pass_on()
        code(self.of(self.alice), "interested", reason="Sold before passing on")
        Leg.objects.filter(membership=self.alice).update(talk_s=Decimal(90))
        refolded(call)

        self.assertEqual(CodeUse.objects.standing().get().code.slug, "interested")

    def test_told_again_is_coded_once(self):
        call = self.pass_on()
        refolded(call)

        self.assertEqual(Revision.objects.count(), 1)

    def test_that_is_told_of_late_closes_the_card(self):
        call = self.pass_on(kind="")
        self.assertEqual(self.of(self.alice).state, "open")
        Leg.objects.filter(membership=self.alice).update(passed_on="blind")
        refolded(call)

        use = CodeUse.objects.standing().get()
        self.assertEqual((self.of(self.alice).state, use.code.slug), ("saved", "transferred"))

    def test_that_is_told_of_late_leaves_what_somebody_coded(self):
        call = self.pass_on(kind="")
        code(self.of(self.alice), "interested")
        Leg.objects.filter(membership=self.alice).update(passed_on="blind")
        refolded(call)

        self.assertEqual(CodeUse.objects.standing().get().code.slug, "interested")
