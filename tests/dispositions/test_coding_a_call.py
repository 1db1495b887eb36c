"""Saving codes through the API: what is written, what is refused, what is taken back."""

import uuid
from datetime import timedelta

import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from callcenter.audit.models import AuditEntry
from callcenter.outbox.models import Event
from callcenter.tenancy.scope import tenant_scope
from dispositions.models import CallOutcome, Code, CodeUse, Disposition, DncEntry, Revision, Wrapup
from reports.models import Delta
from tests.base import CallCenterTestCase, code, make_call, make_leg, make_wrapup, no_scope, refolded


class Coding(CallCenterTestCase):
    def setUp(self):
        super().setUp()
        self.wrapup = make_wrapup(self.alice)
        self.sign_in(self.alice)

    def put(self, *slugs, wrapup=None, **body):
        wrapup = wrapup or self.wrapup
        headers = body.pop("headers", {})
        return self.api("PUT", f"calls/{wrapup.call_id}/disposition/", {"codes": list(slugs), **body}, **headers)


class SavingCodes(Coding):
    def test_takes_two_codes_at_once(self):
        answer = self.put("interested", "meeting_scheduled").data

        self.assertEqual(
            [(code["slug"], code["is_primary"]) for code in answer["codes"]],
            [("interested", False), ("meeting_scheduled", True)],
        )

    def test_closes_the_wrapup(self):
        self.assertEqual(self.put("interested").data["wrapup"], {"id": self.wrapup.pk, "state": "saved"})

    def test_measures_the_after_call_work(self):
        Wrapup.objects.filter(pk=self.wrapup.pk).update(opened_at=timezone.now() - timedelta(seconds=40))

        self.put("interested")

        self.wrapup.refresh_from_db()
        self.assertAlmostEqual(float(self.wrapup.acw_s), 40, delta=5)

    def test_tells_the_floor_above_in_the_same_transaction(self):
        self.put("interested", "meeting_scheduled")

        counted = sorted(Delta.objects.values_list("measure", "n"))
        self.assertEqual(counted, [("call", 1), ("use", 1), ("use", 1)])

    def test_leaves_a_line_in_the_audit(self):
        self.put("interested")

        self.assertIs(AuditEntry.objects.filter(action="wrapup.coded", actor_id=self.alice.pk).exists(), True)

    def test_writes_the_news_with_the_fact(self):
        self.put("interested")

        self.assertIs(Event.objects.filter(type="wrapup", payload__state="saved").exists(), True)

    def test_needs_at_most_twenty_statements_that_touch_a_table(self):
        with CaptureQueriesContext(connection) as caught:
            self.put("not_interested", headers={"Idempotency-Key": "once"})
        frame = ("SAVEPOINT", "RELEASE", "ROLLBACK", "BEGIN", "COMMIT", "SELECT set_config", "SELECT pg_advisory")
        touching = [query["sql"] for query in caught if not query["sql"].startswith(frame)]

        self.assertLessEqual(len(touching), 20, "\n".join(sql[:90] for sql in touching))

    def test_works_while_the_call_goes_on_elsewhere(self):
        call = make_call(self.bob)
        make_leg(call, self.alice)
        type(call).objects.filter(pk=call.pk).update(ended_at=None)
        refolded(type(call).objects.get(pk=call.pk))
        own = Wrapup.objects.get(call=call, membership=self.alice)

        self.assertEqual(self.put("interested", wrapup=own).status_code, 200)

    def test_works_for_a_number_nobody_can_parse(self):
        odd = make_wrapup(self.alice, number="sip:<b>ada</b>@例え")

        answer = self.put("do_not_contact", wrapup=odd)

        self.assertEqual((answer.status_code, answer.data["effects"][0]["state"]), (200, "no_number"))


class RefusedCodes(Coding):
    def refused(self, response):
        return response.status_code, response.data["code"]

    def test_contradict_each_other(self):
        response = self.put("interested", "not_interested")

        self.assertEqual((self.refused(response), response.data["slugs"]), (
            (409, "contradictory_codes"), ["interested", "not_interested"]
        ))  # fmt: skip

    def test_are_retired(self):
        Code.objects.filter(slug="interested").update(retired_at=timezone.now())

        self.assertEqual(self.refused(self.put("interested")), (409, "code_retired"))

    def test_belong_to_another_organization(self):
        with no_scope(), tenant_scope(self.globex):
            Code.objects.create(slug="theirs", labels={"en": "Theirs"}, category="positive")

        self.assertEqual(self.put("theirs").status_code, self.put("nowhere").status_code)

    def test_come_while_the_own_part_goes_on(self):
        call = self.wrapup.call
        call.legs.update(ended_at=None)
        Wrapup.objects.filter(pk=self.wrapup.pk).update(state="preparing")

        self.assertEqual(self.refused(self.put("interested")), (409, "call_in_progress"))

    def test_ask_for_a_time(self):
        self.assertEqual(self.refused(self.put("callback")), (400, "callback_time_required"))

    def test_are_set_by_the_system_only(self):
        self.assertEqual(self.refused(self.put("missed")), (409, "code_not_offered"))

    def test_were_changed_meanwhile(self):
        self.put("interested")

        self.assertEqual(self.refused(self.put("busy", revision=0)), (409, "revision_conflict"))

    def test_leave_nothing_behind(self):
        self.put("interested", "not_interested")

        self.assertEqual((Disposition.objects.count(), Delta.objects.count(), DncEntry.objects.count()), (0, 0, 0))

    def test_are_somebody_elses(self):
        other = make_wrapup(self.bob)

        self.assertEqual(self.put("interested", wrapup=other).status_code, 404)

    def test_are_another_organizations(self):
        self.sign_in(self.mallory)

        response = self.api(
            "PUT", f"calls/{self.wrapup.call_id}/disposition/", {"codes": ["interested"]}, organization="globex"
        )
        missing = self.api("PUT", "calls/999999/disposition/", {"codes": ["interested"]}, organization="globex")

        self.assertEqual((response.status_code, response.content), (404, missing.content))


