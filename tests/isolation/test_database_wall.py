"""Everybody asks everything while managers and querysets let everything through."""

import pytest

from tests.isolation.matrix import verdict, whole
from tests.isolation.walls import without_python


@pytest.mark.nets
def test_the_database_wall_holds_alone(matrix):
    with without_python():
        sweep = whole(matrix.asker, "isolation matrix, database wall only", doors=False)

    assert not verdict(sweep), verdict(sweep)
