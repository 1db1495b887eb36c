"""A number stands for a campaign and a channel from a time on; calls are of those of their time."""

from datetime import timedelta

from django.utils import timezone

from calllog.actions.numbers import add_number, move_number, name_campaign
from calllog.errors import CampaignNamed, NumberKnown, NumberUnreadable
from calllog.models import Call, Campaign, NumberUse, OurNumber
from calllog.numbers import channel_label, channel_of
from dispositions.models import CallOutcome
from tests.base import CallCenterTestCase, code, make_wrapup

HOUR = timedelta(hours=1)


class ANumber(CallCenterTestCase):
    def setUp(self):
        super().setUp()
        self.now = timezone.now()
        self.spring, self.autumn = (Campaign.objects.create(name=name) for name in ("Spring", "Autumn"))
        self.number = OurNumber.objects.create(number="+14155550100")
        facts = {"our_number_row": self.number, "conversation_id": None}
        self.wrapups = [make_wrapup(self.alice, started_at=self.now - hours * HOUR, **facts) for hours in (3, 1)]

    def move(self, campaign, hours, channel="print"):
        starts_at = self.now - hours * HOUR
        return move_number(
            our_number=self.number, campaign=campaign, channel=channel, starts_at=starts_at, actor=self.admin
        )

    def calls(self):
        return list(Call.objects.order_by("started_at").values_list("campaign__name", "channel"))

    def test_moved_leaves_old_calls_where_they_were(self):
        self.move(self.spring, 10)
        self.move(self.autumn, 2, "social")

        self.assertEqual(self.calls(), [("Spring", "print"), ("Autumn", "social")])

    def test_moved_into_the_past_takes_the_calls_since_along(self):
        self.assertEqual(self.move(self.spring, 2), 1)
        self.assertEqual(self.calls(), [(None, ""), ("Spring", "print")])

    def test_moved_before_a_planned_move_stands_until_then(self):
        self.move(self.autumn, 2)
        self.move(self.spring, 10)

        self.assertEqual(self.calls(), [("Spring", "print"), ("Autumn", "print")])
        self.assertEqual(NumberUse.objects.get(campaign=self.spring).ends_at, self.now - 2 * HOUR)

    def test_that_was_named_after_its_calls_takes_them_along(self):
        Call.objects.update(our_number_row=None, our_number="14155550100")
        self.move(self.spring, 10)

        self.assertEqual(self.calls(), [("Spring", "print")] * 2)

    def test_of_a_block_takes_the_calls_of_the_block_along(self):
        OurNumber.objects.update(number="1415555*")
        Call.objects.update(our_number_row=None, our_number="+14155550100")
        self.move(self.spring, 10)

        self.assertEqual(self.calls(), [("Spring", "print")] * 2)

    def test_leaves_calls_on_other_numbers_alone(self):
        Call.objects.update(our_number_row=None, our_number="+14155550999")
        self.move(self.spring, 10)

        self.assertEqual(self.calls(), [(None, "")] * 2)

    def test_moved_twice_at_one_moment_stands_for_the_second(self):
        self.move(self.spring, 10)
        self.move(self.autumn, 10)

        self.assertEqual([use.campaign for use in NumberUse.objects.all()], [self.autumn])

    def test_moves_what_the_reports_count(self):
        code(self.wrapups[1], "interested")
        self.move(self.autumn, 2)

        self.assertEqual(CallOutcome.objects.get(call=self.wrapups[1].call_id).campaign, self.autumn)

    def test_is_read_as_people_write_it(self):
        made = add_number(number="(415) 555-0177", label="Poster", country="US", actor=self.admin)

        self.assertEqual(made.number, "+14155550177")

    def test_may_be_a_block(self):
        made = add_number(number="+1415555*", label="", country="US", actor=self.admin)

        self.assertEqual(made.number, "1415555*")

    def test_that_is_there_is_refused(self):
        with self.assertRaises(NumberKnown):
            add_number(number="+1 415 555 0100", label="", country="US", actor=self.admin)

    def test_that_is_none_is_refused(self):
        for text in ("", "  ", "*", "a*"):
            with self.subTest(text=text), self.assertRaises(NumberUnreadable):
                add_number(number=text, label="", country="US", actor=self.admin)


class AChannel(CallCenterTestCase):
    def test_is_stored_as_its_word_whatever_its_language(self):
        self.assertEqual((channel_of(" Outdoor "), channel_of("outdoor")), ("outdoor", "outdoor"))

    def test_may_be_the_organizations_own_words(self):
        self.assertEqual((channel_of("Tram 4"), channel_label("Tram 4")), ("Tram 4", "Tram 4"))


class ThePagesOfNumbers(CallCenterTestCase):
    def setUp(self):
        super().setUp()
        self.number = OurNumber.objects.create(number="+14155550100")
        self.campaign = Campaign.objects.create(name="Spring")
        self.sign_in(self.admin)

    def post(self, path, **facts):
        return self.client.post(f"/o/acme/numbers/{path}", facts, follow=True)

    def test_move_a_number(self):
        facts = {"campaign": self.campaign.pk, "channel": "Outdoor", "starts_at": "2026-01-05T09:00"}

        self.assertContains(self.post(f"{self.number.pk}/", **facts), "Outdoor")
        self.assertEqual(NumberUse.objects.get().starts_at.isoformat(), "2026-01-05T14:00:00+00:00")

    def test_refuse_a_time_the_clock_skips(self):
        answer = self.client.post(f"/o/acme/numbers/{self.number.pk}/", {"starts_at": "2026-03-08T02:30"})

        self.assertContains(answer, "The clock skips this time.", status_code=400)

    def test_name_a_number(self):
        self.assertContains(self.post(f"{self.number.pk}/", name="1", label="Front door"), "Front door")

    def test_add_a_number(self):
        self.assertContains(self.post("", number="+1 415 555 0111"), "+14155550111")

    def test_say_why_a_number_is_refused(self):
        answer = self.client.post("/o/acme/numbers/", {"number": "+14155550100"})

        self.assertContains(answer, "The number +14155550100 is there already.", status_code=400)

    def test_make_a_campaign(self):
        self.post("campaigns/", name="Winter", purpose="service")

        self.assertEqual(Campaign.objects.get(name="Winter").purpose, "service")

    def test_change_a_campaign(self):
        self.post("campaigns/", campaign=self.campaign.pk, name="Late spring", purpose="service")

        self.assertEqual(Campaign.objects.get().name, "Late spring")

    def test_refuse_a_name_that_is_taken(self):
        Campaign.objects.create(name="Autumn")
        facts = {"campaign": self.campaign.pk, "name": "Autumn", "purpose": "service"}
        answer = self.client.post("/o/acme/numbers/campaigns/", facts)

        self.assertContains(answer, "There is a campaign of that name already.", status_code=400)
        with self.assertRaises(CampaignNamed):
            name_campaign(name="Autumn", purpose="service", actor=self.admin)

    def test_are_read_only_for_a_manager(self):
        self.sign_in(self.manager)

        self.assertNotContains(self.client.get(f"/o/acme/numbers/{self.number.pk}/"), "Move it")
        self.assertEqual(self.client.post("/o/acme/numbers/", {"number": "1"}).status_code, 403)
