"""What an incident does to wrap-ups and calls: clocks stand still, calls are marked, averages leave them out."""

from datetime import timedelta

import time_machine
from django.utils import timezone

from callcenter.accounts.actions import name_team
from callcenter.accounts.models import Membership
from callcenter.calendars.actions.calendars import change_calendar
from callcenter.calendars.actions.incidents import end_incident, start_incident
from callcenter.calendars.models import Calendar, Incident
from callcenter.calendars.typed import read
from callcenter.jobs.models import DueItem
from callcenter.jobs.tasks import run_due
from callcenter.tenancy.scope import tenant_scope
from calllog.models import Queue
from dispositions.actions.wrapups import IDLE_KIND
from dispositions.models import Wrapup
from tests.base import CallCenterTestCase, code, make_call, make_wrapup, no_scope


def minutes(count):
    return timedelta(minutes=count)


class AWrapupInAnIncident(CallCenterTestCase):
    def setUp(self):
        super().setUp()
        self.wrapup = make_wrapup(self.alice)
        self.opened = self.wrapup.opened_at

    def stop(self, begins, ends=None, team=None):
        """Stop the clocks some minutes after the wrap-up opened."""
        with time_machine.travel(self.opened + minutes(begins), tick=False):
            incident = start_incident(reason="Fire drill", team=team, actor=self.manager)
        if ends is not None:
            with time_machine.travel(self.opened + minutes(ends), tick=False):
                end_incident(incident=incident, actor=self.manager)
        return incident

    def state_after(self, passed):
        """Let the due work look, some minutes after the wrap-up opened."""
        with time_machine.travel(self.opened + minutes(passed)), no_scope():
            with tenant_scope(self.acme):
                # The database's clock, which nothing moves, has to find the work due.
                DueItem.objects.update(due_at=timezone.now() - timedelta(days=1), state="waiting")
            run_due()
        self.wrapup.refresh_from_db()
        return self.wrapup.state

    def due(self):
        return DueItem.objects.get(kind=IDLE_KIND, subject_id=self.wrapup.pk).due_at

    def test_is_not_laid_aside_while_clocks_stand_still(self):
        self.stop(10)

        self.assertEqual(self.state_after(60), "open")

    def test_has_the_time_that_was_left_when_clocks_run_again(self):
        self.stop(10, 40)

        self.assertEqual(self.due(), self.opened + minutes(45))

    def test_is_laid_aside_when_that_has_passed(self):
        self.stop(10, 40)

        self.assertEqual(self.state_after(46), "to_classify")

    def test_is_not_laid_aside_before(self):
        self.stop(10, 40)

        self.assertEqual(self.state_after(44), "open")

    def test_of_another_team_runs_on(self):
        self.stop(10, team=name_team(name="North", actor=None))

        self.assertEqual(self.state_after(16), "to_classify")

    def test_of_that_team_stands_still(self):
        team = name_team(name="North", actor=None)
        Membership.objects.filter(pk=self.alice.pk).update(team=team)
        self.stop(10, team=team)

        self.assertEqual(self.state_after(16), "open")

    def deadline(self):
        self.wrapup.refresh_from_db()
        return self.wrapup.deadline_at

    def test_has_a_later_deadline_afterwards(self):
        Wrapup.objects.filter(pk=self.wrapup.pk).update(deadline_at=self.opened + minutes(20))
        self.stop(5, 35)

        self.assertEqual(self.deadline(), self.opened + minutes(50))

    def test_keeps_a_deadline_that_had_passed_before(self):
        Wrapup.objects.filter(pk=self.wrapup.pk).update(deadline_at=self.opened + minutes(2))
        self.stop(5, 35)

        self.assertEqual(self.deadline(), self.opened + minutes(2))

    def test_counts_incidents_that_overlap_once(self):
        Wrapup.objects.filter(pk=self.wrapup.pk).update(deadline_at=self.opened + minutes(60))
        team = name_team(name="North", actor=None)
        Membership.objects.filter(pk=self.alice.pk).update(team=team)
        first = self.stop(5, team=team)
        self.stop(10, 30)
        with time_machine.travel(self.opened + minutes(40), tick=False):
            end_incident(incident=first, actor=self.manager)

        self.assertEqual(self.deadline(), self.opened + minutes(95))


