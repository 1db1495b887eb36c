"""One writer per call: whoever changes a call or what was said about it takes this lock first.

A lock of its own and not the row's: what is read in the statement that waits for a row is as old as its wait.
"""

from collections.abc import Iterable

from django.db import connection

CALLS = 7_302 << 40
# An address may name any number: beyond this one there is no call, and no lock of that name.
LARGEST = 2**62


def lock_calls(call_ids: Iterable[int]) -> None:
    """Wait for every other writer of these calls; the lock ends with the transaction."""
    wanted = sorted(CALLS + call_id for call_id in call_ids if call_id <= LARGEST)
    if not wanted:
        return
    with connection.cursor() as cursor:
        # In their order, so that two batches never wait for each other.
        cursor.execute(
            "SELECT pg_advisory_xact_lock(key) FROM unnest(%s::bigint[]) WITH ORDINALITY AS t(key, n)", [wanted]
        )
