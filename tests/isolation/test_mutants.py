"""Each wall is taken out once: a net that does not notice has a hole."""

import random

import pytest

from tests.isolation.hunt import Seen, caught, of_witnesses, reference
from tests.isolation.mutants import of_managers, of_policies, of_sites, of_viewsets
from tests.isolation.probes import leaks, passages
from tests.isolation.walls import without_database, without_python
from tests.isolation.world import TENANT_MODELS
from tests.tally import tell


def survivors(mutants, seen, matrix):
    """List the mutants nobody noticed, and count the others."""
    survived, by_matrix = [], 0
    for mutant in mutants:
        told, by_request = caught(mutant, seen, matrix)
        by_matrix += by_request
        if not told:
            survived.append(mutant.name)
    return survived, by_matrix


@pytest.mark.nets
def test_every_missing_wall_is_noticed(matrix):
    mutants = [*of_policies(), *of_managers(), *of_viewsets(), *of_sites()]
    places = frozenset().union(*(mutant.places for mutant in mutants))
    seen, faults = reference(matrix.asker, places)
    assert not faults, f"With all walls up there are faults already: {faults[:5]}"

    survived, by_matrix = survivors(mutants, seen, matrix)
    tell("wall mutants", caught=len(mutants) - len(survived), total=len(mutants), by_requests=by_matrix)
    assert not survived, "Nobody noticed:\n" + "\n".join(survived)


def test_some_missing_walls_are_noticed(matrix):
    seed = random.randrange(1_000_000)
    chosen = random.Random(seed)
    mutants = [
        *chosen.sample([*of_policies()], 6),
        *chosen.sample([*of_managers()], 4),
        *chosen.sample([*of_viewsets()], 3),
        *chosen.sample([mutant for mutant in of_sites() if not mutant.places], 3),
    ]
    bare = [group for group in of_witnesses() if group[0].actor.name == "bare"]
    seen = [Seen(group[0].operation[:2], group, frozenset(), frozenset()) for group in bare]

    survived, _ = survivors(mutants, seen, matrix)
    tell("wall mutants, a sample", caught=len(mutants) - len(survived), total=len(mutants))
    assert not survived, f"seed {seed}: nobody noticed {survived}"


@pytest.mark.parametrize("model", TENANT_MODELS, ids=lambda model: model._meta.label)
def test_each_wall_of_each_table_holds_alone(matrix, model):
    with without_python():
        assert [*leaks(model, matrix.world), *passages(model, matrix.world)] == []
    with without_database([model._meta.db_table]):
        assert [*leaks(model, matrix.world)] == []
