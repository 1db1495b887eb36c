"""Opening hours against a slow implementation of their own, around the days on which clocks jump."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from callcenter.calendars.hours import Differing, Hours, Kind, Span
from callcenter.calendars.typed import first_overlap, read, write
from tests.calendars.slow import SlowHours

# Where and around which day: jumps forward and back, a half-hour jump, a day that was left out, a leap day.
PLACES = [
    ("America/New_York", date(2026, 3, 8)),
    ("America/New_York", date(2026, 11, 1)),
    ("Europe/Budapest", date(2026, 3, 29)),
    ("Europe/Budapest", date(2026, 10, 25)),
    ("Australia/Lord_Howe", date(2026, 4, 5)),
    ("Australia/Lord_Howe", date(2026, 10, 4)),
    ("America/Havana", date(2026, 3, 8)),
    ("Pacific/Apia", date(2011, 12, 30)),
    ("Europe/Moscow", date(2028, 2, 29)),
    ("Europe/Oslo", date(2026, 7, 15)),
]
WINDOW = timedelta(days=2)


@st.composite
def spans_of_a_day(draw):
    """Return spans that do not overlap; the last may go over midnight."""
    edges = sorted(draw(st.lists(st.integers(0, 96), min_size=0, max_size=6, unique=True)))
    pairs = [(edges[at] * 15, edges[at + 1] * 15) for at in range(0, len(edges) - 1, 2)]
    return tuple(Span(opens, closes) for opens, closes in pairs if opens < 1_440)


@st.composite
def places(draw):
    zone_name, middle = draw(st.sampled_from(PLACES))
    week = [draw(spans_of_a_day()) for _weekday in range(7)]
    # Night shifts: the evening's span reaches into a morning that has nothing before six.
    night = draw(st.integers(0, 6))
    for evening in (night, (night + 2) % 7, (night + 4) % 7):
        week[evening] = (Span(1_320, 1_440 + draw(st.integers(0, 360))),)
        morning = (evening + 1) % 7
        week[morning] = tuple(span for span in week[morning] if span.opens >= 360)
    own = draw(st.dictionaries(st.integers(-2, 2), spans_of_a_day(), max_size=2))
    differing = {
        middle + timedelta(days=step): Differing(Kind.OPEN if spans else Kind.CLOSED, "own", spans)
        for step, spans in own.items()
    }
    zone = ZoneInfo(zone_name)
    days = {}
    for step in range(-3, 4):
        day = middle + timedelta(days=step)
        found = differing[day].spans if day in differing else week[day.weekday()]
        days[day] = [(span.opens, span.closes) for span in found]
    hours = Hours(zone=zone, week=tuple(week), differing=differing.get)
    return hours, days, middle, zone


def moment(middle, minutes):
    return datetime.combine(middle, time(), UTC) + timedelta(minutes=minutes)


MINUTES = st.integers(-2_000, 3_000)


@settings(max_examples=150, deadline=None)
@given(places(), MINUTES, MINUTES, st.integers(1, 600))
def test_hours_agree_with_reading_the_wall_minute_by_minute(place, first, second, amount):
    hours, days, middle, zone = place
    slow = SlowHours(zone, days, middle - WINDOW, middle + WINDOW)
    start, end = moment(middle, min(first, second)), moment(middle, max(first, second))

    assert hours.is_open(start) is slow.is_open(start)
    assert hours.elapsed(start, end) == slow.elapsed(start, end)
    late = moment(middle, 3_600)
    opening = hours.next_opening(start) if hours.told else start
    expected = slow.next_opening(start)
    if expected is not None and expected < late:
        assert opening == expected
    reached = slow.add(start, amount)
    if reached is not None and reached < late:
        assert hours.add(start, timedelta(minutes=amount)) == reached


@settings(max_examples=100, deadline=None)
@given(st.lists(spans_of_a_day(), min_size=7, max_size=7))
def test_spans_read_back_as_they_were_written(week):
    assert [read(write(spans)) for spans in week] == week
    assert first_overlap(week) is None


@settings(max_examples=100, deadline=None)
@given(places(), MINUTES, st.integers(0, 5_000))
def test_elapsed_time_is_what_adding_it_takes(place, first, minutes):
    hours, _days, middle, _zone = place
    start = moment(middle, first)
    passed = hours.elapsed(start, start + timedelta(minutes=minutes))

    if passed:
        assert hours.elapsed(start, hours.add(start, passed)) == passed
