"""Nothing is asked for that is not declared, and nothing declared that is not there."""

from tests.isolation.bodies import BODIES
from tests.isolation.expectations import DECLARED, OPEN
from tests.isolation.surface import in_schema, in_urls, operations

REMEDY = "declare in tests/isolation/expectations.py who may, the status, and what <pk> stands for"


def test_routes_and_schema_tell_of_the_same_endpoints():
    assert in_urls() == in_schema()


def test_every_operation_is_declared():
    wanting = [each[:2] for each in operations() if each.family != "open" and each[:2] not in DECLARED]

    assert not wanting, f"Of these routes nothing is known: {wanting}; {REMEDY}."


def test_every_open_operation_is_declared():
    wanting = [each[:2] for each in operations() if each.family == "open" and each[:2] not in OPEN]

    assert not wanting, f"These routes ask for no organization: {wanting}; add them to OPEN in expectations.py."


def test_nothing_is_declared_that_is_not_there():
    assert {*DECLARED} | {*OPEN} == {each[:2] for each in operations()}


def test_every_operation_that_takes_a_body_has_one_it_accepts():
    wanting = [each[:2] for each in operations() if each.family != "open" and each.method != "GET"]

    assert not [each for each in wanting if each not in BODIES], "Add a body to tests/isolation/bodies.py."
