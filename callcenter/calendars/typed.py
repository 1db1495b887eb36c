"""Opening hours as people type and read them: 9-12, 13:30–17; 22:00–06:00 goes over midnight."""

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise

from callcenter.api.filter_fields import ascii_digits
from callcenter.calendars.hours import DAY_MIN, Span

_SPAN = re.compile(r"(\d{1,2})(?:[:.h](\d{2}))?\s*[-–—]\s*(\d{1,2})(?:[:.h](\d{2}))?")
MOST_SPANS = 6


class Unreadable(ValueError):
    """What was typed is no list of opening hours; the text is the part that cannot be read."""


def read(text: str) -> tuple[Span, ...]:
    """Read the spans of a day, earliest first; an empty text is a closed day."""
    parts = [part.strip() for part in re.split(r"[,;]", ascii_digits(text))]
    spans = sorted(read_one(part) for part in parts if part)
    if len(spans) > MOST_SPANS:
        raise Unreadable(text)
    return tuple(spans)


def read_one(part: str) -> Span:
    """Read one span; a closing time that is not later than the opening one is the next day's."""
    found = _SPAN.fullmatch(part)
    if found is None:
        raise Unreadable(part)
    opens, closes = (int(hour) * 60 + int(minute or 0) for hour, minute in [(found[1], found[2]), (found[3], found[4])])
    sixty = any(int(minute or 0) > 59 for minute in (found[2], found[4]))
    if sixty or opens >= DAY_MIN or closes > DAY_MIN:
        raise Unreadable(part)
    return Span(opens, closes if closes > opens else closes + DAY_MIN)


def write(spans: Iterable[Span]) -> str:
    """Write the spans of a day as people read them."""
    return ", ".join(f"{clock(span.opens)}–{clock(span.closes)}" for span in spans)


def clock(minutes: int) -> str:
    """Write minutes after midnight as a time of the day; the end of the day is 24:00."""
    minutes = minutes if minutes <= DAY_MIN else minutes - DAY_MIN
    return f"{minutes // 60:02}:{minutes % 60:02}"


def read_clock(text: str) -> int:
    """Read a time of the day as minutes after midnight."""
    hour, minute = text.split(":")
    return int(hour) * 60 + int(minute)


def overlaps(spans: Sequence[Span]) -> bool:
    """Tell whether two spans of a day overlap."""
    ordered = sorted(spans)
    return any(later.opens < earlier.closes for earlier, later in pairwise(ordered))


def first_overlap(week: Sequence[Sequence[Span]]) -> int | None:
    """Return the weekday whose spans overlap each other, or reach into the next day's; None where all is well."""
    for weekday, spans in enumerate(week):
        latest = max((span.closes for span in spans), default=0)
        following = min((span.opens for span in week[(weekday + 1) % 7]), default=DAY_MIN)
        if overlaps(spans) or latest > following + DAY_MIN:
            return weekday
    return None
