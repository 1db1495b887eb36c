"""Everybody asks everything: the program as it is."""

import random

import pytest

from tests.isolation.matrix import sample, texts_in_redis, unproven, verdict, whole
from tests.tally import tell


@pytest.mark.nets
def test_nobody_sees_or_touches_what_is_not_theirs(matrix):
    sweep = whole(matrix.asker, "isolation matrix, both walls")
    tell("isolation matrix, both walls", canaries=matrix.canaries)

    assert not verdict(sweep), verdict(sweep)
    assert not unproven(sweep), f"No request succeeded of: {unproven(sweep)}"
    assert not texts_in_redis()


def test_nobody_sees_or_touches_what_is_not_theirs_in_a_sample(matrix):
    seed = random.randrange(1_000_000)
    sweep = sample(matrix.asker, seed)
    tell("isolation sample", **sweep.counted)

    wrong = verdict(sweep, everything=False)
    assert not wrong, f"seed {seed}: {wrong}"
