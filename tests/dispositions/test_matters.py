"""Repeats that are one matter, and numbers that several people share."""

from datetime import timedelta

from django.utils import timezone

from calllog.models import Call, Contact, ContactNumber
from dispositions.actions.save import wrapup_for
from tests.base import CallCenterTestCase, code, make_call, make_wrapup

MINUTE = timedelta(minutes=1)
NUMBER = "+14155550123"


class ARepeat(CallCenterTestCase):
    """Alice had the first call; Bob gets the second."""

    def setUp(self):
        super().setUp()
        self.now = timezone.now()
        self.sign_in(self.bob)

    def calls(self, *, gap=5, by="switch", number=NUMBER, **facts):
        first = make_wrapup(
            self.alice, started_at=self.now - (gap + 1) * MINUTE, ended_at=self.now - gap * MINUTE,
            hung_up_by=by, number=number, **facts,
        )  # fmt: skip
        return first, make_wrapup(self.bob, started_at=self.now, ended_at=self.now + MINUTE, number=number)

    def card(self):
        return self.api("GET", "wrapups/").data["results"][0]

    def test_soon_after_a_cut_call_continues_it(self):
        first, _ = self.calls()

        continues = self.card()["continues"]
        self.assertEqual((continues["call"], continues["agent"]), (first.call_id, "Alice"))

    def test_soon_after_a_call_somebody_called_cut_off_continues_it(self):
        first, _ = self.calls(by="customer")
        code(first, "disconnected")

        self.assertEqual(self.card()["continues"]["call"], first.call_id)

    def test_soon_after_a_call_that_ended_as_it_should_is_a_new_one(self):
        self.calls(by="customer")

        self.assertIsNone(self.card()["continues"])

    def test_eleven_minutes_later_is_a_new_one(self):
        self.calls(gap=11)

        self.assertIsNone(self.card()["continues"])

    def test_after_a_call_nobody_answered_is_a_new_one(self):
        self.calls(status="abandoned")

        self.assertIsNone(self.card()["continues"])

    def test_of_a_withheld_caller_continues_nothing(self):
        self.calls(number="")

        self.assertIsNone(self.card()["continues"])

    def page(self, wrapup):
        self.sign_in(self.manager)
        return self.client.get(f"/o/acme/calls/{wrapup.call_id}/")

    def test_about_the_same_within_a_day_is_one_matter(self):
        first, second = self.calls(gap=300, by="customer")
        code(first, "interested")
        code(second, "interested", "callback", callback={"at": self.tomorrow(), "zone": "America/New_York"})

        self.assertContains(self.page(second), "About the same as an earlier call:")

    def test_about_something_else_is_not(self):
        first, second = self.calls(gap=300, by="customer")
        code(first, "interested")
        code(second, "not_interested")

        self.assertNotContains(self.page(second), "About the same as an earlier call:")

    def test_about_the_same_after_a_day_is_not(self):
        first, second = self.calls(gap=60 * 25, by="customer")
        code(first, "interested")
        code(second, "interested")

        self.assertNotContains(self.page(second), "About the same as an earlier call:")

    def test_is_said_on_the_page_of_a_call_that_continues_another(self):
        _, second = self.calls()

        self.assertContains(self.page(second), "Continues a call that was cut off:")

    def tomorrow(self):
        return f"{self.now + timedelta(days=1):%Y-%m-%dT10:00}"


class ASharedNumber(CallCenterTestCase):
    def setUp(self):
        super().setUp()
        self.people = [Contact.objects.create(name=name) for name in ("Ruth", "Ben")]
        for person in self.people:
            ContactNumber.objects.create(contact=person, number=NUMBER)
        self.sign_in(self.alice)

    def card(self):
        return self.api("GET", "wrapups/").data["results"][0]

    def test_lists_its_people_on_the_card(self):
        make_wrapup(self.alice)

        card = self.card()
        self.assertEqual(([one["name"] for one in card["people"]], card["contact"]), (["Ben", "Ruth"], None))

    def test_lists_them_on_after_one_was_chosen(self):
        wrapup = make_wrapup(self.alice)
        self.api("PATCH", f"calls/{wrapup.call_id}/", {"contact": self.people[0].pk})

        card = self.card()
        self.assertEqual((len(card["people"]), card["contact"]["name"]), (2, "Ruth"))

    def test_of_one_person_asks_nothing(self):
        ContactNumber.objects.filter(contact=self.people[0]).delete()
        make_wrapup(self.alice)

        self.assertEqual(self.card()["people"], [])

    def test_takes_a_choice_on_the_calls_page(self):
        call = make_call(self.alice)
        self.client.post(f"/o/acme/calls/{call.pk}/", {"contact": self.people[1].pk})

        self.assertEqual(Call.objects.get(pk=call.pk).contact, self.people[1])

    def test_refuses_somebody_of_another_organization(self):
        call = make_call(self.alice)

        self.assertEqual(self.client.post(f"/o/acme/calls/{call.pk}/", {"contact": "999999"}).status_code, 404)
        self.assertIsNone(wrapup_for(call_id=call.pk, actor=self.alice, named=None).call.contact)
