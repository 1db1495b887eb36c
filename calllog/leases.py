"""One process at a time: session locks of PostgreSQL that end with the process that holds them."""

import zlib
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection


@contextmanager
def leased(purpose: str, number: int) -> Iterator[bool]:
    """Hold the lock of a purpose and a number for the block; yields whether this process got it."""
    key = [zlib.crc32(purpose.encode()) - 2**31, number]
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", key)
        got = bool(cursor.fetchone()[0])
    try:
        yield got
    finally:
        if got:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s, %s)", key)
