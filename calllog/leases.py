"""One process at a time: session locks of PostgreSQL that end with the process that holds them."""

import zlib
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection


def take(purpose: str, number: int) -> bool:
    """Take the lock of a purpose and a number for as long as the connection lives; tell whether it was to be had."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", key_of(purpose, number))
        return bool(cursor.fetchone()[0])


@contextmanager
def leased(purpose: str, number: int) -> Iterator[bool]:
    """Hold the lock of a purpose and a number for the block; yields whether this process got it."""
    got = take(purpose, number)
    try:
        yield got
    finally:
        if got:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s, %s)", key_of(purpose, number))


def key_of(purpose: str, number: int) -> list[int]:
    """Return the two numbers under which PostgreSQL knows a lock."""
    return [zlib.crc32(purpose.encode()) - 2**31, number]
