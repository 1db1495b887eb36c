"""Holidays and moved working days are the package's word; own decisions stand over them."""

from datetime import date

from django.utils.translation import override

from callcenter.calendars.actions.calendars import change_calendar, decide_days, set_day
from callcenter.calendars.effective import book
from callcenter.calendars.hours import Span
from callcenter.calendars.models import Calendar
from callcenter.calendars.public import public_year, regions_of
from callcenter.calendars.typed import read
from tests.base import CallCenterTestCase


class KeepingHolidays(CallCenterTestCase):
    def setUp(self):
        super().setUp()
        self.calendar = Calendar.objects.get(is_default=True)

    def keep(self, country, region="", week=("9-17",) * 5 + ("", "")):
        change_calendar(
            calendar=self.calendar,
            name="Office",
            country=country,
            region=region,
            half_day_min=720,
            week=[read(text) for text in week],
            actor=self.admin,
        )

    def spans_on(self, day):
        return book(self.acme).default.spans_on(date.fromisoformat(day))

    def test_a_hungarian_office_works_on_the_saturday_that_a_friday_was_moved_to(self):
        self.keep("HU")

        self.assertEqual((self.spans_on("2026-01-10"), self.spans_on("2026-01-02")), ((Span(540, 1_020),), ()))

    def test_a_russian_office_works_on_the_saturday_before_a_bridge(self):
        self.keep("RU")

        self.assertEqual((self.spans_on("2027-02-20"), self.spans_on("2027-02-22")), ((Span(540, 1_020),), ()))

    def test_the_next_working_day_skips_the_russian_new_year(self):
        self.keep("RU")

        self.assertEqual(book(self.acme).default.next_working_day(date(2026, 12, 30)), date(2027, 1, 11))

    def test_a_norwegian_office_is_closed_on_the_seventeenth_of_may(self):
        self.keep("NO")

        self.assertEqual(self.spans_on("2027-05-17"), ())

    def test_an_american_office_works_on_that_day(self):
        self.keep("US")

        self.assertEqual(self.spans_on("2027-05-17"), (Span(540, 1_020),))

    def test_a_region_has_holidays_of_its_own(self):
        self.keep("GB", "ENG")

        self.assertEqual(self.spans_on("2026-04-06"), ())

    def test_no_country_has_none(self):
        self.keep("")

        self.assertEqual(self.spans_on("2026-12-25"), (Span(540, 1_020),))

    def test_a_holiday_may_be_worked(self):
        self.keep("US")
        decide_days(calendar=self.calendar, decisions={date(2026, 11, 26): "works"}, actor=self.admin)

        self.assertEqual(self.spans_on("2026-11-26"), (Span(540, 1_020),))

    def test_a_holiday_may_be_half_a_day(self):
        self.keep("US")
        decide_days(calendar=self.calendar, decisions={date(2026, 11, 26): "half"}, actor=self.admin)

        self.assertEqual(self.spans_on("2026-11-26"), (Span(540, 720),))

    def test_a_decision_may_be_taken_back(self):
        self.keep("US")
        for kind in ("works", ""):
            decide_days(calendar=self.calendar, decisions={date(2026, 11, 26): kind}, actor=self.admin)

        self.assertEqual((self.spans_on("2026-11-26"), self.calendar.days.count()), ((), 0))

    def test_a_moved_working_day_may_be_free(self):
        self.keep("HU")
        decide_days(calendar=self.calendar, decisions={date(2026, 1, 10): "closed"}, actor=self.admin)

        self.assertEqual(self.spans_on("2026-01-10"), ())

    def test_a_day_of_ones_own_stands_above_what_is_decided_of_the_holiday(self):
        self.keep("US")
        set_day(
            calendar=self.calendar,
            day=date(2026, 11, 26),
            kind="open",
            name="Hotline",
            spans=read("10-12"),
            actor=self.admin,
        )
        decide_days(calendar=self.calendar, decisions={date(2026, 11, 26): "works"}, actor=self.admin)

        self.assertEqual(self.spans_on("2026-11-26"), (Span(600, 720),))


class TheCountrysYear(CallCenterTestCase):
    def test_is_told_in_the_readers_language_where_it_can_be(self):
        names = [public_year("HU", "", 2026, language).closed[date(2026, 1, 1)] for language in ("en", "hu")]

        self.assertEqual(names, ["New Year's Day", "Újév"])

    def test_is_told_all_the_same_where_it_cannot(self):
        self.assertIn(date(2026, 5, 17), public_year("NO", "", 2026, "ru").closed)

    def test_of_no_country_is_empty(self):
        self.assertEqual(dict(public_year("", "", 2026, "en").closed), {})

    def test_knows_its_regions_by_name(self):
        self.assertIn(("SCT", "Scotland"), regions_of("GB"))

    def test_names_a_moved_day_in_words(self):
        calendar = Calendar.objects.get(is_default=True)
        Calendar.objects.filter(pk=calendar.pk).update(country="HU")

        with override("hu"):
            found = book(self.acme).default.differing(date(2026, 1, 10))

        self.assertEqual(found.name, "Áthelyezett munkanap")
