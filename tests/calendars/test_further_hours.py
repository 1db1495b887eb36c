from datetime import date

from django.urls import reverse

from callcenter.calendars.effective import book
from callcenter.calendars.models import Calendar
from callcenter.tenancy.scope import tenant_scope
from calllog.models import Queue
from tests.base import CallCenterTestCase, no_scope
from tests.calendars.test_hours_page import HOURS, week


class FurtherHours(CallCenterTestCase):
    def setUp(self):
        super().setUp()
        self.sign_in(self.admin)

    def make(self, name="Hotline", **changes):
        self.client.post(f"{HOURS}new/", week(name=name, **changes))
        return Calendar.objects.get(name=name)

    def test_stand_beside_the_organizations_own(self):
        self.assertIs(self.make(day5="10-14").is_default, False)

    def test_never_share_a_name(self):
        self.make()

        response = self.client.post(f"{HOURS}new/", week(name="hotline"))
        self.assertContains(response, "There are already opening hours called hotline.")

    def test_are_chosen_for_a_queue(self):
        calendar, queue = self.make(), Queue.objects.create(name="support")
        self.client.post(f"{HOURS}queues/", {f"queue-{queue.pk}": calendar.pk})

        queue.refresh_from_db()
        self.assertEqual(queue.calendar, calendar)

    def test_of_another_organization_are_not_chosen(self):
        queue = Queue.objects.create(name="support")
        with no_scope(), tenant_scope(self.globex):
            foreign = Calendar.objects.get().pk
        self.client.post(f"{HOURS}queues/", {f"queue-{queue.pk}": foreign})

        queue.refresh_from_db()
        self.assertIsNone(queue.calendar_id)

    def test_are_chosen_by_an_admin_only(self):
        self.sign_in(self.manager)

        self.assertEqual(self.client.post(f"{HOURS}queues/", {}).status_code, 403)

    def test_are_deleted(self):
        calendar = self.make()
        self.client.post(reverse("calendar-delete", args=["acme", calendar.pk]))

        self.assertIs(Calendar.objects.filter(pk=calendar.pk).exists(), False)

    def test_that_a_queue_goes_by_stay(self):
        calendar = self.make()
        Queue.objects.create(name="support", calendar=calendar)
        response = self.client.post(reverse("calendar-delete", args=["acme", calendar.pk]))

        self.assertContains(response, "Hotline is still in use", status_code=409)

    def test_the_organizations_own_stay(self):
        own = Calendar.objects.get(is_default=True)
        response = self.client.post(reverse("calendar-delete", args=["acme", own.pk]))

        self.assertEqual((response.status_code, Calendar.objects.filter(pk=own.pk).exists()), (409, True))


class ANewOrganization(CallCenterTestCase):
    def test_has_a_calendar_with_its_countrys_holidays_and_no_hours(self):
        calendar = Calendar.objects.get()

        self.assertEqual(
            (calendar.name, calendar.country, calendar.is_default, calendar.spans.count()),
            ("Opening hours", "US", True, 0),
        )

    def test_marks_no_call(self):
        self.assertIs(book(self.acme).default.told, False)

    def test_works_from_monday_to_friday(self):
        self.assertEqual(book(self.acme).default.next_working_day(date(2026, 11, 20)), date(2026, 11, 23))
