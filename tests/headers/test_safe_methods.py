"""Asking changes nothing: no GET and no HEAD writes a row, of any route, for anybody."""

import pytest
from django.db import connection

from tests.headers.asking import Asking
from tests.tally import tell

# Rows that a GET may touch, each with its reason.
MAY = {
    "django_session": "a message that was shown is gone from the session",
    "account_emailaddress": "the page of one's address copies it into that table when it is not there yet",
}


def written():
    """Return how many rows this transaction has written so far, by table; undone ones count as well."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname, n_tup_ins + n_tup_upd + n_tup_del FROM pg_stat_xact_user_tables "
            "WHERE n_tup_ins + n_tup_upd + n_tup_del > 0"
        )
        return dict(cursor.fetchall())


class Looking(Asking):
    METHODS = ["GET"]
    PEOPLE = ["admin"]

    def test_writes_nothing(self):
        clients = self.clients(self.PEOPLE)
        wrong, before, count = {}, written(), 0
        for name, method, who, _ in self.answers(self.METHODS, clients):
            now = written()
            touched = {table for table, rows in now.items() if rows != before.get(table, 0)} - set(MAY)
            if touched:
                wrong[f"{method} {name} for {who}"] = touched
            before, count = now, count + 1
        tell("headers", safe_requests=count)

        self.assertEqual(wrong, {})

    def test_would_be_noticed_if_it_wrote(self):
        before = written()
        self.client_of(self.admin).post("/o/acme/people/", {"name": "Night shift"})

        self.assertGreater(written().get("accounts_team", 0), before.get("accounts_team", 0))


@pytest.mark.nets
class LookingByEverybody(Looking):
    STEP = 1
    METHODS = ["GET", "HEAD", "OPTIONS", "TRACE"]
    PEOPLE = ["nobody", "agent", "admin", "stranger", "key"]
