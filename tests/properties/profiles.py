"""How much is left to chance: a sample by `make test`, the whole by `make check`, FUZZ times the whole in the long run.

Hypothesis prints the example that failed and a line that repeats it.
"""

import os
from collections import Counter
from typing import Any

from hypothesis import HealthCheck, settings

from tests.tally import tell

SAMPLE, WHOLE, LONG = "sample", "whole", "long"
USUAL = 100
# A sample is this part of the whole.
PART = 12
# A process that waits for the database looks slow to Hypothesis.
PATIENT = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]


def choose(config: Any) -> None:
    """Load the profile of this run: the nets are left out of `make test`, and so is most of chance."""
    times = int(os.environ.get("FUZZ", "0"))
    sample = "not nets" in config.option.markexpr
    for name, examples in ((SAMPLE, USUAL // 4), (WHOLE, USUAL), (LONG, USUAL * times or USUAL)):
        settings.register_profile(
            name,
            max_examples=examples,
            stateful_step_count=30,
            deadline=None,
            database=None,
            print_blob=True,
            suppress_health_check=PATIENT,
        )
    settings.load_profile(LONG if times else SAMPLE if sample else WHOLE)


def examples(whole: int, *, sample: int | None = None) -> Any:
    """Decorate a property with its own number of examples, of which `make test` takes a part."""
    return settings(max_examples=times(whole, sample=sample))


def times(whole: int, *, sample: int | None = None) -> int:
    """Return how often something is tried in this run."""
    profile = settings.get_current_profile_name()
    if profile == SAMPLE:
        return sample if sample is not None else max(2, whole // PART)
    return whole * (int(os.environ["FUZZ"]) if profile == LONG else 1)


class Told:
    """Count the examples of a test class; mixed in before the test case."""

    told: Counter[str]

    @classmethod
    def setUpClass(cls) -> None:
        super().setUpClass()  # type: ignore[misc]
        cls.told = Counter()

    @classmethod
    def tearDownClass(cls) -> None:
        tell("properties", **cls.told)
        super().tearDownClass()  # type: ignore[misc]

    def teardown_example(self, example: Any) -> None:
        """Be called by Hypothesis after each example."""
        self.told["examples"] += 1
        if hasattr(super(), "teardown_example"):
            super().teardown_example(example)  # type: ignore[misc]
