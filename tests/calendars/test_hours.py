"""When a place is open: the plain cases, one by one."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.test import SimpleTestCase

from callcenter.calendars.hours import Differing, Hours, Kind, Span
from callcenter.calendars.stops import Stop, runs_out, stopped
from callcenter.calendars.typed import Unreadable, first_overlap, read, write

BUDAPEST = ZoneInfo("Europe/Budapest")
NINE_TO_FIVE = (Span(540, 1_020),)
OFFICE = (NINE_TO_FIVE,) * 5 + ((), ())


def hours(week=OFFICE, zone=BUDAPEST, half_day_min=720, **days):
    found = {date.fromisoformat(day[1:].replace("_", "-")): differing for day, differing in days.items()}
    return Hours(zone=zone, week=week, differing=found.get, half_day_min=half_day_min)


def at(text):
    return datetime.fromisoformat(text).replace(tzinfo=BUDAPEST)


class AnOffice(SimpleTestCase):
    def test_is_open_when_its_day_begins(self):
        self.assertIs(hours().is_open(at("2026-11-23T09:00")), True)

    def test_is_closed_when_its_day_ends(self):
        self.assertIs(hours().is_open(at("2026-11-23T17:00")), False)

    def test_opens_again_after_the_weekend(self):
        self.assertEqual(hours().next_opening(at("2026-11-27T17:00")), at("2026-11-30T09:00"))

    def test_is_its_own_next_opening_while_it_is_open(self):
        self.assertEqual(hours().next_opening(at("2026-11-23T10:30")), at("2026-11-23T10:30"))

    def test_counts_only_the_time_it_is_open(self):
        found = hours().elapsed(at("2026-11-27T16:00"), at("2026-11-30T10:00"))

        self.assertEqual(found, timedelta(hours=2))

    def test_adds_time_over_a_weekend(self):
        self.assertEqual(hours().add(at("2026-11-27T16:30"), timedelta(hours=1)), at("2026-11-30T09:30"))

    def test_works_next_on_monday_after_a_friday(self):
        self.assertEqual(hours().next_working_day(date(2026, 11, 27)), date(2026, 11, 30))

    def test_works_on_the_twenty_ninth_of_february(self):
        self.assertEqual(hours().next_working_day(date(2028, 2, 28)), date(2028, 2, 29))

    def test_counts_a_year_through_a_leap_day(self):
        found = hours().elapsed(at("2028-01-01T00:00"), at("2029-01-01T00:00"))

        self.assertEqual(found, timedelta(hours=8) * 260)

    def test_that_never_opens_has_no_next_opening(self):
        closed = Hours(zone=BUDAPEST, week=OFFICE, differing=lambda day: Differing(Kind.CLOSED))

        self.assertIsNone(closed.next_opening(at("2026-11-23T10:00")))


class ANightShift(SimpleTestCase):
    week = (((Span(1_320, 1_800),)) ,) * 7  # fmt: skip

    def test_is_open_after_midnight(self):
        self.assertIs(hours(self.week).is_open(at("2026-11-24T05:59")), True)

    def test_counts_what_is_left_of_it_after_midnight(self):
        found = hours(self.week).elapsed(at("2026-11-24T05:00"), at("2026-11-24T12:00"))

        self.assertEqual(found, timedelta(hours=1))

    def test_is_seven_hours_long_when_clocks_jump_forward(self):
        found = hours(self.week).openings_on(date(2026, 3, 28))

        self.assertEqual(found[0].ends - found[0].begins, timedelta(hours=7))

    def test_is_nine_hours_long_when_clocks_jump_back(self):
        found = hours(self.week).openings_on(date(2026, 10, 24))

        self.assertEqual(found[0].ends - found[0].begins, timedelta(hours=9))

    def test_that_begins_in_the_hour_left_out_begins_at_the_jump(self):
        found = hours(((Span(150, 240),),) * 7).openings_on(date(2026, 3, 29))

        self.assertEqual(found[0].begins, datetime(2026, 3, 29, 1, 0, tzinfo=UTC))


class ADayThatDiffers(SimpleTestCase):
    def test_is_closed_by_a_holiday(self):
        place = hours(_2026_12_25=Differing(Kind.CLOSED, "Christmas"))

        self.assertIs(place.is_open(at("2026-12-25T10:00")), False)

    def test_ends_at_noon_when_it_is_half(self):
        place = hours(_2026_12_24=Differing(Kind.HALF))

        self.assertEqual(place.spans_on(date(2026, 12, 24)), (Span(540, 720),))

    def test_stays_closed_when_half_of_nothing(self):
        self.assertEqual(hours(_2026_11_28=Differing(Kind.HALF)).spans_on(date(2026, 11, 28)), ())

    def test_that_moved_to_a_saturday_is_worked_like_a_friday(self):
        week = (NINE_TO_FIVE,) * 4 + ((Span(540, 900),), (), ())
        place = hours(week, _2026_01_10=Differing(Kind.MOVED))

        self.assertEqual(place.spans_on(date(2026, 1, 10)), (Span(540, 900),))

    def test_has_its_own_hours(self):
        place = hours(_2026_11_28=Differing(Kind.OPEN, "Fair", (Span(600, 840),)))

        self.assertIs(place.is_open(at("2026-11-28T13:59")), True)


class AWeekThatSaysNothing(SimpleTestCase):
    nothing = ((),) * 7

    def test_is_open_around_the_clock(self):
        self.assertIs(hours(self.nothing).is_open(at("2026-11-22T03:00")), True)

    def test_still_has_free_weekends(self):
        self.assertEqual(hours(self.nothing).next_working_day(date(2026, 11, 27)), date(2026, 11, 30))

    def test_still_has_holidays(self):
        place = hours(self.nothing, _2026_11_30=Differing(Kind.CLOSED))

        self.assertEqual(place.next_working_day(date(2026, 11, 27)), date(2026, 12, 1))


class TypedHours(SimpleTestCase):
    def test_may_be_short(self):
        self.assertEqual(read("9-12, 13:30–17"), (Span(540, 720), Span(810, 1_020)))

    def test_go_over_midnight(self):
        self.assertEqual(read("22:00-6:00"), (Span(1_320, 1_800),))

    def test_last_the_whole_day(self):
        self.assertEqual(write(read("0-24")), "00:00–24:00")

    def test_are_nothing_on_a_closed_day(self):
        self.assertEqual(read("  "), ())

    def test_that_are_none_are_refused(self):
        for text in ("nine to five", "9", "25-26", "9:70-10", "9-12-15"):
            with self.subTest(text), self.assertRaises(Unreadable):
                read(text)

    def test_that_reach_into_the_next_days_are_found(self):
        self.assertEqual(first_overlap([read("22-8"), read("7-9"), (), (), (), (), ()]), 0)

    def test_of_sunday_meet_those_of_monday(self):
        self.assertEqual(first_overlap([read("1-5"), (), (), (), (), (), read("22-2")]), 6)


class AStoppedClock(SimpleTestCase):
    start = at("2026-11-23T10:00")

    def stop(self, begins, ends):
        return Stop(self.start + timedelta(minutes=begins), self.start + timedelta(minutes=ends) if ends else None)

    def test_runs_out_later_by_the_stop(self):
        found = runs_out(self.start, timedelta(minutes=15), [self.stop(5, 25)])

        self.assertEqual(found, self.start + timedelta(minutes=35))

    def test_has_no_end_while_it_stands(self):
        self.assertIsNone(runs_out(self.start, timedelta(minutes=15), [self.stop(5, None)]))

    def test_that_had_run_out_before_does_not_care(self):
        found = runs_out(self.start, timedelta(minutes=15), [self.stop(15, None)])

        self.assertEqual(found, self.start + timedelta(minutes=15))

    def test_that_was_started_in_a_stop_begins_at_its_end(self):
        found = runs_out(self.start, timedelta(minutes=15), [self.stop(-10, 10)])

        self.assertEqual(found, self.start + timedelta(minutes=25))

    def test_counts_stops_that_overlap_once(self):
        found = stopped(self.start, self.start + timedelta(hours=1), [self.stop(5, 20), self.stop(10, 30)])

        self.assertEqual(found, timedelta(minutes=25))
