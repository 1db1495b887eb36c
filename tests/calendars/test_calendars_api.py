from callcenter.accounts.actions import create_api_key
from callcenter.calendars.models import Calendar
from callcenter.tenancy.scope import tenant_scope
from calllog.models import Queue
from tests.base import CallCenterTestCase, no_scope

OFFICE = {day: ["09:00-17:00"] for day in ("monday", "tuesday", "wednesday", "thursday", "friday")}


class CalendarsOverTheApi(CallCenterTestCase):
    def setUp(self):
        super().setUp()
        self.sign_in(self.admin)
        self.own = Calendar.objects.get(is_default=True)

    def make(self, **changes):
        return self.api("POST", "calendars/", {"name": "Hotline", "week": OFFICE, **changes})

    def test_are_listed_with_their_week(self):
        self.make()
        found = self.api("GET", "calendars/").data["results"]

        self.assertEqual(
            [(row["name"], row["week"]["friday"]) for row in found],
            [("Opening hours", []), ("Hotline", ["09:00-17:00"])],
        )

    def test_are_made(self):
        made = self.make(country="HU", days=[{"day": "2026-12-28", "kind": "closed", "name": "Stocktaking"}])

        self.assertEqual((made.status_code, made.data["days"][0]["name"]), (201, "Stocktaking"))

    def test_are_made_once_under_one_key(self):
        first, again = (
            self.api("POST", "calendars/", {"name": "Hotline"}, **{"Idempotency-Key": "once"}) for _turn in "ab"
        )

        self.assertEqual((first.data["id"], Calendar.objects.count()), (again.data["id"], 2))

    def test_keep_what_a_change_does_not_name(self):
        pk = self.make().data["id"]
        changed = self.api("PATCH", f"calendars/{pk}/", {"half_day_until": "13:00"}).data

        self.assertEqual((changed["name"], changed["week"]["monday"], changed["half_day_until"]), (
            "Hotline", ["09:00-17:00"], "13:00",
        ))  # fmt: skip

    def test_replace_the_days_that_are_given(self):
        day = {"day": "2026-12-05", "kind": "open", "name": "Fair", "hours": ["10:00-14:00"]}
        pk = self.make(days=[{"day": "2026-12-28", "kind": "closed"}]).data["id"]
        changed = self.api("PATCH", f"calendars/{pk}/", {"days": [day]}).data

        self.assertEqual(changed["days"], [day])

    def test_refuse_a_name_that_is_taken(self):
        refused = self.make(name="opening hours")

        self.assertEqual((refused.status_code, refused.data["code"]), (409, "calendar_name_taken"))

    def test_refuse_times_that_overlap(self):
        refused = self.make(week={"monday": ["09:00-13:00", "12:00-17:00"]})

        self.assertEqual((refused.status_code, refused.data["code"]), (400, "hours_overlap"))

    def test_refuse_a_time_that_is_none(self):
        refused = self.make(week={"monday": ["09:00-25:00"]})

        self.assertIn("week.monday.0", refused.data["errors"])

    def test_refuse_a_country_nobody_knows(self):
        self.assertEqual(self.make(country="XX").data["code"], "country_unknown")

    def test_refuse_to_leave_while_a_queue_goes_by_them(self):
        pk = self.make().data["id"]
        Queue.objects.create(name="support", calendar_id=pk)

        self.assertEqual(self.api("DELETE", f"calendars/{pk}/").data["code"], "calendar_in_use")

    def test_leave(self):
        pk = self.make().data["id"]

        self.assertEqual(self.api("DELETE", f"calendars/{pk}/").status_code, 204)

    def test_tell_what_comes_next(self):
        pk = self.make(country="US").data["id"]
        found = self.api("GET", f"calendars/{pk}/next/?at=2026-11-25T22:30:00Z").data

        self.assertEqual(
            (found["open"], found["opens_at"], found["next_working_day"]),
            (False, "2026-11-27T14:00:00Z", "2026-11-27"),
        )

    def test_refuse_a_moment_beyond_all_calendars(self):
        refused = self.api("GET", f"calendars/{self.own.pk}/next/?at=0001-01-01T00:00:00Z")

        self.assertEqual((refused.status_code, list(refused.data["errors"])), (400, ["at"]))

    def test_are_read_by_an_agent(self):
        self.sign_in(self.alice)

        self.assertEqual(self.api("GET", f"calendars/{self.own.pk}/next/").status_code, 200)

    def test_are_changed_by_admins_only(self):
        self.sign_in(self.manager)

        self.assertEqual(self.api("PATCH", f"calendars/{self.own.pk}/", {"name": "Mine"}).status_code, 403)

    def test_are_written_with_a_key_of_that_scope(self):
        _key, text = create_api_key(name="k", scopes=["hours:write"], actor=self.admin)
        self.client.logout()

        made = self.api("POST", "calendars/", {"name": "Hotline"}, Authorization=f"Bearer {text}")
        self.assertEqual(made.status_code, 201)

    def test_of_another_organization_are_missing(self):
        with no_scope(), tenant_scope(self.globex):
            foreign = Calendar.objects.get().pk

        self.assertEqual(self.api("GET", f"calendars/{foreign}/").status_code, 404)
