"""Local days and times, wherever clocks jump between 2024 and 2030."""

from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from types import SimpleNamespace
from unittest import TestCase
from zoneinfo import ZoneInfo

import time_machine
from django.db import connection
from django.test import TestCase as DatabaseTestCase
from hypothesis import given
from hypothesis import strategies as st

from callcenter.api.filter_fields import MomentField
from dispositions.errors import CallbackTimeInvalid
from followups.actions import local_moment
from reports.periods import ONE_DAY, PRESETS, Period, midnight, own_period, preset_period
from tests.properties.profiles import Told, examples
from tests.tally import tell

# Northern and southern, half an hour (Lord Howe), quarter hours (Kathmandu, Chatham), Ramadan (Casablanca), a day line
# crossed (Apia), none any more (Moscow, Sao Paulo), and a jump at midnight (Beirut, Nuuk).
ZONES = """
    America/New_York Europe/London Europe/Budapest Europe/Oslo Europe/Moscow Australia/Lord_Howe Asia/Kathmandu
    Africa/Casablanca America/Sao_Paulo Pacific/Apia Pacific/Chatham Asia/Beirut America/Nuuk
""".split()  # noqa: SIM905 - a list of a dozen quoted names reads worse
FIRST, LAST = datetime(2024, 1, 1, tzinfo=UTC), datetime(2031, 1, 1, tzinfo=UTC)
QUARTER, HOUR = timedelta(minutes=15), timedelta(hours=1)
STEPS = [step * QUARTER for step in range(-12, 13)]
NAMES = st.sampled_from(ZONES)
DAYS = st.dates(FIRST.date(), LAST.date() - ONE_DAY)


@cache
def jumps(name):
    """Return every moment at which a zone's clock jumps, to the minute."""
    zone, found, at = ZoneInfo(name), [], FIRST
    while at < LAST:
        if at.astimezone(zone).utcoffset() != (at + HOUR).astimezone(zone).utcoffset():
            minutes = (at + timedelta(minutes=minute) for minute in range(61))
            found.append(next(one for one in minutes if offset(one, zone) != offset(at, zone)))
        at += HOUR
    return found


def offset(moment, zone):
    return moment.astimezone(zone).utcoffset()


def around_jumps():
    """Yield (zone, moment) around every jump, and around the end of February in leap years."""
    for name in ZONES:
        leaps = [datetime(year, 3, 1, 12, tzinfo=UTC) for year in (2024, 2028)]
        for jump in [*jumps(name), *leaps]:
            for step in STEPS:
                yield ZoneInfo(name), jump + step


class ADay(Told, TestCase):
    def test_holds_each_of_its_moments_and_no_other(self):
        moments = list(around_jumps())
        for zone, moment in moments:
            day = moment.astimezone(zone).date()
            self.assertTrue(midnight(day, zone) <= moment < midnight(day + ONE_DAY, zone), (zone, moment))
        self.assertGreater(len(moments), 2_000)
        tell("properties", moments_around_jumps=len(moments))

    def test_begins_at_midnight_or_with_a_jump_and_is_odd_where_there_is_one(self):
        for name in ZONES:
            zone, day, odd = ZoneInfo(name), FIRST.date(), 0
            while day < LAST.date():
                starts, ends = midnight(day, zone), midnight(day + ONE_DAY, zone)
                odd += ends - starts != ONE_DAY
                if starts.astimezone(zone).time() != time():
                    self.assertIn(starts, jumps(name), (name, day))
                day += ONE_DAY
            self.assertEqual(odd, len(jumps(name)), name)

    def test_has_23_or_25_hours_where_clocks_move_by_one(self):
        zone = ZoneInfo("Europe/Oslo")
        days = (date(2026, 3, 29), date(2026, 10, 25))
        lengths = {midnight(day + ONE_DAY, zone) - midnight(day, zone) for day in days}

        self.assertEqual(lengths, {timedelta(hours=23), timedelta(hours=25)})

    @examples(200)
    @given(DAYS, st.integers(0, 900), NAMES)
    def test_is_in_a_period_that_is_exactly_its_days(self, first, more, name):
        zone = ZoneInfo(name)
        period = own_period(first, first + timedelta(days=more), zone)
        edges = [midnight(period.first + timedelta(days=n), zone) for n in range(period.days + 1)]

        self.assertEqual((period.starts_at, period.ends_at, edges), (edges[0], edges[-1], sorted(set(edges))))
        bars = period.spans()
        self.assertEqual([bar.ends_at for bar in bars[:-1]], [bar.starts_at for bar in bars[1:]])

    @examples(300)
    @given(st.sampled_from(PRESETS), st.datetimes(FIRST.replace(tzinfo=None), LAST.replace(tzinfo=None)), NAMES)
    def test_before_which_a_period_is_compared_lies_outside_of_it(self, preset, moment, name):
        now = moment.replace(tzinfo=UTC)
        period = preset_period(preset, ZoneInfo(name), now)
        before = period.before(now)

        self.assertLessEqual(before.ends_at, period.starts_at)
        self.assertLessEqual(before.starts_at, before.ends_at)
        self.assertEqual(before.days, period.days)

    def test_of_february_in_a_leap_year_is_one_of_its_month(self):
        zone = ZoneInfo("America/New_York")
        february = preset_period("last_month", zone, datetime(2028, 3, 15, tzinfo=UTC))

        self.assertEqual((february.days, Period(date(2028, 2, 29), date(2028, 2, 29), zone).days), (29, 1))


