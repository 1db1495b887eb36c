"""Opening hours once more, slowly and in another way: by reading the clock on the wall minute after minute."""

from datetime import UTC, datetime, time, timedelta
from functools import cache

MINUTE = timedelta(minutes=1)


@cache
def walls(zone, first, last):
    """Return every minute of some days, and what the wall shows at it."""
    start = datetime.combine(first - timedelta(days=2), time(), UTC)
    end = datetime.combine(last + timedelta(days=3), time(), UTC)
    minutes = [start + step * MINUTE for step in range((end - start) // MINUTE)]
    return minutes, [minute.astimezone(zone).replace(tzinfo=None) for minute in minutes]


class SlowHours:
    """The hours of a few days around a day, looked up minute by minute."""

    def __init__(self, zone, days, first, last):
        """Take spans by day, {date: [(opens, closes), …]}, and the days to look at."""
        self.minutes, self.walls = walls(zone, first, last)
        self.open = set()
        for day, spans in days.items():
            for opens, closes in spans:
                self.open |= set(self.between(self.first(day, opens), self.first(day, closes)))

    def first(self, day, minutes):
        """Return the place of the first minute at which the wall shows this time or a later one."""
        wanted = datetime.combine(day, time()) + timedelta(minutes=minutes)
        return next(place for place, wall in enumerate(self.walls) if wall >= wanted)

    def between(self, start, end):
        return self.minutes[start:end]

    def is_open(self, at):
        return at in self.open

    def elapsed(self, start, end):
        return sum(1 for minute in self.open if start <= minute < end) * MINUTE

    def next_opening(self, at):
        return next((minute for minute in self.minutes if minute >= at and minute in self.open), None)

    def add(self, start, minutes):
        left = minutes
        for minute in self.minutes:
            if left == 0 and minute >= start:
                return minute
            if minute >= start and minute in self.open:
                left -= 1
                if left == 0:
                    return minute + MINUTE
        return None
