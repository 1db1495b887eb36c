"""Everybody asks everything while the database lets everything through."""

import pytest

from tests.isolation.matrix import verdict, whole
from tests.isolation.walls import without_database


@pytest.mark.nets
def test_the_python_wall_holds_alone(matrix):
    with without_database():
        sweep = whole(matrix.asker, "isolation matrix, Python wall only", doors=False)

    assert not verdict(sweep), verdict(sweep)
