"""Several calls may say the same of one person: what one of them takes back, the others still say."""

from datetime import timedelta

import time_machine
from django.utils import timezone

from calllog.actions.store import absorb
from calllog.models import Call
from dispositions.models import Code, DncEntry, Effect, Wrapup
from tests.base import CallCenterTestCase, code, make_call, make_leg, make_wrapup, refolded

NUMBER = "+14155550123"


class SharedEntries(CallCenterTestCase):
    def setUp(self):
        super().setUp()
        self.one, self.other = make_wrapup(self.alice, number=NUMBER), make_wrapup(self.bob, number=NUMBER)

    def entries(self):
        return DncEntry.objects.in_force(timezone.now())

    def later(self, **time):
        return time_machine.travel(timezone.now() + timedelta(**time), tick=False)


class AnOptOut(SharedEntries):
    def test_taken_back_on_one_call_stands_for_the_other(self):
        code(self.one, "do_not_contact")
        code(self.other, "do_not_contact")
        code(self.one, "interested")

        self.assertEqual(self.entries().count(), 1)

    def test_that_stands_for_another_call_is_not_said_to_be_gone(self):
        code(self.one, "do_not_contact")
        code(self.other, "do_not_contact")
        self.sign_in(self.alice)

        answer = self.api("PUT", f"calls/{self.one.call_id}/disposition/", {"codes": []})

        self.assertEqual([one["text"] for one in answer.data["effects"]], ["will not be contacted any more"])

    def test_taken_back_on_both_is_gone(self):
        for wrapup in (self.one, self.other):
            code(wrapup, "do_not_contact")
        for wrapup in (self.one, self.other):
            code(wrapup, "interested")

        self.assertIs(self.entries().exists(), False)

    def test_that_was_there_before_any_code_outlives_the_code(self):
        DncEntry.objects.create(number=int(NUMBER[1:]), kind="opt_out", starts_at=timezone.now() - timedelta(days=9))
        code(self.one, "do_not_contact")
        code(self.one, "interested")

        self.assertEqual(self.entries().count(), 1)

    def test_within_eight_seconds_is_taken_back_by_its_author_alone(self):
        code(self.one, "do_not_contact")
        self.sign_in(self.manager)

        path = f"calls/{self.one.call_id}/disposition/?wrapup={self.one.pk}"
        answer = self.api("PUT", path, {"codes": [], "reason": "a slip"})

        self.assertEqual((answer.status_code, answer.data["code"]), (403, "opt_out_stands"))

    def test_of_a_number_longer_than_any_is_put_on_no_list(self):
        wrapup = make_wrapup(self.alice, number="+99999999999999999999999999")
        code(wrapup, "do_not_contact")

        self.assertEqual(Effect.objects.get().state, "no_number")


class ARest(SharedEntries):
    def ends(self):
        return [entry.expires_at for entry in self.entries()]

    def test_lasts_as_long_as_the_latest_call_that_still_says_so(self):
        code(self.one, "not_interested")
        first = self.ends()
        with self.later(days=5):
            code(self.other, "not_interested")
            extended = self.ends()
            code(self.one, "interested", at=timezone.now() - timedelta(days=4))

            self.assertEqual(self.ends(), extended)
        self.assertGreater(extended, first)

    def test_ends_as_before_when_its_extension_is_taken_back(self):
        code(self.one, "not_interested")
        first = self.ends()
        with self.later(days=5):
            code(self.other, "not_interested")
            code(self.other, "interested")

            self.assertEqual(self.ends(), first)

    def test_of_two_codes_of_one_save_is_gone_when_both_are(self):
        Code.objects.filter(slug="follow_up_needed").update(effects=[{"kind": "cooldown", "days": 3}])
        code(self.one, "not_interested", "follow_up_needed")
        code(self.one)

        self.assertEqual(self.ends(), [])


class ASaveOnACallThatBecamePartOfAnother(CallCenterTestCase):
    def setUp(self):
        super().setUp()
        self.survivor, self.other = make_call(self.bob), make_call(self.alice)
        self.sign_in(self.alice)

    def merge_and_save(self):
        absorb(self.other, self.survivor)
        return self.api("PUT", f"calls/{self.other.pk}/disposition/", {"codes": ["interested"]})

    def test_is_a_save_on_that_call(self):
        answer = self.merge_and_save()

        self.assertEqual((answer.status_code, Wrapup.objects.get(membership=self.alice).call), (200, self.survivor))

    def test_of_whom_was_on_both_leaves_nothing_on_the_absorbed_one(self):
        make_leg(self.survivor, self.alice)
        refolded(self.survivor)
        answer = self.merge_and_save()

        coded = Call.objects.filter(code_uses__superseded_at=None, code_uses__isnull=False)
        self.assertEqual((answer.status_code, list(coded)), (200, [self.survivor]))
