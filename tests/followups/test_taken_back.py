"""What of follow-ups can be taken back, what is held back, and the times that promises are made for."""

from datetime import timedelta

from django.utils import timezone

from callcenter.jobs.models import DueItem
from callcenter.jobs.tasks import run_due
from calllog.models import Contact
from dispositions.errors import CallbackTimeInvalid
from followups.actions import local_moment
from followups.models import Callback, Message
from tests.base import CallCenterTestCase, code, make_wrapup, no_scope

ADDRESS = "customer@example.org"


class TakenBack(CallCenterTestCase):
    def run_due(self):
        DueItem.objects.filter(state="waiting").update(due_at=timezone.now() - timedelta(hours=1))
        with no_scope():
            run_due()

    def test_a_mail_that_was_held_back_can_be(self):
        wrapup = make_wrapup(self.alice)
        code(wrapup, "interested", "do_not_contact", email=ADDRESS)
        self.run_due()
        saved = code(wrapup, "do_not_contact")

        told = {effect.kind: effect.state for effect in saved.effects}
        self.assertEqual((Message.objects.get().state, told["plan"]), ("suppressed", "cancelled"))

    def test_a_mail_to_somebody_who_called_from_an_opted_out_number_is_held_back(self):
        dora = Contact.objects.create(name="Dora", email=ADDRESS)
        wrapup = make_wrapup(self.alice, contact=dora)
        code(wrapup, "interested")
        code(make_wrapup(self.bob), "do_not_contact")
        self.run_due()

        self.assertEqual(Message.objects.get().state, "suppressed")


class APromisedTime(CallCenterTestCase):
    def test_is_kept_as_the_clock_of_its_zone_shows_it(self):
        wrapup, tomorrow = make_wrapup(self.alice), timezone.now() + timedelta(days=1)
        at = f"{tomorrow:%Y%m%d}T120000+0000"
        code(wrapup, "callback", callback={"at": at, "zone": "Asia/Kathmandu"})

        self.assertEqual(Callback.objects.get().local_time, f"{tomorrow:%Y-%m-%d}T17:45")

    def test_at_the_end_of_all_time_is_refused(self):
        with self.assertRaises(CallbackTimeInvalid):
            local_moment("9999-12-31T23:59", "America/New_York")
