from datetime import UTC, date, datetime, timedelta
from unittest import TestCase
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from reports.periods import PRESETS, Period, own_period, preset_period

LONDON, NEW_YORK = ZoneInfo("Europe/London"), ZoneInfo("America/New_York")


class APeriod(TestCase):
    def test_the_day_summer_time_ends_has_25_hours_in_london(self):
        period = own_period(date(2026, 10, 25), date(2026, 10, 25), LONDON)

        self.assertEqual(period.ends_at - period.starts_at, timedelta(hours=25))

    def test_the_day_summer_time_ends_has_25_hours_in_new_york(self):
        period = own_period(date(2026, 11, 1), date(2026, 11, 1), NEW_YORK)

        self.assertEqual(period.ends_at - period.starts_at, timedelta(hours=25))

    def test_a_day_without_a_midnight_begins_with_its_first_moment(self):
        period = own_period(date(2018, 11, 4), date(2018, 11, 4), ZoneInfo("America/Sao_Paulo"))

        self.assertEqual(period.ends_at - period.starts_at, timedelta(hours=23))

    def test_today_begins_at_the_organization_s_midnight(self):
        period = preset_period("today", NEW_YORK, datetime(2026, 11, 22, 3, tzinfo=UTC))

        self.assertEqual(period.starts_at, datetime(2026, 11, 21, 5, tzinfo=UTC))

    def test_last_month_is_the_whole_month_before(self):
        period = preset_period("last_month", LONDON, datetime(2026, 3, 31, 12, tzinfo=UTC))

        self.assertEqual((period.first, period.last), (date(2026, 2, 1), date(2026, 2, 28)))

    def test_an_unfinished_period_compares_with_the_same_part_of_the_one_before(self):
        now = datetime(2026, 10, 26, 14, 7, tzinfo=UTC)

        before = preset_period("7d", LONDON, now).before(now)

        self.assertEqual(
            (before.first, before.ends_at), (date(2026, 10, 13), datetime(2026, 10, 19, 13, 7, tzinfo=UTC))
        )

    def test_a_finished_period_compares_with_all_of_the_one_before(self):
        now = datetime(2026, 10, 26, 14, 7, tzinfo=UTC)

        before = preset_period("yesterday", LONDON, now).before(now)

        self.assertEqual(before.ends_at, preset_period("yesterday", LONDON, now).starts_at)

    def test_days_given_the_wrong_way_round_are_turned(self):
        self.assertEqual(own_period(date(2026, 2, 3), date(2026, 2, 1), LONDON).first, date(2026, 2, 1))

    @given(
        st.sampled_from(PRESETS),
        st.datetimes(datetime(2020, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC)),
        st.sampled_from(
            [LONDON, NEW_YORK, ZoneInfo("Pacific/Apia"), ZoneInfo("Asia/Kathmandu"), ZoneInfo("Africa/Cairo")]
        ),
    )
    def test_its_bars_lie_end_to_end_over_all_of_it(self, preset, now, zone):
        period = preset_period(preset, zone, now)
        spans = period.spans()

        self.assertEqual(
            [period.starts_at, *(span.ends_at for span in spans)], [*(span.starts_at for span in spans), period.ends_at]
        )

    @given(st.dates(date(2015, 1, 1), date(2030, 1, 1)), st.integers(1, 1000))
    def test_a_long_period_has_bars_one_can_hit(self, first, days):
        period = Period(first, first + timedelta(days=days - 1), LONDON)

        self.assertLessEqual(len(period.spans()), 45)
