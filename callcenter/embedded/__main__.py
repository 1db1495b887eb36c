"""Run Aftercall, its tests, or any command with the embedded servers up."""

import argparse
import os
import sys
from collections.abc import Sequence

import environ

from callcenter.embedded.errors import EmbeddedFailure
from callcenter.embedded.home import PROJECT


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m callcenter.embedded", description=__doc__)
    verbs = parser.add_subparsers(dest="verb", required=True)
    run = verbs.add_parser("run", help="start everything and stay until Ctrl+C")
    run.add_argument("--no-demo", action="store_true", help="start without the demonstration organizations")
    test = verbs.add_parser("test", help="run pytest; what follows -- goes to pytest")
    test.add_argument("words", nargs=argparse.REMAINDER)
    execute = verbs.add_parser("exec", help="run the command that follows -- with servers up")
    execute.add_argument(
        "--home", default="dev", choices=["run", "dev", "test", "bench"], help="whose data (default: dev)"
    )
    execute.add_argument("words", nargs=argparse.REMAINDER)
    asked = parser.parse_args(arguments)
    if asked.verb != "test" and (PROJECT / ".env").exists():
        # Settings read it too: servers named there are not to be started a second time.
        environ.Env.read_env(PROJECT / ".env")
    try:
        if asked.verb == "run":
            from callcenter.embedded.runner import run_all

            return run_all(demo=not asked.no_demo)
        from callcenter.embedded.commands import execute_in, test_with

        words = asked.words[1:] if asked.words[:1] == ["--"] else asked.words
        if asked.verb == "test":
            return test_with(words)
        if not words:
            parser.error("exec needs a command after --")
        return execute_in(asked.home, words)
    except EmbeddedFailure as failure:
        print(failure, file=sys.stderr)
    except PermissionError as refused:
        print(
            f"{refused.filename} belongs to another user: run as that user, or delete the folder var to begin anew.",
            file=sys.stderr,
        )
    return 1


if __name__ == "__main__":
    os.environ.setdefault("PYTHONUNBUFFERED", "1")
    sys.exit(main(sys.argv[1:]))
