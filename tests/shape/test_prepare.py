from unittest import mock

from django.core.management import CommandError, call_command
from django.test import SimpleTestCase

from callcenter.embedded import roles


class PreparingAServer(SimpleTestCase):
    def test_is_refused_for_one_that_is_too_old(self):
        """The server of the tests, while what is asked for is newer than any."""
        with (
            mock.patch.object(roles, "OLDEST", 99),
            self.assertRaisesMessage(CommandError, "PostgreSQL 99 or newer is needed, and this server is PostgreSQL"),
        ):
            call_command("prepare_database")

    def test_is_accepted_from_15_on(self):
        self.assertIsNone(roles.refuse_old(150_000))

    def test_is_refused_before_15_in_words_that_name_both_versions(self):
        with self.assertRaisesMessage(
            roles.EmbeddedFailure, "PostgreSQL 15 or newer is needed, and this server is PostgreSQL 14.11."
        ):
            roles.refuse_old(140_011)
