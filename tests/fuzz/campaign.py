"""Drive schemathesis over the whole schema in the name of one role, and count."""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any
from unittest.mock import patch

import schemathesis
from django.conf import settings
from schemathesis.config import SchemathesisConfig
from schemathesis.engine import events, from_schema

from tests.fuzz import oracles  # noqa: F401 - registers its checks
from tests.fuzz.application import CSRF, Sender, served_schema
from tests.fuzz.world import World

PHASES = ("examples", "coverage", "fuzzing", "stateful")
KEY = "key"


@dataclass
class Outcome:
    """What a campaign reached, and what it found."""

    operations: set[str] = field(default_factory=set)
    statuses: Counter[int] = field(default_factory=Counter)
    answered: dict[str, Counter[int]] = field(default_factory=dict)
    phases: Counter[str] = field(default_factory=Counter)
    failures: dict[tuple[str, ...], str] = field(default_factory=dict)

    @property
    def examples(self) -> int:
        return self.statuses.total()

    def count(self, label: str, status: int, phase: str) -> None:
        self.statuses[status] += 1
        self.phases[phase] += 1
        self.answered.setdefault(label, Counter())[status] += 1

    def fail(self, label: str, check: str, message: str, sample: str) -> None:
        """Keep the first sample of each kind of failure."""
        self.failures.setdefault((label, check, message[:160]), f"{message[:1500]}\n{sample[:3000]}")

    def __add__(self, other: "Outcome") -> "Outcome":
        """Join two campaigns over the same schema."""
        labels = self.answered.keys() | other.answered.keys()
        return Outcome(
            self.operations | other.operations,
            self.statuses + other.statuses,
            {label: self.answered.get(label, Counter()) + other.answered.get(label, Counter()) for label in labels},
            self.phases + other.phases,
            other.failures | self.failures,
        )

    @property
    def successes(self) -> int:
        return sum(number for status, number in self.statuses.items() if status < 300)

    def never_succeeded(self, *, but_for: set[int]) -> list[str]:
        """List operations without one success, leaving out those that answered with one of the statuses."""
        return sorted(
            label
            for label in self.operations
            if not any(status < 300 or status in but_for for status in self.answered.get(label, ()))
        )


def configuration(
    world: World, role: str, *, examples: int, seed: int, phases: tuple[str, ...] = PHASES
) -> SchemathesisConfig:
    """Configure a campaign: real ids and codes mostly, everything else as the schema allows or forbids."""
    if role == KEY:
        auth: dict[str, Any] = {"key": {"bearer": world.key}}
    else:
        session = world.client(role).cookies[settings.SESSION_COOKIE_NAME].value
        auth = {"session": {"api_key": session}, "csrf": {"api_key": CSRF}}
    dictionaries = {resource: {"values": world.chances(role, resource)} for resource in world.ids}
    return SchemathesisConfig.from_dict(
        {
            "seed": seed,
            "cache": {"enabled": False},
            "continue-on-failure": True,
            "suppress-health-check": ["all"],
            "auth": {"openapi": auth},
            "dictionaries": {
                **dictionaries,
                "slugs": {"values": world.slugs},
                "merges": {"values": world.merges},
                "revisions": {"values": [0, 0, 1, 2]},
            },
            "parameters": {
                "header.Organization": "acme",
                "body.codes[*]": {"dictionary": "slugs", "probability": 0.9},
                "body.other": {"dictionary": "contacts", "probability": 0.9},
                "body.merge": {"dictionary": "merges", "probability": 0.9},
                "body.draft_revision": {"dictionary": "revisions", "probability": 0.8},
            },
            "operations": [
                {
                    "include-path-regex": rf"^/api/v1/{resource}/\{{id\}}/",
                    "parameters": {"path.id": {"dictionary": resource, "probability": 0.9}},
                }
                for resource in dictionaries
            ],
            # What the domain refuses is no fault of the data: `valid_bodies_are_taken` knows them apart.
            "checks": {"positive_data_acceptance": {"enabled": False}},
            "generation": {"max-examples": examples, "no-shrink": True, "database": "none", "allow-x00": False},
            "phases": {name: {"enabled": name in phases} for name in PHASES},
            "workers": 1,
        }
    )


def run(world: World, role: str, *, only: Collection[str] = (), **how: Any) -> Outcome:
    """Run a campaign to its end, over the whole schema or over some of its operations."""
    outcome = Outcome()
    with patch("schemathesis.python.wsgi.get_client", Sender):
        schema = served_schema(configuration(world, role, **how))
        if only:
            schema = schema.include(name=list(only))
        outcome.operations = {found.ok().label for found in schema.get_all_operations()}
        for event in from_schema(schema).execute():
            if isinstance(event, events.ScenarioFinished):
                record(outcome, event)
            elif isinstance(event, events.NonFatalError):
                outcome.fail(event.label, "engine", f"{event.info.title}: {event.info.message}", repr(event.value))
            elif isinstance(event, events.FatalError):
                raise event.exception
    return outcome


@schemathesis.hook("before_call")
def leave_out_query(context: Any, case: Any, kwargs: Any) -> None:
    """Send most valid bodies without a query: what it names at random is missing, and nobody would read the body."""
    if case.meta and case.meta.generation.mode.is_positive and isinstance(case.body, dict) and len(str(case.body)) % 4:
        case.query.clear()


def record(outcome: Outcome, event: Any) -> None:
    """Count a scenario's requests and keep its failures."""
    recorder = event.recorder
    for case_id, interaction in recorder.interactions.items():
        case, response = recorder.cases[case_id].value, interaction.response
        # Probes of other methods tell nothing about the operation itself.
        label = case.operation.label if case.method == case.operation.method.upper() else case.method
        outcome.count(label, response.status_code, event.phase.value)
    for nodes in recorder.checks.values():
        for node in nodes:
            if node.failure_info is not None:
                failure = node.failure_info.failure
                message = f"{failure.title}: {failure.message}"
                outcome.fail(failure.operation or event.label, node.name, message, node.failure_info.code_sample)
