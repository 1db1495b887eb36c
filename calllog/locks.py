"""One writer per call: whoever changes a call or what was said about it takes this lock first.

A lock of its own and not the row's: what is read in the statement that waits for a row is as old as its wait.
"""

from collections.abc import Iterable

from django.db import connection

CALLS = 7_302 << 40


def lock_calls(call_ids: Iterable[int]) -> None:
    """Wait for every other writer of these calls; the lock ends with the transaction."""
    with connection.cursor() as cursor:
        for call_id in sorted(call_ids):
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [CALLS + call_id])
