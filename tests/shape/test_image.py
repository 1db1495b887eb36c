"""What the image is made of, and what never gets into it."""

import re
import shlex
from pathlib import Path

from django.test import SimpleTestCase

from tests.house.ground import ROOT, listed, product, text_of
from tests.shape import compose
from tests.shape.compose import SERVICES, dockerfile, shipped

# A version to the last figure: what was tried is what is pulled.
PINNED = re.compile(r"^[\w/.-]+:\d+\.\d+(\.\d+)?(-[\w.]+)*(@sha256:[0-9a-f]{64})?$")
SECRET = [".env", ".env.production", "var/secret", "var/run/secrets.json", ".git/config", ".venv/bin/python"]
# The program needs no test to run; one that reaches into them would fail in a container only.
LEFT_OUT = {"tests", "benchmarks"}


def copied():
    """List what COPY takes from the project, as written."""
    found = [shlex.split(one.rest) for one in dockerfile() if one.word == "COPY" and "--from" not in one.rest]
    return [source for words in found for source in words[:-1]]


class TheImage(SimpleTestCase):
    def test_stands_on_pinned_ones(self):
        theirs = [service["image"] for name, service in SERVICES.items() if name not in compose.OURS]
        bases = [one.rest.split()[0] for one in dockerfile() if one.word == "FROM"]

        self.assertEqual([image for image in [*theirs, *bases] if not PINNED.match(image)], [])
        self.assertEqual(len(set(bases)), 1, "packages are built for the Python they run on")

    def test_has_a_python_the_project_accepts(self):
        base = next(one.rest for one in dockerfile() if one.word == "FROM")
        version = tuple(map(int, re.search(r"python:(\d+)\.(\d+)", base).groups()))
        least = tuple(
            map(int, re.search(r'requires-python = ">=(\d+)\.(\d+)"', text_of(ROOT / "pyproject.toml")).groups())
        )

        self.assertGreaterEqual(version, least)

    def test_is_copied_from_what_is_there_and_not_left_out(self):
        sources = copied()

        self.assertIn(".", sources)
        self.assertEqual([one for one in sources if not (ROOT / one).exists() or not shipped(one)], [])

    def test_runs_as_nobody_in_particular(self):
        words = [one.word for one in dockerfile()]
        user = next(one.rest for one in reversed(dockerfile()) if one.word == "USER")

        self.assertNotEqual(user, "root")
        self.assertGreater(words.index("CMD"), words.index("USER"))

    def test_takes_wheels_and_builds_nothing(self):
        install = next(one.rest for one in dockerfile() if "pip install" in one.rest)

        self.assertIn("--only-binary :all:", install)

    def test_leaves_out_the_servers_in_wheels_and_nothing_of_the_program_needs_them(self):
        left_out = re.search(r"grep -v -E '\^\(([^)]+)\)'", text_of(ROOT / "Dockerfile")).group(1).split("|")
        wanted = [line.split("==")[0] for line in text_of(ROOT / "requirements.txt").splitlines()]
        modules = {name.replace("-", "_") for name in left_out}
        using = {
            str(path.relative_to(ROOT))
            for path in product()
            if "embedded" not in path.parts and any(name in text_of(path) for name in modules)
        }

        self.assertEqual([name for name in left_out if name not in wanted], [])
        self.assertEqual(using, set())


class TheIgnoreList(SimpleTestCase):
    def test_keeps_secrets_out(self):
        self.assertEqual([path for path in SECRET if shipped(path)], [])

    def test_keeps_out_what_git_ignores(self):
        """All of it is made by machines or secret."""
        lines = [line.strip("/") for line in text_of(ROOT / ".gitignore").splitlines() if line and line[0] != "#"]
        examples = [line.replace("*", "x") for line in lines]

        self.assertEqual([path for path in examples if shipped(path)], [])

    def test_lets_the_program_in(self):
        kept_out = {Path(name).parts[0] for name in listed() if not shipped(name)}

        self.assertEqual({name for name in kept_out if not name.startswith(".")}, LEFT_OUT)

    def test_uses_only_patterns_that_are_understood_here(self):
        self.assertEqual([one for one in compose.ignored() if one.startswith(("!", "/")) or "[" in one], [])
