"""Run groups of cases and compare, within each, what is not there with what is somebody else's."""

from collections import Counter, defaultdict
from contextlib import nullcontext

import time_machine
from django.conf import settings
from django.utils import timezone

from callcenter.outbox import live
from tests.isolation.canaries import FOUND
from tests.isolation.cases import HERE, MISSING
from tests.isolation.reading import reading
from tests.isolation.references import NAMED, PLAIN, PLAIN_HERE, TREES
from tests.isolation.world import MISSING_ORGANIZATION


class Sweep:
    """What a run of the matrix found: faults in sentences, and how much was asked."""

    def __init__(self, asker):
        self.asker, self.faults, self.counted = asker, [], Counter()
        self.succeeded, self.read = set(), defaultdict(set)

    def run(self, groups):
        for group in groups:
            # Answers are compared to the byte: no second may pass between them.
            with time_machine.travel(timezone.now(), tick=False):
                self.run_group(group)
        return self

    def run_group(self, group):
        """Ask every case of one actor at one operation."""
        answers = {}
        for case in group:
            operation = case.operation[:2]
            looks = case.succeeds and not case.parameter
            with reading() if looks else nullcontext(set()) as names:
                answers[case], wrong = self.asker.ask(case)
            self.read[operation] |= names
            self.faults += wrong
            self.counted["cases"] += 1
            if case.succeeds and not wrong:
                self.counted["successes"] += 1
                self.succeeded.add((*operation, case.actor.name))
        for case, twin in pairs(group):
            self.counted["compared"] += 1
            ours, theirs = (answers[one].alike(self.asker.asked(one)) for one in (case, twin))
            if ours != theirs:
                self.faults.append(f"{case}: can be told from {twin}: {first_difference(ours, theirs)}.")

    def unspoken(self, everything):
        """Yield a sentence for every parameter that was read undeclared, and if all was asked for the reverse."""
        declared, spoken = defaultdict(set), defaultdict(set)
        for name, method, parameter in NAMED:
            declared[name, method].add(parameter.lstrip("?"))
            spoken[name].add(parameter.lstrip("?"))
        for operation, names in self.read.items():
            plain = PLAIN | PLAIN_HERE.get(operation, frozenset())
            for name in sorted(names):
                if name.rstrip("*") not in spoken[operation[0]] and name not in plain and not name.startswith(TREES):
                    yield (
                        f"{operation[1]} {operation[0]} reads “{name}”: say in tests/isolation/references.py "
                        "which rows it names, or that it is plain."
                    )
            unread = declared[operation] - {name.rstrip("*") for name in names} if everything else ()
            for name in sorted(unread):
                yield f"{operation[1]} {operation[0]} does not read “{name}”, of which references.py speaks."


def pairs(group):
    """Match each case that asks in vain with the one that asks for what does not exist."""
    for case in group:
        if not case.in_vain or case.organization is None:
            continue
        if case.organization != HERE:
            twin = case._replace(organization=MISSING_ORGANIZATION)
        elif case.parameter:
            twin = case._replace(named=MISSING)
        else:
            twin = case._replace(row=MISSING)
        if twin != case and twin in group:
            yield case, twin


def first_difference(one, other):
    """Show where two answers part."""
    place = next((turn for turn, pair in enumerate(zip(one, other, strict=False)) if pair[0] != pair[1]), 0)
    return f"{one[max(0, place - 40) : place + 40]!r} and {other[max(0, place - 40) : place + 40]!r}"


def texts_in_redis():
    """List the canaries that stand in any key or value of Redis: it carries hints only, nobody's texts."""
    store, found = live.client(), []
    for key in store.scan_iter(match=f"{settings.REDIS_PREFIX}*"):
        kept = store.get(key) if store.type(key) == b"string" else b""
        found += [key for canary in FOUND.values() if canary.search(key + (kept or b""))]
    return found
