"""The model's time: moments, the quarter hour, days and weeks, over every change of the clocks on the way."""

from hypothesis import strategies as st
from hypothesis.stateful import rule

from tests.properties.model.house import House

MINUTE, HOUR = 60, 3600


class Clock(House):
    @rule(seconds=st.sampled_from([1, 7.9, 8.1, MINUTE, 14 * MINUTE, 16 * MINUTE, 5 * HOUR]))
    def moments_go_by(self, seconds: float) -> None:
        self.later(seconds)

    @rule(hours=st.sampled_from([12, 24, 36, 7 * 24, 40 * 24]))
    def days_go_by(self, hours: int) -> None:
        self.later(hours * HOUR)