class TheSameKeyTwice(Coding):
    def test_changes_nothing_and_answers_alike(self):
        key = {"Idempotency-Key": uuid.uuid4().hex}

        first = self.put("interested", headers=key)
        second = self.put("interested", headers=key)

        self.assertEqual(
            (second.data, second.headers["Idempotent-Replay"], Revision.objects.count()), (first.data, "true", 1)
        )

    def test_with_another_body_is_refused(self):
        key = {"Idempotency-Key": uuid.uuid4().hex}
        self.put("interested", headers=key)

        response = self.put("busy", headers=key)

        self.assertEqual((response.status_code, response.data["code"]), (422, "idempotency_key_reused"))

    def test_may_be_tried_again_after_a_refusal(self):
        key = {"Idempotency-Key": uuid.uuid4().hex}
        self.put("callback", headers=key)

        self.assertEqual(self.put("interested", headers=key).status_code, 200)


class TakingBack(Coding):
    def test_opens_the_wrapup_again_with_what_was_chosen(self):
        self.put("interested", "meeting_scheduled", note="Thursday")

        self.put(revision=1)

        card = self.api("GET", f"wrapups/{self.wrapup.pk}/").data
        self.assertEqual(
            (card["state"], card["draft"]["codes"], card["draft"]["note"]),
            ("open", ["interested", "meeting_scheduled"], "Thursday"),
        )

    def test_is_a_revision(self):
        self.put("interested")
        self.put()

        self.assertEqual(list(Revision.objects.values_list("number", "codes")), [(1, ["interested"]), (2, [])])

    def test_brings_the_counts_back_to_nothing(self):
        self.put("interested", "meeting_scheduled")
        self.put()

        self.assertEqual(sum(Delta.objects.values_list("n", flat=True)), 0)

    def test_releases_an_opt_out_within_eight_seconds(self):
        self.put("do_not_contact")
        self.put()

        self.assertIs(DncEntry.objects.filter(released_at=None).exists(), False)

    def test_of_an_opt_out_later_needs_permission(self):
        self.put("do_not_contact")

        with time_machine.travel(timezone.now() + timedelta(seconds=9)):
            response = self.put()

        self.assertEqual((response.status_code, response.data["code"]), (403, "opt_out_stands"))


class Correcting(Coding):
    def test_replaces_codes_and_counts(self):
        self.put("interested")
        self.put("follow_up_needed")

        standing = CodeUse.objects.standing().values_list("code__slug", flat=True)
        self.assertEqual(
            (list(standing), CallOutcome.objects.get().primary.slug), (["follow_up_needed"], "follow_up_needed")
        )

    def test_by_the_author_ends_with_the_next_day(self):
        self.put("interested")

        with time_machine.travel(timezone.now() + timedelta(days=2, hours=1)):
            self.sign_in(self.alice)
            response = self.put("follow_up_needed")

        self.assertEqual((response.status_code, response.data["code"]), (403, "correction_too_late"))

    def test_by_a_manager_needs_a_reason(self):
        self.put("interested")
        self.sign_in(self.manager)

        response = self.put("follow_up_needed")

        self.assertEqual((response.status_code, response.data["code"]), (400, "reason_required"))

    def test_by_a_manager_says_who_and_why(self):
        self.put("interested")
        self.sign_in(self.manager)

        self.put("follow_up_needed", reason="Listened to the call")

        last = self.api("GET", f"calls/{self.wrapup.call_id}/disposition/history/").data["results"][-1]
        self.assertEqual((last["by"], last["actor"], last["reason"]), ("manager", "Mary", "Listened to the call"))

    def test_of_a_rest_releases_it(self):
        self.put("not_interested")
        self.put("follow_up_needed")

        self.assertIsNotNone(DncEntry.objects.get().released_at)

    def test_keeps_what_stands_in_both(self):
        self.put("not_interested")
        entry = DncEntry.objects.get()

        self.put("not_interested", "follow_up_needed")

        self.assertEqual(list(DncEntry.objects.filter(released_at=None)), [entry])


class TwoAgentsOfOneCall(Coding):
    def test_have_own_codes_and_the_call_their_union(self):
        make_leg(self.wrapup.call, self.bob)
        refolded(self.wrapup.call)
        code(Wrapup.objects.get(membership=self.bob), "deal_closed")

        self.put("interested")

        shown = self.api("GET", f"calls/{self.wrapup.call_id}/").data
        self.assertEqual(
            (shown["primary"], {(one["slug"], one["agent"]) for one in shown["codes"]}),
            ("deal_closed", {("interested", "Alice"), ("deal_closed", "Bob")}),
        )

    def test_who_contradict_each_other_are_shown_to_the_manager(self):
        make_leg(self.wrapup.call, self.bob)
        refolded(self.wrapup.call)
        code(Wrapup.objects.get(membership=self.bob), "not_interested")

        self.put("interested")

        self.assertEqual(sorted(CallOutcome.objects.get().contradiction), ["interested", "not_interested"])
