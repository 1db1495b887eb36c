from datetime import timedelta
from typing import NamedTuple

from django.db import connection


class Claim(NamedTuple):
    """One piece of due work, held until the lease runs out."""

    id: int
    organization_id: int
    kind: str
    subject_id: int
    token: int
    attempts: int


class DueAcross:
    """Claim due work over all organizations, through the database's own function."""

    def claim(self, kind: str, limit: int, lease: timedelta) -> list[Claim]:
        """Take up to `limit` due items of a kind; nobody else gets them before the lease ends."""
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT id, organization_id, subject_id, token, attempts FROM platform.claim_due(%s, %s, %s::interval)",
                [kind, limit, f"{lease.total_seconds()} seconds"],
            )
            return [Claim(row[0], row[1], kind, row[2], row[3], row[4]) for row in cursor.fetchall()]
