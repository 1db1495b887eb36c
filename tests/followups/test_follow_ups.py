"""What codes set off: a mail after the undo time, a promised callback, a rest that ends."""

from datetime import datetime, timedelta
from unittest import mock
from zoneinfo import ZoneInfo

from django.core import mail
from django.test import override_settings
from django.utils import timezone

from callcenter.jobs.models import DueItem
from callcenter.jobs.querysets import Claim
from callcenter.jobs.tasks import run_due
from callcenter.outbox.models import Event
from callcenter.tenancy.scope import tenant_scope
from calllog.models import Contact
from dispositions.dnc.resting import resting
from dispositions.models import DncEntry
from followups.models import Callback, Message, Plan
from followups.sending import send
from tests.base import CallCenterTestCase, make_call, make_wrapup, no_scope

ADDRESS = "customer@example.org"


class FollowUp(CallCenterTestCase):
    def setUp(self):
        super().setUp()
        self.wrapup = make_wrapup(self.alice)
        self.sign_in(self.alice)

    def put(self, *slugs, **body):
        return self.api("PUT", f"calls/{self.wrapup.call_id}/disposition/", {"codes": list(slugs), **body}).data

    def effect(self, answer):
        return answer["effects"][0]["kind"], answer["effects"][0]["state"]

    def run_due(self):
        """Let everything planned be due and carried out, as the worker does."""
        DueItem.objects.filter(state="waiting").update(due_at=timezone.now() - timedelta(hours=1))
        with no_scope():
            run_due()


class TheFollowUpMail(FollowUp):
    def test_is_planned_eight_seconds_later_at_the_earliest(self):
        before = timezone.now()

        self.put("interested", email=ADDRESS)

        self.assertGreaterEqual(Message.objects.get().due_at, before + timedelta(seconds=8))

    def test_keeps_the_address_on_the_contact(self):
        self.put("interested", email=ADDRESS)

        self.assertEqual(Contact.objects.get(numbers__number=self.wrapup.call.number).email, ADDRESS)

    def test_needs_an_address(self):
        self.assertEqual(self.effect(self.put("interested")), ("plan", "nothing_sent"))

    def test_needs_the_plan_to_be_on(self):
        Plan.objects.update(is_on=False)

        self.assertEqual(self.effect(self.put("interested", email=ADDRESS)), ("plan", "nothing_sent"))

    def test_is_off_in_a_new_organization(self):
        with no_scope(), tenant_scope(self.globex):
            self.assertIs(Plan.objects.get().is_on, False)

    def test_is_kept_in_the_outbox_where_no_server_is_set(self):
        self.put("interested", email=ADDRESS)

        self.run_due()

        message = Message.objects.get()
        self.assertEqual((message.state, message.through, len(mail.outbox)), ("sent", "outbox", 0))

    @override_settings(SMTP_CONFIGURED=True)
    def test_leaves_by_smtp_where_one_is_set(self):
        self.put("interested", email=ADDRESS)

        self.run_due()

        self.assertEqual((Message.objects.get().state, [sent.to for sent in mail.outbox]), ("sent", [[ADDRESS]]))

    @override_settings(SMTP_CONFIGURED=True)
    def test_leaves_once_when_the_work_is_done_twice(self):
        self.put("interested", email=ADDRESS)
        self.run_due()
        DueItem.objects.update(state="waiting")

        self.run_due()

        self.assertEqual(len(mail.outbox), 1)

    def test_does_not_leave_when_the_code_was_taken_back(self):
        self.put("interested", email=ADDRESS)
        self.put()

        self.run_due()

        self.assertEqual(Message.objects.get().state, "cancelled")

    def test_that_has_left_is_named_when_the_code_is_taken_back(self):
        self.put("interested", email=ADDRESS)
        self.run_due()

        self.assertEqual(self.effect(self.put()), ("plan", "happened"))

    def test_is_held_back_for_somebody_who_opted_out_meanwhile(self):
        self.put("interested", email=ADDRESS)
        DncEntry.objects.create(number=14155550123, kind="opt_out", starts_at=timezone.now())

        self.run_due()

        self.assertEqual(Message.objects.get().state, "suppressed")

    def test_that_was_leaving_when_the_process_died_is_uncertain_and_not_sent_again(self):
        self.put("interested", email=ADDRESS)
        Message.objects.update(state="sending")

        self.run_due()

        self.assertEqual(Message.objects.get().state, "uncertain")

    def test_is_tried_again_when_the_server_cannot_be_reached(self):
        self.put("interested", email=ADDRESS)
        refused = mock.patch("django.core.mail.backends.locmem.EmailBackend.open", side_effect=ConnectionRefusedError)

        with override_settings(SMTP_CONFIGURED=True), refused:
            self.run_due()

        item = DueItem.objects.get(kind="message")
        self.assertEqual((Message.objects.get().state, item.state, item.attempts), ("planned", "waiting", 1))

    def test_is_not_touched_by_a_claim_that_has_run_out(self):
        self.put("interested", email=ADDRESS)
        message, item = Message.objects.get(), DueItem.objects.get(kind="message")
        DueItem.objects.update(state="leased", token=7)
        stale = Claim(item.pk, self.acme.pk, "message", message.pk, token=6, attempts=1)

        with no_scope():
            send(stale)

        item.refresh_from_db()
        self.assertEqual(item.state, "leased")


