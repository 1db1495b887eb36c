"""The keeper starts servers again, later each time, but not for ever later."""

from pathlib import Path
from types import SimpleNamespace
from unittest import mock

from django.test import SimpleTestCase

from callcenter.embedded import keeper


class Server:
    """A server that ends the moment it is looked at."""

    name, log = "Server", Path("server.log")

    def __init__(self):
        self.process = mock.Mock(pid=1, poll=mock.Mock(return_value=-9))

    def start(self):
        pass


class TheKeeper(SimpleTestCase):
    def pauses(self, *lived):
        """Let a server live for the given times, one after another; returns how long each restart was put off."""
        clock, pauses = [0.0], []
        looks = [-1] * len(lived) + [7]

        def sleep(seconds):
            if seconds >= 1:
                pauses.append(seconds)

        def look(path):
            found = looks.pop(0)
            clock[0] += lived[len(lived) - len(looks)] if found < 0 else 0
            return found

        home = SimpleNamespace(root=Path())
        with (
            mock.patch.object(keeper, "take_lock", look),
            mock.patch.object(keeper, "remember"),
            mock.patch.object(keeper, "say"),
            mock.patch.object(keeper.os, "set_inheritable"),
            mock.patch.object(keeper.time, "sleep", sleep),
            mock.patch.object(keeper.time, "monotonic", side_effect=lambda: clock[0]),
        ):
            keeper.keep(home, [Server()])
        return pauses

    def test_waits_longer_for_a_server_that_keeps_ending(self):
        self.assertEqual(self.pauses(1, 1, 1), [1, 2, 4])

    def test_never_waits_longer_than_half_a_minute(self):
        self.assertEqual(self.pauses(*[1] * 7)[-2:], [30, 30])

    def test_begins_anew_with_one_that_had_recovered(self):
        self.assertEqual(self.pauses(1, 1, 60), [1, 2, 1])
