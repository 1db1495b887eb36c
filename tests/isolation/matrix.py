"""The matrix as the tests of each wall run it."""

import random

from tests.isolation.actors import FOREIGN_KEY, SPENT_KEYS
from tests.isolation.cases import groups
from tests.isolation.expectations import DECLARED, NOBODY
from tests.isolation.sweep import Sweep, texts_in_redis
from tests.tally import tell

SLICE = 40
# Turned back before any wall: one round tells all about them.
TURNED_BACK = NOBODY | SPENT_KEYS


def whole(asker, name, doors=True):
    """Run every case, without `doors` only of those who get past them; returns the sweep, told to the tally."""
    asked = [group for group in groups() if group and (doors or group[0].actor.name not in TURNED_BACK)]
    sweep = Sweep(asker).run(asked)
    tell(name, **sweep.counted)
    return sweep


def sample(asker, seed):
    """Run what strangers ask, what an agent asks of every kind of row, and a slice of all else."""
    every = [group for group in groups() if group]
    first = [group for group in every if is_always_asked(group[0])]
    rest = [group for group in every if group not in first]
    sweep = Sweep(asker).run([without_parameters(group) for group in first])
    return sweep.run(random.Random(seed).sample(rest, SLICE))


def is_always_asked(case):
    reader = "limited" if case.operation.method == "GET" else "agent"
    return case.actor.name in {"anonymous", "outsider"} or bool(case.row and case.actor.name in {"agent", reader})


def without_parameters(group):
    return [case for case in group if not case.parameter]


def unproven(sweep):
    """List the operations and actors who may and for whom no request succeeded."""
    # The other organization's key finds its own rows only, which no request here names.
    wanted = {
        (*operation, who)
        for operation, declared in DECLARED.items()
        for who in declared.may
        if not (declared.kind and who == FOREIGN_KEY)
    }
    return sorted(wanted - sweep.succeeded)


def verdict(sweep, everything=True):
    """Return all that is wrong, at most the first hundred lines of it."""
    wrong = [*sweep.faults, *sweep.unspoken(everything)]
    return "\n".join([f"{len(wrong)} faults:", *wrong[:100]]) if wrong else ""


__all__ = ["sample", "texts_in_redis", "unproven", "verdict", "whole"]
