"""Every request of the matrix: operations x who asks x whose row is named, in the path and in every parameter."""

from typing import NamedTuple

from tests.isolation.actors import FOREIGN_KEY, ONLY_AT, Actor, actors
from tests.isolation.expectations import DECLARED, REACH, turned_away
from tests.isolation.references import NAMED_REACH, parameters
from tests.isolation.surface import Operation, operations
from tests.isolation.world import MISSING_ORGANIZATION

OWN, FOREIGN, MISSING = "own", "foreign", "missing"
HERE, ABROAD = "acme", "globex"
# Who names rows in parameters: one of each reach; the others reach what one of these does.
SPEAKERS = {"agent", "limited", "admin", "key:calls:read", "key:calls:write", "key:codes:write", "bare"}
KINDS = {name: each.kind for (name, _), each in DECLARED.items()}


class Case(NamedTuple):
    """One request. `row` is whose row stands in the path, `named` whose a parameter names; empty where none does."""

    operation: Operation
    actor: Actor
    organization: str = HERE
    row: str = ""
    parameter: str = ""
    named: str = ""

    def __str__(self):
        asked = [self.operation.method, self.operation.name, f"by {self.actor.name}"]
        asked += [f"in {self.organization}"] if self.organization != HERE else []
        asked += [f"of {self.row}"] if self.row else []
        return " ".join(asked) + (f" with {self.parameter} of {self.named}" if self.parameter else "")

    @property
    def declared(self):
        return DECLARED[self.operation[:2]]

    @property
    def is_declared(self):
        return self.operation[:2] in DECLARED

    @property
    def kind(self):
        """Return what <pk> stands for, the same for every method of a route."""
        return KINDS.get(self.operation.name, "")

    @property
    def home(self):
        """Return the organizations whose texts this answer may hold."""
        if self.actor.name == "dual":
            own = {HERE, ABROAD} if self.operation.name == "api-me" else {self.organization or HERE}
            return frozenset(own)
        return self.actor.home

    @property
    def in_vain(self):
        """Tell whether the request names something that is not there for who asks."""
        if self.organization != HERE or (self.row and not self.reaches(self.declared.kind, self.row, REACH)):
            return True
        if not self.parameter:
            return False
        named = parameters(self.operation)[self.parameter]
        return not self.reaches(named.reach, self.named, NAMED_REACH)

    @property
    def succeeds(self):
        return self.is_declared and self.actor.name in self.declared.may and not self.in_vain

    def reaches(self, kind, row, reach):
        if row == OWN:
            return HERE in self.actor.home
        return row in {"mate", "other"} and self.actor.name in getattr(reach[kind], row)

    @property
    def expected(self):
        """Return the statuses the table allows: one, but where a missing row may be told before a missing right."""
        if self.organization is None:
            return {400}
        if self.actor.name not in self.declared.may:
            status = turned_away(self.operation.family, self.actor)
            return {status, 404} if status == 403 and self.in_vain else {status}
        if self.organization != HERE or (self.row and not self.reaches(self.declared.kind, self.row, REACH)):
            return {404}
        if self.parameter and self.in_vain:
            return {parameters(self.operation)[self.parameter].refused}
        return {self.declared.answers}


def groups():
    """List the cases by operation and actor: what is not there must answer alike within each group."""
    everybody = actors()
    return [
        [*asked_of(operation, actor)] for operation in operations() if operation.family != "open" for actor in everybody
    ]


def asked_of(operation, actor):
    """Yield every case of one actor at one operation."""
    if operation[:2] not in DECLARED or operation.name not in ONLY_AT.get(actor.name, {operation.name}):
        return
    declared = DECLARED[operation[:2]]
    base = Case(operation, actor, row=OWN if declared.kind else "")
    for row in classes(declared.kind, REACH):
        if row == FOREIGN and actor.name == FOREIGN_KEY:
            continue  # its own organization's
        yield base._replace(row=row)
    if actor.name in declared.may and actor.name in SPEAKERS:
        for parameter, named in parameters(operation).items():
            for whose in classes(named.reach, NAMED_REACH):
                yield base._replace(parameter=parameter, named=whose)
    yield from elsewhere(base)


def classes(kind, reach):
    """List whose rows of a kind can be named, the missing one last."""
    if not kind and reach is REACH:
        return [""]  # a route without a row
    return [OWN, "mate", "other", FOREIGN, MISSING] if kind in reach else [OWN, FOREIGN, MISSING]


def elsewhere(case):
    """Yield the same request made to an organization that is not the actor's, and to one that does not exist."""
    if case.operation.family not in {"page", "tenant"} or case.actor.is_key:
        return
    if case.actor.name == "dual":
        # The person went over to the other organization; this request still names a row of the first one.
        if case.row:
            yield case._replace(organization=ABROAD)
        if case.operation.family == "tenant":
            yield case._replace(organization=None)
    elif case.actor.home == {HERE}:
        yield case._replace(organization=ABROAD)
        yield case._replace(organization=MISSING_ORGANIZATION)
