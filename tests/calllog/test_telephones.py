from datetime import timedelta

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from calllog.actions.by_hand import by_hand_source
from calllog.actions.telephones import assign
from calllog.models import Extension, ExtensionAssignment
from tests.base import CallCenterTestCase

PHONES = "/o/acme/people/telephones/"


class Telephones(CallCenterTestCase):
    def setUp(self):
        super().setUp()
        self.phone = Extension.objects.create(source=by_hand_source(), number="101")
        self.sign_in(self.admin)

    def give(self, person, starts_at="2026-01-05T09:00", phone=None):
        pk = (phone or self.phone).pk
        path = reverse("telephone-assign", args=["acme", pk])
        return self.client.post(path, {f"{pk}-person": person.pk, f"{pk}-starts_at": starts_at})

    def give_back(self, assignment):
        path = reverse("telephone-give-back", args=["acme", self.phone.pk])
        return self.client.post(path, {"assignment": assignment.pk})

    def hold(self, person, **facts):
        moment = timezone.now() - timedelta(days=1)
        return assign(extension=self.phone, membership=person, actor=self.admin, **{"starts_at": moment} | facts)


class GivingATelephone(Telephones):
    def test_lets_the_person_hold_it_from_the_local_time_on(self):
        self.give(self.alice)

        held = ExtensionAssignment.objects.get(membership=self.alice)
        self.assertEqual(held.starts_at.isoformat(), "2026-01-05T14:00:00+00:00")

    def test_that_somebody_holds_is_refused_in_words(self):
        self.hold(self.bob)

        self.assertContains(self.give(self.alice), "Telephone 101 belongs to Bob at that time.")

    def test_that_was_refused_keeps_what_was_typed(self):
        self.hold(self.bob)

        self.assertContains(self.give(self.alice), 'value="2026-01-05T09:00"')

    def test_at_an_hour_the_clock_skips_is_refused(self):
        self.assertContains(self.give(self.alice, "2026-03-08T02:30"), "The clock skips this time.")

    def test_at_nonsense_is_refused(self):
        self.assertContains(self.give(self.alice, "soon"), "This is no date and time.")

    def test_to_somebody_of_another_organization_is_refused(self):
        self.give(self.mallory)

        self.assertIs(ExtensionAssignment.objects.exists(), False)

    def test_of_nobody_is_a_missing_page(self):
        path = reverse("telephone-assign", args=["acme", 999_999])

        self.assertEqual(self.client.post(path, {}).status_code, 404)


class GivingATelephoneBack(Telephones):
    def test_ends_what_the_person_held(self):
        held = self.hold(self.alice)
        self.give_back(held)

        held.refresh_from_db()
        self.assertIsNotNone(held.ends_at)

    def test_lets_somebody_else_have_it(self):
        self.give_back(self.hold(self.alice))
        self.give(self.bob, (timezone.now() + timedelta(days=1)).strftime("%Y-%m-%dT%H:%M"))

        self.assertIs(ExtensionAssignment.objects.filter(membership=self.bob).exists(), True)

    def test_before_it_began_leaves_nothing(self):
        planned = self.hold(self.alice, starts_at=timezone.now() + timedelta(days=3))
        self.give_back(planned)

        self.assertIs(ExtensionAssignment.objects.exists(), False)

    def test_of_nothing_is_a_missing_page(self):
        path = reverse("telephone-give-back", args=["acme", self.phone.pk])

        self.assertEqual(self.client.post(path, {"assignment": "x"}).status_code, 404)


class TheListOfTelephones(Telephones):
    def queries(self):
        with CaptureQueriesContext(connection) as captured:
            self.assertEqual(self.client.get(PHONES).status_code, 200)
        return len(captured)

    def test_says_who_holds_which(self):
        self.hold(self.alice)

        self.assertContains(self.client.get(PHONES), "Alice")

    def test_is_read_only_for_a_manager(self):
        self.sign_in(self.manager)

        self.assertNotContains(self.client.get(PHONES), "Give to")

    def test_is_closed_to_an_agent(self):
        self.sign_in(self.alice)

        self.assertEqual(self.client.get(PHONES).status_code, 403)

    def test_takes_as_many_statements_for_thirty_for_who_may_not_assign(self):
        self.sign_in(self.manager)
        few = self.queries()
        Extension.objects.bulk_create(
            Extension(source=self.phone.source, number=str(number)) for number in range(200, 230)
        )

        self.assertEqual(self.queries(), few)

    def test_takes_as_many_statements_for_thirty_for_who_may(self):
        few = self.queries()
        Extension.objects.bulk_create(
            Extension(source=self.phone.source, number=str(number)) for number in range(200, 230)
        )

        self.assertEqual(self.queries(), few)