class ACallback(FollowUp):
    def tomorrow(self, **change):
        zone = ZoneInfo("America/New_York")
        local = (datetime.now(zone) + timedelta(days=1)).replace(hour=10, minute=0, second=0, microsecond=0, **change)
        return local.replace(tzinfo=None).isoformat(timespec="minutes")

    def promise(self, at=None, zone="America/New_York"):
        return self.api(
            "PUT",
            f"calls/{self.wrapup.call_id}/disposition/",
            {"codes": ["callback"], "callback": {"at": at or self.tomorrow(), "zone": zone}},
        )

    def test_is_kept_in_the_customers_clock(self):
        self.promise()

        callback = Callback.objects.get()
        self.assertEqual(callback.at.astimezone(ZoneInfo("America/New_York")).hour, 10)

    def test_stands_on_the_list_of_its_owner(self):
        self.promise()

        self.assertEqual(len(self.api("GET", "callbacks/?due=mine").data["results"]), 1)

    def test_is_not_on_the_list_of_a_colleague(self):
        self.promise()
        self.sign_in(self.bob)

        self.assertEqual(self.api("GET", "callbacks/?due=mine").data["results"], [])

    def test_comes_up_live_at_its_time(self):
        self.promise()
        Callback.objects.update(at=timezone.now())

        self.run_due()

        announced = Event.objects.filter(type="callback").last()
        self.assertEqual((Callback.objects.get().state, announced.audience), ("due", [self.alice.user_id]))

    def test_is_taken_back_with_its_code(self):
        self.promise()

        self.put()

        self.assertEqual(Callback.objects.get().state, "cancelled")

    def test_is_done_by_its_owner(self):
        self.promise()

        answer = self.api("POST", f"callbacks/{Callback.objects.get().pk}/done/").data

        self.assertEqual(answer["state"], "done")

    def test_of_somebody_else_is_missing(self):
        self.promise()
        self.sign_in(self.mallory)

        answer = self.api("POST", f"callbacks/{Callback.objects.get().pk}/done/", organization="globex")

        self.assertEqual(answer.status_code, 404)

    def test_in_the_past_is_refused(self):
        response = self.promise(at="2020-02-29T10:00")

        self.assertEqual((response.status_code, response.data["code"]), (400, "callback_time_invalid"))

    def test_at_an_hour_the_clock_skips_is_refused(self):
        # In 2027 the clocks of New York skip from 2 to 3 on 14 March, within the horizon of 180 days.
        response = self.promise(at="2027-03-14T02:30")

        self.assertEqual((response.status_code, response.data["code"]), (400, "callback_time_invalid"))

    def test_on_the_29th_of_february_of_a_common_year_is_refused(self):
        self.assertEqual(self.promise(at="2027-02-29T10:00").data["code"], "callback_time_invalid")

    def test_in_a_zone_that_does_not_exist_is_refused(self):
        self.assertEqual(self.promise(zone="../../etc/passwd").data["code"], "callback_time_invalid")


class ARest(FollowUp):
    def test_lasts_as_long_as_the_organization_says(self):
        self.put("not_interested")

        days = DncEntry.objects.get().expires_at - timezone.now()
        self.assertAlmostEqual(days.total_seconds() / 86_400, 90, delta=0.1)

    def test_is_shown_on_the_next_card_of_the_number(self):
        self.put("not_interested")
        make_call(self.alice)

        self.assertEqual(self.api("GET", "wrapups/").data["results"][0]["resting"]["kind"], "cooldown")

    def test_that_has_ended_is_released_and_the_contact_is_ready_again(self):
        self.put("not_interested")
        past = timezone.now() - timedelta(days=1)
        DncEntry.objects.update(starts_at=past - timedelta(days=90), expires_at=past)

        self.run_due()

        rest = resting(self.wrapup.call, timezone.now())
        entry = DncEntry.objects.get()
        self.assertEqual((entry.release_reason, rest.ready_again), ("expired", True))

    def test_ends_by_the_clock_even_if_no_worker_runs(self):
        self.put("not_interested")

        self.assertIs(resting(self.wrapup.call, timezone.now() + timedelta(days=91)).ready_again, True)

    def test_that_ends_frees_no_opt_out(self):
        self.put("not_interested")
        DncEntry.objects.create(number=14155550123, kind="opt_out", starts_at=timezone.now())

        self.assertEqual(resting(self.wrapup.call, timezone.now() + timedelta(days=91)).kind, "opt_out")

    def test_is_not_shortened_by_a_second_one(self):
        self.put("not_interested")
        later = timezone.now() + timedelta(days=200)
        DncEntry.objects.update(expires_at=later)
        self.wrapup = make_wrapup(self.alice)

        self.put("not_interested")

        self.assertEqual(list(DncEntry.objects.values_list("expires_at", flat=True)), [later])


class AWrongNumber(FollowUp):
    def test_that_called_us_blocks_nothing(self):
        self.put("wrong_number")

        self.assertIs(DncEntry.objects.exists(), False)

    def test_that_we_called_is_marked(self):
        self.wrapup = make_wrapup(self.alice, direction="outbound")

        self.put("wrong_number")

        self.assertEqual(DncEntry.objects.get().kind, "invalid")
