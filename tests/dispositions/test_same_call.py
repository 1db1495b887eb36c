"""A call that somebody logged and a switch told as well."""

from datetime import timedelta
from decimal import Decimal

from django.utils import timezone

from calllog.actions.by_hand import log_call
from calllog.models import Call, Contact
from dispositions.models import CodeUse, Disposition, Wrapup
from tests.base import CallCenterTestCase, code, make_call

MINUTE = timedelta(minutes=1)
NUMBER = "+14155550123"


class TheSameCall(CallCenterTestCase):
    def setUp(self):
        super().setUp()
        self.now = timezone.now()
        self.sign_in(self.alice)

    def logged(self, **facts):
        return log_call(
            **{"direction": "inbound", "number": NUMBER, "comment": "Asked for the brochure"} | facts,
            started_at=self.now - 10 * MINUTE,
            talk_s=Decimal(180),
            actor=self.alice,
            organization=self.acme,
        )

    def told(self, minutes=9, agent=None, **facts):
        started_at = self.now - minutes * MINUTE
        return make_call(agent or self.alice, started_at=started_at, ended_at=started_at + 2 * MINUTE, **facts)

    def join(self, one, other):
        return self.client.post(f"/o/acme/calls/{one.pk}/join/", {"other": other.pk}, follow=True)

    def page(self, call):
        return self.client.get(f"/o/acme/calls/{call.pk}/")

    def test_is_offered_on_the_page_of_either(self):
        logged, told = self.logged(), self.told()

        for call in (logged, told):
            with self.subTest(call=call):
                self.assertContains(self.page(call), "It is the same call")

    def test_is_not_offered_for_another_number(self):
        logged = self.logged()
        self.told(number="+14155550999")

        self.assertNotContains(self.page(logged), "It is the same call")

    def test_is_not_offered_for_an_hour_later(self):
        logged = self.logged()
        self.told(minutes=-60)

        self.assertNotContains(self.page(logged), "It is the same call")

    def test_is_not_offered_for_a_chat(self):
        logged = self.logged(medium="chat")
        self.told()

        self.assertNotContains(self.page(logged), "It is the same call")

    def test_keeps_the_codes_and_the_switchs_facts(self):
        logged = self.logged()
        code(Wrapup.objects.get(call=logged), "interested")
        told = self.told()

        self.assertRedirects(self.join(logged, told), f"/o/acme/calls/{told.pk}/")
        kept = Call.objects.get(pk=told.pk)
        self.assertEqual((kept.talk_s, kept.comment), (told.talk_s, "Asked for the brochure"))
        self.assertEqual(Disposition.objects.get().call, told)
        self.assertEqual([use.call for use in CodeUse.objects.standing()], [told])

    def test_asks_its_agent_once(self):
        logged, told = self.logged(), self.told()
        self.join(told, logged)

        self.assertEqual(Wrapup.objects.exclude(state="withdrawn").get().call, told)

    def test_leads_from_the_address_of_the_one_to_the_other(self):
        logged, told = self.logged(), self.told()
        self.join(logged, told)

        self.assertRedirects(self.page(logged), f"/o/acme/calls/{told.pk}/")

    def test_takes_the_contact_along(self):
        logged, told = self.logged(), self.told()
        ruth = Contact.objects.create(name="Ruth")
        Call.objects.filter(pk=logged.pk).update(contact=ruth)
        self.join(logged, told)

        self.assertEqual(Call.objects.get(pk=told.pk).contact, ruth)

    def test_is_refused_for_two_a_switch_told(self):
        one, other = self.told(), self.told(minutes=8)

        self.assertContains(self.join(one, other), "These two cannot be one call")
        self.assertEqual(Call.objects.standing().count(), 2)

    def test_of_somebody_else_is_missing(self):
        logged, told = self.logged(), self.told(agent=self.bob)

        self.assertEqual(self.join(logged, told).status_code, 404)

    def test_joined_twice_is_refused(self):
        logged, told = self.logged(), self.told()
        self.join(logged, told)

        self.assertEqual(self.join(told, logged).status_code, 404)


class AnotherMedium(CallCenterTestCase):
    def test_is_logged_through_the_api(self):
        self.sign_in(self.alice)
        body = {"direction": "inbound", "number": "", "started_at": timezone.now().isoformat(), "medium": "walk_in"}
        answer = self.api("POST", "calls/", body)

        self.assertEqual((answer.status_code, answer.data["medium"]), (201, "walk_in"))
        self.assertContains(self.client.get(f"/o/acme/calls/{answer.data['id']}/"), "Walk-in")

    def test_that_nobody_knows_is_refused(self):
        self.sign_in(self.alice)
        body = {"direction": "inbound", "number": "", "started_at": timezone.now().isoformat(), "medium": "pigeon"}

        self.assertEqual(self.api("POST", "calls/", body).status_code, 400)
