"""The listener while the database is away: what the switch said is kept until it can be stored."""

from unittest import mock

from django.core.management import CommandError
from django.db import OperationalError, connection, connections
from django.test import TransactionTestCase

from calllog.actions.refold import one_by_one
from calllog.leases import take
from calllog.management.commands.listen_asterisk import LISTEN, Scribe

REFOLD = "calllog.actions.refold.refold_together"


class AnOutage(TransactionTestCase):
    def setUp(self):
        self.scribe = Scribe(switch_id=7)
        self.enterContext(mock.patch("calllog.management.commands.listen_asterisk.DATABASE_PAUSE_S", 0))

    def elsewhere(self):
        """Connect as another process does."""
        other = connections.create_connection("default")
        self.addCleanup(other.close)
        return mock.patch("calllog.leases.connection", other)

    def lose_connection(self, *args, **kwargs):
        """Break the connection under whoever is at work, as a server does that dies; the next try succeeds."""
        self.tries += 1
        if self.tries == 1:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_terminate_backend(pg_backend_pid())")
        return "stored"

    def test_is_waited_out_and_then_stored(self):
        self.tries = 0
        with self.assertLogs("calllog.management.commands.listen_asterisk", "WARNING"):
            answer = self.scribe.write(self.lose_connection)

        self.assertEqual((answer, self.tries), ("stored", 2))

    def test_leaves_the_switch_to_the_same_listener(self):
        self.tries = 0
        with self.assertLogs("calllog.management.commands.listen_asterisk", "WARNING"):
            self.scribe.write(self.lose_connection)

        with self.elsewhere():
            self.assertIs(take(LISTEN, 7), False)

    def test_ends_the_listener_when_another_one_took_over(self):
        with self.elsewhere():
            take(LISTEN, 7)

        with self.assertRaisesMessage(CommandError, "Another listener took over while the database was away."):
            self.scribe.write(mock.Mock())

    def test_is_no_fault_of_the_conversation(self):
        with mock.patch(REFOLD, side_effect=OperationalError), self.assertRaises(OperationalError):
            one_by_one([1], live=True)

    def test_is_not_what_a_conversation_is_that_cannot_be_folded(self):
        with (
            mock.patch(REFOLD, side_effect=[ZeroDivisionError, []]),
            self.assertLogs("calllog.actions.refold", "ERROR"),
        ):
            self.assertEqual(one_by_one([1, 2], live=True), [])
