"""A mail on its way: whose claim counts, and what a server that refuses or falls silent means."""

from datetime import timedelta
from smtplib import SMTPDataError, SMTPServerDisconnected
from unittest import mock

from django.core import mail
from django.test import override_settings
from django.utils import timezone

from callcenter.jobs.models import DueItem
from callcenter.jobs.querysets import Claim
from callcenter.jobs.tasks import run_due
from followups.models import Message
from followups.sending import send
from tests.base import CallCenterTestCase, code, make_wrapup, no_scope

SEND = "django.core.mail.backends.locmem.EmailBackend.send_messages"


@override_settings(SMTP_CONFIGURED=True)
class AMailOnItsWay(CallCenterTestCase):
    def setUp(self):
        super().setUp()
        code(make_wrapup(self.alice), "interested", email="customer@example.org")
        self.lease(timedelta(minutes=1), token=7)

    def lease(self, lasts, token):
        until = timezone.now() + lasts
        DueItem.objects.filter(kind="message").update(
            state="leased", token=token, lease_until=until, due_at=timezone.now()
        )

    def send(self, token):
        item = DueItem.objects.get(kind="message")
        claim = Claim(item.pk, self.acme.pk, "message", item.subject_id, token, attempts=1)
        with no_scope():
            send(claim)

    def states(self):
        return Message.objects.get().state, DueItem.objects.get(kind="message").state, len(mail.outbox)

    def test_leaves_with_the_claim_that_holds(self):
        self.send(token=7)

        self.assertEqual(self.states(), ("sent", "done", 1))

    def test_does_not_leave_with_an_older_claim(self):
        self.send(token=6)

        self.assertEqual(self.states(), ("planned", "leased", 0))

    def test_does_not_leave_with_a_lease_that_has_run_out(self):
        self.lease(-timedelta(seconds=1), token=7)

        self.send(token=7)

        self.assertEqual(self.states(), ("planned", "leased", 0))

    def test_is_left_to_the_worker_that_is_sending_it(self):
        Message.objects.update(state="sending")

        self.send(token=6)

        self.assertEqual(self.states(), ("sending", "leased", 0))

    def test_that_the_server_refused_is_tried_again(self):
        with mock.patch(SEND, side_effect=SMTPDataError(451, b"Try again later")):
            self.send(token=7)

        self.assertEqual(self.states(), ("planned", "waiting", 0))

    def test_that_the_server_kept_refusing_is_given_up(self):
        DueItem.objects.filter(kind="message").update(
            attempts=7, state="waiting", due_at=timezone.now() - timedelta(hours=1)
        )

        with mock.patch(SEND, side_effect=SMTPDataError(550, b"No such user")), no_scope():
            run_due()

        self.assertEqual(self.states(), ("dead", "done", 0))

    def test_on_which_the_server_fell_silent_may_have_left(self):
        with mock.patch(SEND, side_effect=SMTPServerDisconnected("Connection unexpectedly closed")):
            self.send(token=7)

        self.assertEqual(self.states(), ("uncertain", "done", 0))
