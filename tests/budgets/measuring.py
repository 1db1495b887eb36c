"""Ask for a page or a list and count what the answer costs and how much it shows."""

import re
from dataclasses import dataclass

from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.routes import ENDPOINTS, PAGES, filled

# What frames the work and touches no table: savepoints, settings, locks by number.
FRAME = re.compile(r"(SAVEPOINT|RELEASE SAVEPOINT|ROLLBACK|SELECT set_config|SELECT pg_advisory)")
NUMBER = re.compile(r"'[^']*'|\b\d+\b")


@dataclass(frozen=True)
class Cost:
    """What one answer cost, and how much it showed: elements of a page, values of a document."""

    status: int
    shown: int
    statements: tuple

    def __len__(self):
        return len(self.statements)

    def beyond(self, other):
        """Return the statements this answer needed and the other did not, the commonest first."""
        mine, left = [NUMBER.sub("#", text)[:200] for text in self.statements], []
        theirs = [NUMBER.sub("#", text)[:200] for text in other.statements]
        for text in mine:
            if text in theirs:
                theirs.remove(text)
            else:
                left.append(text)
        return sorted(left, key=left.count, reverse=True)


def cost(ask):
    """Count what an answer costs: `ask` makes the request and returns the response."""
    # The log holds so many; what is pushed out of it would not be counted.
    connection.queries_log.clear()
    with CaptureQueriesContext(connection) as caught:
        response = ask()
    texts = tuple(query["sql"] for query in caught if not FRAME.match(query["sql"]))
    return Cost(response.status_code, size_of(response), texts)


def size_of(response):
    if "json" in response.headers.get("Content-Type", ""):
        return count(response.json())
    return response.content.count(b"<")


def count(value):
    if isinstance(value, dict):
        return sum(map(count, value.values()))
    return sum(map(count, value)) + len(value) if isinstance(value, list) else 1


def addresses(subjects):
    """List every page and endpoint by name with the address of the row that grows."""
    return {
        route.name: filled(route.path, "acme", subject_of(route.name, subjects) if "<int:pk>" in route.path else 0)
        for route in PAGES + ENDPOINTS
    }


def subject_of(name, subjects):
    """Return the row a route's <int:pk> names, told by the longest beginning of the route's name."""
    bare = name.removeprefix("api-")
    fitting = [word for word in subjects if bare == word or bare.startswith(f"{word}-")]
    if not fitting:
        raise LookupError(f"Say in Plenty.subjects (tests/budgets/growth.py) which row the route {name} is about.")
    return subjects[max(fitting, key=len)]
