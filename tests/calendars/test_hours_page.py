import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from callcenter.audit.models import AuditEntry
from callcenter.calendars.models import Calendar, OpeningSpan
from callcenter.tenancy.scope import tenant_scope
from tests.base import CallCenterTestCase, no_scope

HOURS = "/o/acme/hours/"
# A Monday in New York, ten in the morning.
MONDAY = "2026-11-23T15:00:00Z"


def week(**changes):
    days = {f"day{weekday}": "9:00–17:00" if weekday < 5 else "" for weekday in range(7)}
    return {"name": "Office", "country": "US", "region": "", "half_day": "12:00", **days, **changes}


class WhoMayOpenTheHours(CallCenterTestCase):
    def test_an_agent_reads_them(self):
        self.sign_in(self.alice)

        self.assertNotContains(self.client.get(HOURS), "Save the hours")

    def test_a_manager_changes_nothing(self):
        self.sign_in(self.manager)

        self.assertEqual(self.client.post(HOURS, week()).status_code, 403)

    def test_a_manager_decides_of_no_holiday(self):
        self.sign_in(self.manager)
        pk = Calendar.objects.get().pk

        self.assertEqual(self.client.post(f"{HOURS}{pk}/days/", {"do": "decide"}).status_code, 403)

    def test_the_menu_of_an_agent_does_not_name_them(self):
        self.sign_in(self.alice)

        self.assertNotContains(self.client.get("/o/acme/calls/"), 'href="/o/acme/hours/"')

    def test_those_of_another_organization_are_missing(self):
        with no_scope(), tenant_scope(self.globex):
            foreign = Calendar.objects.get().pk
        self.sign_in(self.admin)

        self.assertEqual(self.client.get(f"{HOURS}{foreign}/").status_code, 404)


class ChangingTheHours(CallCenterTestCase):
    def setUp(self):
        super().setUp()
        self.sign_in(self.admin)

    def spans(self, weekday):
        rows = OpeningSpan.objects.filter(weekday=weekday).order_by("opens_min")
        return list(rows.values_list("opens_min", "closes_min"))

    def test_writes_several_spans_of_a_day(self):
        self.client.post(HOURS, week(day0="9-12, 13-17:30"))

        self.assertEqual(self.spans(0), [(540, 720), (780, 1_050)])

    def test_writes_a_span_over_midnight(self):
        self.client.post(HOURS, week(day4="22-6"))

        self.assertEqual(self.spans(4), [(1_320, 1_800)])

    def test_gives_tuesday_to_friday_the_hours_of_monday(self):
        self.client.post(HOURS, week(do="copy", day0="8-16", day3=""))

        self.assertEqual((self.spans(3), self.spans(5)), ([(480, 960)], []))

    def test_says_which_part_cannot_be_read(self):
        response = self.client.post(HOURS, week(day2="9-17, noon"))

        self.assertContains(response, "“noon” cannot be read.")

    def test_refuses_times_that_overlap(self):
        response = self.client.post(HOURS, week(day1="9-13, 12-17"))

        self.assertContains(response, "The times of Tuesday overlap each other or the next day&#x27;s.")

    def test_keeps_what_was_typed_when_it_is_refused(self):
        self.assertContains(self.client.post(HOURS, week(day1="nine")), 'value="nine"')

    def test_refuses_a_country_nobody_knows(self):
        self.assertContains(self.client.post(HOURS, week(country="XX")), "No holidays are known for XX.")

    def test_drops_the_region_of_a_former_country(self):
        self.client.post(HOURS, week(country="NO", region="CA"))

        self.assertEqual(Calendar.objects.get().region, "")

    def test_is_written_down(self):
        self.client.post(HOURS, week())

        entry = AuditEntry.objects.get(action="calendar.changed")
        self.assertEqual((entry.actor_id, entry.details["week"][0]), (self.admin.pk, "09:00–17:00"))

    @time_machine.travel(MONDAY, tick=False)
    def test_says_until_when_it_is_open(self):
        self.client.post(HOURS, week())

        self.assertContains(self.client.get(HOURS), "until Mon 23 Nov, 17:00")

    @time_machine.travel("2026-11-26T15:00:00Z", tick=False)
    def test_says_when_it_opens_after_a_holiday(self):
        self.client.post(HOURS, week())

        self.assertContains(self.client.get(HOURS), "Next opening: Fri 27 Nov, 09:00")


@time_machine.travel(MONDAY, tick=False)
class Days(CallCenterTestCase):
    def setUp(self):
        super().setUp()
        self.sign_in(self.admin)
        self.client.post(HOURS, week())
        self.calendar = Calendar.objects.get()
        self.days = f"{HOURS}{self.calendar.pk}/days/"

    def add(self, **changes):
        given = {"do": "add", "day": "2026-12-28", "name": "Stocktaking", "kind": "closed", "hours": "", **changes}
        return self.client.post(self.days, given)

    def test_lists_the_holidays_of_this_year_and_the_next(self):
        response = self.client.get(HOURS)

        self.assertContains(response, 'name="on-2026-12-25"')
        self.assertContains(response, 'name="on-2027-07-05"')

    def test_a_holiday_is_worked_when_it_is_ticked(self):
        self.client.post(self.days, {"do": "decide", "on-2026-11-26": "works"})

        self.assertEqual(self.calendar.days.get().kind, "works")

    def test_a_day_that_is_no_holiday_is_not_decided(self):
        self.client.post(self.days, {"do": "decide", "on-2026-11-25": "closed"})

        self.assertIs(self.calendar.days.exists(), False)

    def test_a_kind_that_is_none_is_not_written(self):
        self.client.post(self.days, {"do": "decide", "on-2026-11-26": "open"})

        self.assertIs(self.calendar.days.exists(), False)

    def test_a_closed_day_is_added(self):
        self.add()

        self.assertEqual(self.calendar.days.get().name, "Stocktaking")

    def test_a_day_with_own_hours_needs_them(self):
        self.assertContains(self.add(kind="open"), "Say from when to when it is open on that day.")

    def test_an_open_saturday_is_added(self):
        self.add(day="2026-12-05", name="Fair", kind="open", hours="10-14")

        self.assertContains(self.client.get(HOURS), "10:00–14:00")

    def test_a_day_is_removed(self):
        self.add()
        self.client.post(self.days, {"do": f"remove-{self.calendar.days.get().pk}"})

        self.assertIs(self.calendar.days.exists(), False)

    def test_what_is_no_day_cannot_be_removed(self):
        self.assertEqual(self.client.post(self.days, {"do": "remove-x"}).status_code, 404)

    def test_the_page_costs_the_same_with_thirty_days_more(self):
        def statements():
            with CaptureQueriesContext(connection) as caught:
                self.client.get(HOURS)
            return len(caught)

        self.add()
        few = statements()
        for day in range(1, 29):
            self.add(day=f"2027-02-{day:02}", kind="open", hours="10-12")

        self.assertEqual(statements(), few)
