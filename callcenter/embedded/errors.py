"""The one failure a person at a terminal may read."""


class EmbeddedFailure(Exception):
    """Say in one sentence what the machine or the folder lacks, and the remedy."""