class TheDatabase(DatabaseTestCase):
    def test_puts_every_moment_into_the_same_day(self):
        moments = list(around_jumps())
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT (at AT TIME ZONE zone)::date FROM unnest(%s::timestamptz[], %s::text[]) AS given (at, zone)",
                [[moment for _, moment in moments], [str(zone) for zone, _ in moments]],
            )
            days = [row[0] for row in cursor.fetchall()]

        self.assertEqual(days, [moment.astimezone(zone).date() for zone, moment in moments])


class ALocalTime(Told, TestCase):
    """Every quarter hour around every jump, as it is agreed on the telephone and as it is typed into a filter."""

    def walls(self, name):
        """Yield the jump and the local times around it, those that do not exist among them."""
        zone = ZoneInfo(name)
        for jump in jumps(name):
            start = (jump - 3 * HOUR).astimezone(zone).replace(tzinfo=None)
            for step in range(28):
                yield jump, start + step * QUARTER

    def occurrences(self, wall, zone, near):
        """Find every moment at which the clock shows a time, by looking at each."""
        minutes = (near + timedelta(minutes=15 * minute) for minute in range(-24, 25))
        return [one for one in minutes if one.astimezone(zone).replace(tzinfo=None, fold=0) == wall]

    def test_agreed_on_is_the_first_moment_that_shows_it_and_one_that_is_skipped_is_refused(self):
        tried = 0
        for name in ZONES:
            zone = ZoneInfo(name)
            for jump, wall in self.walls(name):
                tried += 1
                shown = self.occurrences(wall, zone, jump)
                with time_machine.travel(jump - ONE_DAY, tick=False):
                    try:
                        agreed = local_moment(f"{wall:%Y-%m-%dT%H:%M}", name)
                    except CallbackTimeInvalid:
                        self.assertEqual(shown, [], (name, wall))
                    else:
                        self.assertEqual(agreed.astimezone(UTC), shown[0], (name, wall))
        self.assertGreater(tried, 1_500)
        tell("properties", local_times=tried)

    def test_typed_into_a_filter_is_the_first_moment_that_shows_it_or_a_later_one(self):
        for name in ZONES:
            zone = ZoneInfo(name)
            field = MomentField()
            field.request = SimpleNamespace(organization=SimpleNamespace(time_zone=name))
            for jump, wall in self.walls(name):
                first = (self.occurrences(wall, zone, jump) or [jump])[0]
                self.assertEqual(field.to_python(f"{wall:%Y-%m-%dT%H:%M}"), first, (name, wall))

    @examples(200)
    @given(DAYS, NAMES)
    def test_a_day_typed_into_a_filter_is_the_whole_day(self, day, name):
        request = SimpleNamespace(organization=SimpleNamespace(time_zone=name))
        begins, ends = MomentField(), MomentField(ends=True)
        begins.request = ends.request = request
        whole = own_period(day, day, ZoneInfo(name))

        typed = (begins.to_python(day.isoformat()), ends.to_python(day.isoformat()))
        self.assertEqual(typed, (whole.starts_at, whole.ends_at))

    @examples(300)
    @given(st.text("0123456789-T:+Z. W", max_size=32), st.one_of(NAMES, st.text(max_size=20)))
    def test_that_is_nonsense_is_refused_and_no_fault(self, text, name):
        try:
            agreed = local_moment(text, name)
        except CallbackTimeInvalid:
            return
        self.assertEqual(datetime.fromisoformat(f"{agreed:%Y-%m-%dT%H:%M}").minute, agreed.minute)

    def test_at_either_end_of_all_time_is_refused(self):
        for text in ("0001-01-01T00:00", "9999-12-31T23:59"):
            for name in ("America/New_York", "Pacific/Apia"):
                with self.assertRaises(CallbackTimeInvalid):
                    local_moment(text, name)
