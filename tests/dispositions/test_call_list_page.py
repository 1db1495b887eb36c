from datetime import timedelta

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from callcenter.accounts.models import Team
from calllog.models import Contact
from tests.base import CallCenterTestCase, code, make_call, make_leg, make_wrapup

PAGE = "/o/acme/calls/"


class TheCallList(CallCenterTestCase):
    def setUp(self):
        super().setUp()
        self.sign_in(self.manager)

    def shown(self, query=""):
        response = self.client.get(PAGE + query)
        self.assertEqual(response.status_code, 200)
        return [row.call.pk for row in response.context["rows"]]

    def test_shows_the_last_seven_days_unless_asked_otherwise(self):
        recent = make_call(self.alice)
        make_call(self.alice, started_at=timezone.now() - timedelta(days=9))

        self.assertEqual(self.shown(), [recent.pk])

    def test_shows_any_day_when_asked_for(self):
        recent = make_call(self.alice)
        old = make_call(self.alice, started_at=timezone.now() - timedelta(days=9))

        self.assertEqual(self.shown("?started_after="), [recent.pk, old.pk])

    def test_finds_somebody_in_all_of_the_past(self):
        old = make_call(self.alice, caller_name="Ivy Thornton", started_at=timezone.now() - timedelta(days=300))

        self.assertEqual(self.shown("?q=ivy"), [old.pk])

    def test_narrows_by_the_address(self):
        wanted = make_wrapup(self.alice)
        code(wanted, "interested")
        make_wrapup(self.bob)

        self.assertEqual(self.shown("?code_any=interested"), [wanted.call_id])

    def test_has_a_chip_per_value_with_a_way_to_remove_it(self):
        chips = self.client.get(f"{PAGE}?code_any=interested,deal_closed&direction=inbound").context["chips"]

        self.assertEqual(
            [(str(chip["label"]), chip["value"], chip["remove_url"]) for chip in chips],
            [
                ("Direction", "Inbound", f"{PAGE}?code_any=interested%2Cdeal_closed"),
                ("Code", "Interested", f"{PAGE}?direction=inbound&code_any=deal_closed"),
                ("Code", "Deal won", f"{PAGE}?direction=inbound&code_any=interested"),
            ],
        )

    def test_leaves_empty_filters_out_of_the_address(self):
        response = self.client.get(f"{PAGE}?direction=inbound&status=&started_after=&started_before=")

        self.assertRedirects(response, f"{PAGE}?direction=inbound&started_after=", fetch_redirect_response=False)

    def test_keeps_an_empty_beginning_as_any_time(self):
        self.assertEqual(self.client.get(f"{PAGE}?started_after=").context["days"].label, "Any time")

    def test_names_the_days_it_shows(self):
        self.assertEqual(self.client.get(PAGE).context["days"].label, "Last 7 days")

    def test_says_which_filter_could_not_be_read_and_shows_nothing(self):
        make_call(self.alice)
        response = self.client.get(f"{PAGE}?agent=nobody")

        self.assertContains(response, "Agent: There is no “nobody” here.", status_code=400)
        self.assertEqual(response.context["rows"], [])

    def test_turns_to_older_calls_and_back(self):
        calls = [make_call(started_at=timezone.now() - timedelta(minutes=place)) for place in range(51)]
        first = self.client.get(PAGE)
        second = self.client.get(PAGE + first.context["older_url"])

        self.assertEqual([row.call.pk for row in second.context["rows"]], [calls[50].pk])
        back = self.client.get(PAGE + second.context["newer_url"])
        self.assertEqual(len(back.context["rows"]), 50)

    def test_takes_as_many_statements_for_thirty_calls_as_for_one(self):
        code(make_wrapup(self.alice), "interested")
        self.client.get(PAGE)
        with CaptureQueriesContext(connection) as one:
            self.client.get(PAGE)
        for place in range(29):
            contact = Contact.objects.create(name=f"Customer {place}")
            code(make_wrapup(self.bob, contact=contact), "follow_up_needed", "interested")
        with CaptureQueriesContext(connection) as thirty:
            self.client.get(PAGE)

        self.assertEqual(len(thirty), len(one))


class ARowOfTheList(CallCenterTestCase):
    def setUp(self):
        super().setUp()
        self.sign_in(self.manager)

    def row(self):
        return self.client.get(PAGE).context["rows"][0]

    def test_shows_the_code_that_counts_first_and_how_many_stand_beside_it(self):
        code(make_wrapup(self.alice), "interested", "meeting_scheduled")

        self.assertEqual((self.row().code["slug"], self.row().plus), ("meeting_scheduled", 1))

    def test_says_that_it_is_in_wrap_up(self):
        make_wrapup(self.alice)

        self.assertEqual(self.row().state, "wrapup")

    def test_says_that_it_rings(self):
        make_call(status="in_progress", ended_at=None)

        self.assertEqual(self.row().state, "ringing")

    def test_says_that_it_has_no_code(self):
        make_call()

        self.assertEqual(self.row().state, "none")

    def test_names_the_number_once_when_nobody_is_known(self):
        make_call(number="+14155550123")

        self.assertEqual((self.row().who, self.row().number), ("(415) 555-0123", ""))

    def test_says_that_a_number_is_withheld(self):
        make_call(number="")

        self.assertEqual(self.row().who, "Withheld")

    def test_cannot_be_a_script_of_the_callers(self):
        make_call(caller_name="<script>alert(1)</script>")

        self.assertNotContains(self.client.get(PAGE), "<script>alert(1)")


class TheCountOfCallsOfNobody(CallCenterTestCase):
    def setUp(self):
        super().setUp()
        make_leg(make_call(), None, extension="1009")

    def test_is_shown_to_who_may_tell_whose_they_were(self):
        self.sign_in(self.manager)

        self.assertEqual(self.client.get(PAGE).context["unheld"]["count"], "1")

    def test_leads_to_those_calls(self):
        make_call(self.alice)
        self.sign_in(self.manager)
        url = self.client.get(PAGE).context["unheld"]["url"]

        self.assertEqual(len(self.client.get(url).context["rows"]), 1)

    def test_is_not_shown_to_an_agent(self):
        self.sign_in(self.alice)

        self.assertIsNone(self.client.get(PAGE).context["unheld"])

    def test_ends_at_ninety_nine(self):
        for _place in range(100):
            make_leg(make_call(), None, extension="1009")
        self.sign_in(self.manager)

        self.assertEqual(self.client.get(PAGE).context["unheld"]["count"], "99+")


class WhoseCallsTheListShows(CallCenterTestCase):
    def setUp(self):
        super().setUp()
        self.hers, self.his = make_call(self.alice), make_call(self.bob)

    def shown_to(self, membership):
        self.sign_in(membership)
        return {row.call.pk for row in self.client.get(PAGE).context["rows"]}

    def test_an_agent_the_own(self):
        self.assertEqual(self.shown_to(self.alice), {self.hers.pk})

    def test_a_manager_everybodys(self):
        self.assertEqual(self.shown_to(self.manager), {self.hers.pk, self.his.pk})

    def test_a_manager_limited_to_a_team_the_teams(self):
        self.manager.team = self.bob.team = Team.objects.create(name="North")
        self.manager.limited_to_team = True
        self.manager.save(update_fields=["team", "limited_to_team"])
        self.bob.save(update_fields=["team"])

        self.assertEqual(self.shown_to(self.manager), {self.his.pk})

    def test_nobody_of_another_organization(self):
        self.sign_in(self.mallory)

        self.assertEqual(self.client.get(PAGE).status_code, 404)