class TheAverage(CallCenterTestCase):
    def average(self):
        self.sign_in(self.alice)
        return self.api("GET", "me/").data["shift"]["average_wrapup_s"]

    def test_leaves_out_what_an_incident_interrupted(self):
        code(make_wrapup(self.alice), "interested")
        Wrapup.objects.update(acw_s=40)
        slow = make_wrapup(self.alice)
        start_incident(reason="Fire drill", team=None, actor=self.manager)
        end_incident(incident=Incident.objects.get(), actor=self.manager)
        code(slow, "interested")
        Wrapup.objects.filter(pk=slow.pk).update(acw_s=600)

        self.assertEqual(self.average(), 40)


class TheStoryOfACall(CallCenterTestCase):
    def page(self, call):
        self.sign_in(self.manager)
        return self.client.get(f"/o/acme/calls/{call.pk}/")

    def test_tells_what_stopped_the_clocks(self):
        call = make_call(self.alice)
        start_incident(reason="Fire drill", team=None, actor=self.manager)

        self.assertContains(self.page(call), "<b>Fire drill</b>: clocks are stopped", html=False)

    def test_tells_nothing_of_what_came_after(self):
        call = make_call(self.alice)
        code(Wrapup.objects.get(call=call), "interested")
        with time_machine.travel(timezone.now() + timedelta(hours=1), tick=False):
            start_incident(reason="Fire drill", team=None, actor=self.manager)

        self.assertNotContains(self.page(call), "Fire drill")

    def test_tells_nothing_of_another_teams_incident(self):
        call = make_call(self.alice)
        start_incident(reason="Fire drill", team=name_team(name="North", actor=None), actor=self.manager)

        self.assertNotContains(self.page(call), "Fire drill")


class ACallOutsideOpeningHours(CallCenterTestCase):
    @classmethod
    def setUpTestData(cls):
        super().setUpTestData()
        with tenant_scope(cls.acme):
            cls.open_on(Calendar.objects.get(is_default=True), "9-17")
            cls.night = Calendar.objects.create(name="Night")
            cls.open_on(cls.night, "17-9")

    @classmethod
    def open_on(cls, calendar, text):
        change_calendar(
            calendar=calendar, name=calendar.name, country="", region="", half_day_min=720,
            week=[read(text)] * 7, actor=None,
        )  # fmt: skip

    def call(self, hour, **facts):
        start = timezone.now().replace(hour=hour, minute=0) - timedelta(days=1)
        return make_call(self.alice, started_at=start, **facts)

    def page(self, call):
        self.sign_in(self.manager)
        return self.client.get(f"/o/acme/calls/{call.pk}/")

    def test_is_marked_on_its_page(self):
        self.assertContains(self.page(self.call(4)), "Outside opening hours")

    def test_is_marked_in_the_list(self):
        self.call(4)
        self.sign_in(self.manager)

        self.assertContains(self.client.get("/o/acme/calls/"), "Outside opening hours")

    def test_is_not_marked_within_them(self):
        self.assertNotContains(self.page(self.call(18)), "Outside opening hours")

    def test_goes_by_the_hours_of_its_queue(self):
        queue = Queue.objects.create(name="night", calendar=self.night)

        self.assertNotContains(self.page(self.call(4, queue=queue)), "Outside opening hours")

    @time_machine.travel("2026-11-27T15:00:00Z")
    def test_offers_the_next_working_day_on_its_card(self):
        Calendar.objects.filter(is_default=True).update(country="US")
        make_call(self.alice)
        self.sign_in(self.alice)
        card = self.api("GET", "wrapups/").data["results"][0]

        self.assertEqual(card["working_days"][:2], ["2026-11-27", "2026-11-28"])
