"""Take the walls out one at a time, and ask until somebody notices."""

import re
from collections import defaultdict
from contextlib import contextmanager
from itertools import zip_longest
from typing import NamedTuple

from django.db import connection

from tests.isolation.actors import SPENT_KEYS
from tests.isolation.cases import groups
from tests.isolation.ledger import TENANT_TABLES
from tests.isolation.probes import leaks, passages
from tests.isolation.references import FILTERS
from tests.isolation.sites import witnessed
from tests.isolation.sweep import Sweep

# One of each way to be turned away, those first whom most checks are for.
WITNESSES = ["bare", "agent", "limited", "idle", "dual", "key:none", "outsider", "deactivated", "anonymous"]
WITNESSES += ["key:calls:read", "key:foreign", *sorted(SPENT_KEYS)]
# A wall in the database or a manager is probed by hand as well, after so many groups of requests.
MOST_GROUPS = 4
SPEAKERS = {"limited", "key:calls:read"}
TABLE = re.compile(r'"([a-z0-9_]+)"')


class Seen(NamedTuple):
    """What a group of requests ran through while all walls stood."""

    operation: tuple
    group: list
    tables: frozenset
    functions: frozenset


def reference(asker, places):
    """Ask once with all walls up, and note which tables and functions each group of requests touches."""
    seen, tables, functions = [], set(), set()
    wanted = sorted(of_witnesses(), key=lambda group: (WITNESSES.index(group[0].actor.name), len(group)))
    sweep = Sweep(asker)
    with watching(tables), witnessed(places, functions.add):
        for group in wanted:
            tables.clear()
            functions.clear()
            sweep.run([group])
            seen.append(Seen(group[0].operation[:2], group, frozenset(tables), frozenset(functions)))
    return seen, sweep.faults


def of_witnesses():
    """List the groups the hunt asks; filters are asked by some of them."""
    for group in groups():
        if group and group[0].actor.name in WITNESSES:
            yield [case for case in group if case.parameter not in FILTERS or case.actor.name in SPEAKERS]


@contextmanager
def watching(tables):
    """Note the tables of organizations that statements speak of."""
    known = frozenset(TENANT_TABLES)

    def note(execute, sql, *rest):
        tables.update(known.intersection(TABLE.findall(sql)))
        return execute(sql, *rest)

    with connection.execute_wrapper(note):
        yield


def caught(mutant, seen, matrix):
    """Return the first sentence that tells of the missing wall, and whether a request of the matrix found it."""
    groups_to_ask = in_turns([one.group for one in seen if mutant.passes(one)])
    with mutant.apply():
        sweep = Sweep(matrix.asker)
        for group in groups_to_ask[: MOST_GROUPS if mutant.model else None]:
            if sweep.run([group]).faults:
                return sweep.faults[0], True
        if mutant.model:
            for fault in [*leaks(mutant.model, matrix.world), *passages_if_walled(mutant, matrix.world)]:
                return fault, False
    return "", False


def in_turns(found):
    """Let one group of each actor follow the other: who notices is not always the first one's kind."""
    by_actor = defaultdict(list)
    for group in found:
        by_actor[group[0].actor.name].append(group)
    turns = zip_longest(*by_actor.values())
    return [group for turn in turns for group in turn if group is not None]


def passages_if_walled(mutant, world):
    """Ask the database only where the mutant left its wall standing for the other tables."""
    return passages(mutant.model, world) if mutant.of_database else []
