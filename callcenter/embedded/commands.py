"""Commands of developers with the servers up: the tests, or anything else."""

import os
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence

from callcenter.embedded.home import PROJECT, Home
from callcenter.embedded.servers import running


def execute_in(home: str, words: Sequence[str]) -> int:
    """Run a command with the servers of a home up and return how it ended."""
    surroundings = {"DEBUG": "true", "DEMO": "true"} | os.environ
    with running(Home(home), surroundings, say=_to_stderr) as environment:
        return _run(words, environment)


def test_with(words: Sequence[str]) -> int:
    """Run pytest on servers of its own that need not remember anything."""
    surroundings = os.environ | {"DEBUG": "false"}
    with running(Home("test"), surroundings, say=_to_stderr) as environment:
        spread = [] if any(word.startswith("-n") for word in words) else ["-n", "2"]
        return _run([sys.executable, "-m", "pytest", *spread, *words], environment)


def _run(words: Sequence[str], environment: Mapping[str, str]) -> int:
    """Run in the foreground; Ctrl+C is the command's own affair."""
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        child = subprocess.Popen(words, env=environment, cwd=PROJECT, preexec_fn=_hear_interrupts)
        signal.signal(signal.SIGTERM, lambda *_: child.terminate())
        return child.wait()
    except FileNotFoundError:
        _to_stderr(f"There is no command {words[0]} here.")
        return 127
    finally:
        signal.signal(signal.SIGINT, before)


def _hear_interrupts() -> None:
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def _to_stderr(line: str) -> None:
    print(line, file=sys.stderr, flush=True)
