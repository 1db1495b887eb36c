"""A wrap-up follows its agent's part of the call."""

from datetime import timedelta
from decimal import Decimal

import time_machine
from django.utils import timezone

from callcenter.jobs.models import DueItem
from callcenter.jobs.tasks import run_due
from callcenter.tenancy.scope import tenant_scope
from dispositions.models import CodeUse, Wrapup
from tests.base import CallCenterTestCase, make_call, make_leg, make_wrapup, no_scope, refolded


class AWrapup(CallCenterTestCase):
    def ringing(self, agent):
        call = make_call(status="in_progress")
        type(call).objects.filter(pk=call.pk).update(ended_at=None)
        call.refresh_from_db()
        leg = make_leg(call, agent, talk_s=0, ended=False)
        refolded(call)
        return call, leg

    def test_is_preparing_while_the_telephone_rings(self):
        self.ringing(self.alice)

        self.assertEqual(Wrapup.objects.get().state, "preparing")

    def test_opens_when_the_own_part_ends_although_the_call_goes_on(self):
        call, leg = self.ringing(self.alice)
        leg.talk_s, leg.talked, leg.ended_at = Decimal(20), True, timezone.now()
        leg.save()

        refolded(call)

        self.assertEqual(Wrapup.objects.get().state, "open")

    def test_is_withdrawn_when_nobody_talked(self):
        call, leg = self.ringing(self.alice)
        leg.ended_at = timezone.now()
        leg.save()

        refolded(call)

        self.assertEqual(Wrapup.objects.get().state, "withdrawn")

    def test_keeps_its_draft_for_the_next_time_the_same_call_rings(self):
        call, leg = self.ringing(self.alice)
        Wrapup.objects.update(draft={"codes": ["interested"], "note": ""})
        leg.ended_at = timezone.now()
        leg.save()
        refolded(call)

        make_leg(call, self.alice, talk_s=0, ended=False)
        refolded(call)

        wrapup = Wrapup.objects.get()
        self.assertEqual((wrapup.state, wrapup.draft["codes"]), ("preparing", ["interested"]))

    def test_is_not_asked_for_after_a_talk_under_the_threshold(self):
        type(self.acme).objects.filter(pk=self.acme.pk).update(talk_threshold_s=5)

        make_call(self.alice, talk_s=3)

        self.assertEqual(Wrapup.objects.get().state, "withdrawn")

    def test_of_a_short_talk_can_be_coded_from_the_calls_page(self):
        type(self.acme).objects.filter(pk=self.acme.pk).update(talk_threshold_s=5)
        call = make_call(self.alice, talk_s=3)
        self.sign_in(self.alice)

        response = self.api("PUT", f"calls/{call.pk}/disposition/", {"codes": ["disconnected"]})

        self.assertEqual(response.data["wrapup"]["state"], "saved")

    def test_is_not_made_for_an_internal_call(self):
        make_call(self.alice, direction="internal")

        self.assertIs(Wrapup.objects.exists(), False)

    def test_is_not_made_for_listening(self):
        call = make_call(self.alice)
        leg = make_leg(call, self.bob)
        leg.listening = True
        leg.save()

        refolded(call)

        self.assertIs(Wrapup.objects.filter(membership=self.bob).exists(), False)

    def test_is_made_once_however_often_the_call_is_folded(self):
        call = make_call(self.alice)
        refolded(call)
        refolded(call)

        self.assertEqual(Wrapup.objects.count(), 1)

    def test_is_laid_aside_after_fifteen_idle_minutes(self):
        make_wrapup(self.alice)

        with time_machine.travel(timezone.now() + timedelta(minutes=16)), no_scope():
            self.make_due()
            run_due()

        self.assertEqual(Wrapup.objects.get().state, "to_classify")

    def test_waits_on_while_the_agent_types(self):
        wrapup = make_wrapup(self.alice)

        with time_machine.travel(timezone.now() + timedelta(minutes=16)), no_scope():
            self.make_due(touched=wrapup)
            run_due()

        self.assertEqual(Wrapup.objects.get().state, "open")

    def make_due(self, touched=None):
        """Let the database's clock, which nothing moves, find the work due."""
        with tenant_scope(self.acme):
            DueItem.objects.update(due_at=timezone.now() - timedelta(hours=1))
            if touched is not None:
                Wrapup.objects.filter(pk=touched.pk).update(touched_at=timezone.now())


class CallsThatReachedNobody(CallCenterTestCase):
    def codes_of(self, **facts):
        call = make_call(**facts)
        return list(CodeUse.objects.standing().filter(call=call).values_list("code__slug", flat=True))

    def test_are_coded_by_rule(self):
        found = {
            status: self.codes_of(status=status, direction=direction)
            for status, direction in [
                ("no_answer", "outbound"),
                ("busy", "outbound"),
                ("abandoned", "inbound"),
                ("missed", "inbound"),
                ("rejected", "inbound"),
                ("failed", "inbound"),
                ("voicemail", "inbound"),
            ]
        }

        self.assertEqual(found, {
            "no_answer": ["no_answer"], "busy": ["busy"], "abandoned": ["abandoned_in_queue"], "missed": ["missed"],
            "rejected": ["rejected"], "failed": ["failed"], "voicemail": ["voicemail_received"],
        })  # fmt: skip

    def test_tell_a_number_that_does_not_exist(self):
        self.assertEqual(self.codes_of(status="failed", direction="outbound", cause_q850=1), ["invalid_number"])

    def test_lose_the_rules_code_when_late_truth_says_there_was_a_talk(self):
        call = make_call(status="missed")
        call.status = "answered"
        call.save()

        refolded(call)

        self.assertIs(CodeUse.objects.standing().exists(), False)

    def test_lose_the_rules_code_when_a_person_speaks(self):
        call = make_call(self.alice, status="no_answer", direction="outbound")
        self.sign_in(self.alice)

        self.api("PUT", f"calls/{call.pk}/disposition/", {"codes": ["follow_up_needed"]})

        self.assertEqual(list(CodeUse.objects.standing().values_list("code__slug", flat=True)), ["follow_up_needed"])
