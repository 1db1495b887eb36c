"""What must add up does after a day's work, and every loss and every double shows."""

from datetime import timedelta
from io import StringIO

from django.core.management import CommandError, call_command
from django.db import InternalError
from django.test import TransactionTestCase
from django.utils import timezone

from callcenter.api.models import IdempotentRequest
from callcenter.audit.equations import Equation, equations
from callcenter.jobs.models import DueItem
from callcenter.jobs.tasks import run_due
from callcenter.outbox.models import Event
from callcenter.tenancy.actions import create_organization
from callcenter.tenancy.scope import snapshot_scope, tenant_scope
from calllog.models import Contact
from dispositions.models import CodeUse, DncEntry, Effect, Revision, Wrapup
from followups.models import Callback, Enrolment, Message
from reports.models import Delta
from tests.base import CallCenterTestCase, code, make_call, make_wrapup, no_scope

LONG_AGO = timedelta(hours=1)


class TheSums(CallCenterTestCase):
    def setUp(self):
        """Let Alice save, correct, take back, promise, and let what is due be carried out."""
        super().setUp()
        code(make_wrapup(self.alice), "interested", "meeting_scheduled", email="one@example.org")
        corrected = make_wrapup(self.alice, number="+14155550124")
        code(corrected, "interested", email="two@example.org")
        code(corrected, "not_interested")
        code(make_wrapup(self.alice, number="+14155550125"), "do_not_contact")
        at = (timezone.now() + timedelta(days=1)).isoformat()[:16]
        promised = make_wrapup(self.alice, number="+14155550126")
        code(promised, "callback", callback={"at": at, "zone": "UTC", "owner": "me"})
        taken_back = make_wrapup(self.bob, number="+14155550127")
        code(taken_back, "interested", email="three@example.org")
        code(taken_back)
        make_call(number="+14155550128", status="missed")

    def wrong(self):
        return {equation.subject for equation in equations() if not equation.holds}

    def test_hold_after_a_days_work(self):
        self.assertEqual(self.wrong(), set())

    def test_hold_when_what_was_due_is_done(self):
        DueItem.objects.filter(state="waiting").update(due_at=timezone.now() - LONG_AGO)
        with no_scope():
            run_due()

        self.assertEqual((self.wrong(), Message.objects.filter(state="sent").count()), (set(), 1))

    def test_are_told_in_one_line(self):
        (mails,) = (equation for equation in equations() if equation.subject == "mails")

        self.assertEqual(
            str(mails), "3 planned = 0 sent + 2 taken back + 0 held back + 0 given up + 0 uncertain + 1 pending"
        )

    def test_count_one_organization_only(self):
        with no_scope(), tenant_scope(self.globex):
            (mails,) = (equation for equation in equations() if equation.subject == "mails")

        self.assertEqual(mails.left, {"planned": 0})

    def test_show_a_revision_that_is_lost(self):
        Effect.objects.all().delete()
        CodeUse.objects.all().delete()
        Revision.objects.filter(number=1).first().delete()

        self.assertLessEqual({"saves", "saves by people"}, self.wrong())

    def test_show_a_change_that_is_lost(self):
        Delta.objects.filter(measure="use").first().delete()

        self.assertEqual(self.wrong(), {"report: codes", "report: codes, cell by cell"})

    def test_show_a_change_that_is_doubled(self):
        twin = Delta.objects.filter(measure="call").first()
        twin.pk = None
        twin.save()

        self.assertEqual(self.wrong(), {"report: calls", "report: calls, cell by cell"})

    def test_show_a_change_in_the_wrong_cell(self):
        change = Delta.objects.filter(measure="use").first()
        change.quarter_at -= timedelta(minutes=15)
        change.save(update_fields=["quarter_at"])

        self.assertEqual(self.wrong(), {"report: codes, cell by cell"})

    def test_show_a_code_that_no_outcome_counts(self):
        CodeUse.objects.filter(superseded_at=None, code__slug="meeting_scheduled").update(superseded_at=timezone.now())

        self.assertLessEqual({"codes"}, self.wrong())

    def test_show_a_wrap_up_that_is_saved_without_a_code(self):
        Wrapup.objects.filter(membership=self.bob).update(state="saved")

        self.assertEqual(self.wrong(), {"wrap-ups"})

    def test_show_a_mail_that_will_never_be_due(self):
        DueItem.objects.filter(kind="message").delete()

        self.assertEqual(self.wrong(), {"mails to come"})

    def test_show_an_enrolment_nothing_set_off(self):
        Enrolment.objects.create(
            plan=Enrolment.objects.first().plan,
            plan_version=1,
            contact=Contact.objects.create(),
            call=make_call(),
            disposition=Enrolment.objects.first().disposition,
        )

        self.assertEqual(self.wrong(), {"enrolments"})

    def test_show_a_callback_that_is_lost(self):
        Callback.objects.all().delete()

        self.assertEqual(self.wrong(), {"callbacks", "callbacks to come"})

    def test_show_a_rest_that_will_not_end(self):
        DueItem.objects.filter(subject_id=DncEntry.objects.get(kind="cooldown").pk, kind="cooldown").delete()

        self.assertEqual(self.wrong(), {"rests"})

    def test_show_work_that_stays_with_a_dead_worker(self):
        DueItem.objects.filter(kind="callback").update(state="leased", lease_until=timezone.now() - LONG_AGO)

        self.assertEqual(self.wrong(), {"due work"})

    def test_show_news_that_nobody_delivers(self):
        Event.objects.update(created_at=timezone.now() - LONG_AGO)

        self.assertEqual(self.wrong(), {"news"})

    def test_show_a_key_without_an_answer(self):
        IdempotentRequest.objects.create(actor="m1", route="PUT /", key="k", body_hash="")

        self.assertEqual(self.wrong(), {"requests"})

    def test_of_two_and_two_differ_by_the_rest(self):
        equation = Equation("sum", {"one": 1, "two": 2}, {"two": 2})

        self.assertEqual((equation.difference, equation.holds, str(equation)), (1, False, "1 one + 2 two = 2 two"))


class TheCommand(TransactionTestCase):
    def setUp(self):
        self.acme = create_organization(slug="acme", name="Acme", country="US", is_demo=True)
        create_organization(slug="globex", name="Globex", country="GB")

    def reconcile(self, *slugs):
        out = StringIO()
        call_command("reconcile", *slugs, stdout=out)
        return out.getvalue()

    def test_counts_every_organization(self):
        told = self.reconcile().splitlines()

        self.assertEqual([line for line in told if not line.startswith(" ")], ["acme", "globex"])

    def test_counts_the_named_one(self):
        self.assertNotIn("acme", self.reconcile("globex"))

    def test_knows_no_other(self):
        with self.assertRaisesMessage(CommandError, "There is no organization nobody."):
            self.reconcile("nobody")

    def test_ends_with_an_error_when_a_sum_does_not_hold(self):
        with tenant_scope(self.acme):
            IdempotentRequest.objects.create(actor="m1", route="PUT /", key="k", body_hash="")

        with self.assertRaisesMessage(CommandError, "1 of the sums above do not hold."):
            self.reconcile()

    def test_can_write_nothing(self):
        with self.assertRaises(InternalError), snapshot_scope(self.acme):
            Contact.objects.create()
