from django.db import connection
from django.test import override_settings
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from callcenter.accounts.models import Membership, Team
from callcenter.tenancy.scope import tenant_scope
from calllog.models import Contact
from dispositions.models import Disposition
from followups.models import Enrolment, Message, Plan, Step
from tests.base import CallCenterTestCase, make_call, no_scope

OUTBOX = "/o/acme/outbox/"


def make_message(agent, to="customer@example.org", **facts):
    """Make a mail that followed a call of an agent."""
    plan, _ = Plan.objects.get_or_create(slug="follow_up_mail", defaults={"name": "Follow-up mail"})
    step, _ = Step.objects.get_or_create(plan=plan, position=1, defaults={"template": "follow_up_mail"})
    call, contact = make_call(agent), Contact.objects.create(email=to)
    disposition = Disposition.objects.create(call=call, first_saved_at=timezone.now(), saved_at=timezone.now())
    enrolment = Enrolment.objects.create(plan=plan, plan_version=1, contact=contact, call=call, disposition=disposition)
    given = {"subject": "Thank you", "body": "Dear customer", "language": "en", "due_at": timezone.now()} | facts
    return Message.objects.create(enrolment=enrolment, step=step, contact=contact, call=call, to=to, **given)


class TheOutbox(CallCenterTestCase):
    def setUp(self):
        super().setUp()
        self.sign_in(self.manager)

    def test_is_behind_the_sign_in(self):
        self.client.logout()

        self.assertRedirects(self.client.get(OUTBOX), f"/accounts/login/?next={OUTBOX}", fetch_redirect_response=False)

    def test_is_missing_for_another_organization(self):
        self.sign_in(self.mallory)

        self.assertEqual(self.client.get(OUTBOX).status_code, 404)

    def test_is_closed_to_an_agent(self):
        self.sign_in(self.alice)

        self.assertEqual(self.client.get(OUTBOX).status_code, 403)

    def test_says_so_when_it_is_empty(self):
        self.assertContains(self.client.get(OUTBOX), "No mail yet")

    def test_leads_to_the_call_of_a_mail(self):
        message = make_message(self.alice)

        self.assertContains(self.client.get(OUTBOX), f"/o/acme/calls/{message.call_id}/")

    def test_holds_the_text(self):
        make_message(self.alice)

        self.assertContains(self.client.get(OUTBOX), "Dear customer")

    def test_writes_what_a_customer_is_called_as_text(self):
        make_message(self.alice, subject="<b>bold</b>")

        self.assertNotContains(self.client.get(OUTBOX), "<b>bold</b>")

    def test_says_why_a_mail_was_held_back(self):
        make_message(self.alice, state="suppressed", reason="opt_out")

        self.assertContains(self.client.get(OUTBOX), "The customer asked not to be contacted meanwhile")

    @override_settings(SMTP_CONFIGURED=False)
    def test_says_that_nothing_leaves_without_a_mail_server(self):
        self.assertContains(self.client.get(OUTBOX), "every mail stays here and reaches nobody")

    @override_settings(SMTP_CONFIGURED=True)
    def test_says_that_mail_leaves_by_a_mail_server(self):
        self.assertContains(self.client.get(OUTBOX), "Mail leaves by the mail server that is set up.")

    def test_calls_a_mail_that_stayed_kept(self):
        make_message(self.alice, state="sent", through="outbox", sent_at=timezone.now())

        self.assertContains(self.client.get(OUTBOX), "Kept here")

    def test_shows_none_of_another_organization(self):
        with no_scope(), tenant_scope(self.globex):
            make_message(self.mallory, to="secret@example.org")

        self.assertNotContains(self.client.get(OUTBOX), "secret@example.org")

    def test_shows_a_manager_of_one_team_the_mail_of_that_team(self):
        make_message(self.alice, to="north@example.org")
        team = Team.objects.create(name="South")
        Membership.objects.filter(pk=self.manager.pk).update(limited_to_team=True, team=team)

        self.assertNotContains(self.client.get(OUTBOX), "north@example.org")

    def test_turns_the_page_by_a_cursor(self):
        oldest = make_message(self.alice, to="oldest@example.org")
        for number in range(50):
            make_message(self.alice, to=f"customer{number}@example.org")
        first = self.client.get(OUTBOX)

        second = self.client.get(OUTBOX + first.context["older_url"])
        self.assertEqual([row["message"] for row in second.context["rows"]], [oldest])

    def test_refuses_a_damaged_cursor_in_words(self):
        self.assertEqual(self.client.get(OUTBOX + "?cursor=nonsense").status_code, 400)

    def test_takes_as_many_statements_for_thirty_mails_as_for_one(self):
        make_message(self.alice)
        with CaptureQueriesContext(connection) as one:
            self.client.get(OUTBOX)
        for _ in range(29):
            make_message(self.alice)
        with CaptureQueriesContext(connection) as thirty:
            self.client.get(OUTBOX)

        self.assertEqual(len(thirty), len(one))
