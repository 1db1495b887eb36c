"""Routes that ask for no organization tell nothing of any; and no route minds a method it does not know."""

import pytest

from tests.base import PASSWORD
from tests.isolation.actors import actors
from tests.isolation.cases import Case
from tests.isolation.expectations import OPEN, PLACELESS
from tests.isolation.surface import METHODS, Operation, operations
from tests.tally import tell

ASKING = {"anonymous": 0, "agent": 1, "deactivated": 1, "key:calls:read": 0}
FILLED = {"(?P<key>[-:\\w]+)": "abc", "(?P<uidb36>[0-9A-Za-z]+)": "zzzzz", "(?P<key>.+)": "b-c", "^": "", "/$": "/"}
BODIES = {
    "account_login": {"login": "dual@both.example", "password": PASSWORD},
    "account_reset_password": {"email": "dual@both.example"},
    "set_language": {"language": "nb"},
}
# Pages answer what they do not know as they answer GET, which HEAD is anywhere; endpoints refuse it, after who asks.
UNKNOWN = {"page": {200, 302, 403, 404, 405}, "tenant": {401, 403, 404, 405}, "everywhere": {401, 405}}
BODILESS = {"HEAD": {200, 404}, "OPTIONS": {200}}


def filled(path):
    """Return the path with something in each of its places."""
    for place, word in FILLED.items():
        path = path.replace(place, word)
    return path


def test_open_routes_tell_nothing_of_any_organization(matrix):
    wrong, asked = [], 0
    for operation in operations():
        for actor in actors():
            if operation.family == "open" and actor.name in ASKING:
                case = Case(operation._replace(path=filled(operation.path)), actor)
                answer, faults = matrix.asker.ask(case, BODIES.get(operation.name, {}))
                asked += 1
                wrong += faults
                expected = OPEN[operation[:2]][ASKING[actor.name]]
                if actor.name == "deactivated":
                    expected = PLACELESS.get(operation.name, expected)
                if answer.status != expected:
                    wrong.append(f"{case}: answered {answer.status}, declared is {expected}.")
    tell("isolation of open routes", cases=asked)

    assert not wrong, "\n".join(wrong)


@pytest.mark.nets
def test_methods_nobody_declared_change_nothing_and_tell_nothing(matrix):
    known = {each[:2] for each in operations()}
    routes = {each.name: each for each in operations() if each.family != "open"}
    wrong, asked = [], 0
    for name, route in routes.items():
        for method in [*METHODS, "HEAD", "OPTIONS"]:
            for actor in actors():
                if (name, method) not in known and actor.name in {*ASKING, "bare", "outsider", "admin"}:
                    case = Case(Operation(name, method, route.path, route.family), actor, row="foreign")
                    answer, faults = matrix.asker.ask(case, {})
                    asked += 1
                    wrong += faults
                    if answer.status not in UNKNOWN[route.family] | BODILESS.get(method, set()):
                        wrong.append(f"{case}: answered {answer.status}.")
    tell("isolation of unknown methods", cases=asked)

    assert not wrong, "\n".join(wrong[:100])
