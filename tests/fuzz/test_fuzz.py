"""The whole API under schemathesis and under killers, in the name of every role.

`FUZZ` says how many examples each operation gets of each role, `FUZZ_SEED` repeats a run.
"""

import os
import random

import pytest
from django.test import TransactionTestCase, override_settings

from tests.fuzz import campaign, strikes, world
from tests.fuzz.campaign import KEY, PHASES, Outcome
from tests.tally import tell

EXAMPLES = int(os.environ.get("FUZZ") or 16)
FIXED = 20_261_122
DRAWN = int(os.environ.get("FUZZ_SEED") or random.SystemRandom().randrange(2**31))
SEEDS = f"Seeds {FIXED} and {DRAWN}: repeat with FUZZ_SEED={DRAWN} FUZZ={EXAMPLES}."
SHOWN = 20
TRIES = 4


@override_settings(DEMO=True)
class Fuzzed(TransactionTestCase):
    """What the campaigns share: a world of their own, really committed, as requests see it."""

    def setUp(self):
        print(SEEDS)
        self.world = world.build()

    def judge(self, outcome: Outcome) -> None:
        """Fail with everything that was found, each once."""
        print(f"{outcome.examples} requests {dict(sorted(outcome.statuses.items()))} {dict(outcome.phases)}")
        found = [f"{label}\n{text}" for (label, *_), text in outcome.failures.items()]
        more = f"\n\n… and {len(found) - SHOWN} more." if len(found) > SHOWN else ""
        if found:
            self.fail(f"{len(found)} found. {SEEDS}\n\n" + "\n\n".join(found[:SHOWN]) + more)
        self.assertEqual(outcome.operations - set(outcome.answered), set(), "These operations were never reached.")


@pytest.mark.nets
class ASample(Fuzzed):
    def test_of_requests_is_answered_as_the_schema_says(self):
        outcome = campaign.run(self.world, "admin", examples=2, seed=DRAWN, phases=("examples", "fuzzing"))

        tell("API fuzzing", operations=len(outcome.operations), examples=outcome.examples, successes=outcome.successes)
        self.judge(outcome)

    def test_of_killers_breaks_nothing(self):
        outcome = strikes.deliver(self.world, "admin", each=8, seed=DRAWN, deadly=False)

        tell("API fuzzing", killers=outcome.examples)
        self.judge(outcome)


class EveryOperation(Fuzzed):
    """Reached in every phase, with the seed that never changes and with one that does."""

    role = ""
    # Statuses of what the role may not do at all; everything else has to succeed once.
    may_not: set[int] = set()
    # The coverage phase visits the edges of the schema one by one: what it finds is the same for every role.
    phases: tuple[str, ...] = ("examples", "fuzzing", "stateful")

    def holds(self) -> None:
        outcome = campaign.run(self.world, self.role, examples=(EXAMPLES + 1) // 2, seed=FIXED, phases=self.phases)
        outcome += campaign.run(
            self.world, self.role, examples=(EXAMPLES + 1) // 2, seed=DRAWN, phases=("fuzzing", "stateful")
        )
        # What had no luck is given more of it.
        for again in range(1, TRIES):
            if silent := outcome.never_succeeded(but_for=self.may_not):
                outcome += campaign.run(
                    self.world, self.role, examples=EXAMPLES * 4, seed=DRAWN + again, phases=("fuzzing",), only=silent
                )

        tell("API fuzzing", examples=outcome.examples, successes=outcome.successes)
        self.judge(outcome)
        silent = outcome.never_succeeded(but_for=self.may_not)
        self.assertEqual(silent, [], "These never succeeded: give tests/fuzz/world.py what they need.")


@pytest.mark.nets
class AsAgent(EveryOperation):
    role, may_not = "agent", {403}

    def test_every_operation_answers_as_the_schema_says(self):
        self.holds()


@pytest.mark.nets
class AsManager(EveryOperation):
    role, may_not = "manager", {403}

    def test_every_operation_answers_as_the_schema_says(self):
        self.holds()


@pytest.mark.nets
class AsAdmin(EveryOperation):
    role, phases = "admin", PHASES

    def test_every_operation_answers_as_the_schema_says(self):
        self.holds()

    def test_every_operation_survives_the_killers(self):
        outcome = strikes.deliver(self.world, self.role, each=EXAMPLES * 3, seed=DRAWN)

        tell("API fuzzing", killers=outcome.examples)
        self.judge(outcome)


@pytest.mark.nets
class AsKey(EveryOperation):
    # A key has no work of its own, and those endpoints do not know it.
    role, may_not = KEY, {401, 403}

    def test_every_operation_answers_as_the_schema_says(self):
        self.holds()
