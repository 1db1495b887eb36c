"""Imports go down only: between the floors, and inside a room."""

import ast
import re
import shutil
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from django.test import SimpleTestCase

from tests.house.ground import ROOMS, ROOT, name_of, product, text_of, tree_of
from tests.tally import tell

# Inside a room, lowest first; what stands nowhere here is a pure module and may be imported by all.
STOREYS = [
    {"errors", "signals"},
    {"querysets"},
    {"models"},
    {"actions"},
    {"serializers", "forms", "filters"},
    {"api", "views", "tasks", "receivers"},
    {"urls", "api_urls"},
]
# They compute and know neither rows nor settings nor the time of day.
PURE = ["calllog/fold*.py", "calllog/route.py", "calllog/correlate.py", "calllog/canonical.py", "calllog/talk.py"]
IMPURE = re.compile(r"^(django\.(db|conf|utils\.timezone)|\w+\.models|time$|celery)")


def imported(tree):
    """List every module a module names in an import, with the names taken from it."""
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module:
            found += [f"{node.module}.{alias.name}" for alias in node.names]
        if isinstance(node, ast.Import):
            found += [alias.name for alias in node.names]
    return found


def room_of(module):
    """Return the parts that name the room: two on the ground floor, one above."""
    parts = module.split(".")
    return parts[: 2 if parts[0] == "callcenter" else 1]


def storey(module):
    """Return the storey a module stands on inside its room, None for a pure one."""
    for part in module.split(".")[len(room_of(module)) :]:
        for number, names in enumerate(STOREYS):
            if part in names:
                return number
    return None


def climbing(module, tree):
    """List the imports of a module that go up inside its room."""
    own = storey(module)
    return [
        target
        for target in imported(tree)
        if own is not None and room_of(target) == room_of(module) and (storey(target) or 0) > own
    ]


def contract(folder):
    """Check the contract of pyproject.toml on a folder; returns how it ended and what it said."""
    check = "import sys; from importlinter.cli import lint_imports; sys.exit(lint_imports(no_cache=True))"
    done = subprocess.run([sys.executable, "-c", check], cwd=folder, capture_output=True, text=True)
    return done.returncode, done.stdout + done.stderr


class TheFloors(SimpleTestCase):
    def test_keep_the_contract(self):
        status, said = contract(ROOT)

        self.assertEqual((status, "1 kept, 0 broken" in said), (0, True), said)
        tell("house", rules=1)

    @pytest.mark.nets
    def test_would_notice_a_way_up_from_each(self):
        """One forbidden import at a time, in a copy."""
        ways = {
            "calllog/fold.py": "import reports.models",
            "followups/actions.py": "import reports.queries",
            "callcenter/audit/log.py": "import calllog.models",
            "dispositions/effects.py": "import demo.world",
            "callcenter/jobs/actions.py": "import callcenter.urls",
        }
        missed = []
        with TemporaryDirectory() as folder:
            copy = Path(folder)
            shutil.copy(ROOT / "pyproject.toml", copy)
            for path in product():
                target = copy / name_of(path)
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_text(text_of(path))
            self.assertEqual(contract(copy)[0], 0)
            for name, line in ways.items():
                (copy / name).write_text(f"{line}\n{text_of(ROOT / name)}")
                status, said = contract(copy)
                if status == 0 or name.removesuffix(".py").replace("/", ".") not in said:
                    missed.append(name)
                (copy / name).write_text(text_of(ROOT / name))

        self.assertEqual(missed, [])
        tell("house", mutants_caught=len(ways))

    def test_are_all_in_the_contract(self):
        roots = re.search(r"^root_packages = \[(.*)\]", text_of(ROOT / "pyproject.toml"), re.MULTILINE).group(1)

        self.assertEqual(set(re.findall(r'"(\w+)"', roots)), set(ROOMS))

    def test_leave_the_ground_floor_alone_but_for_its_urls(self):
        upper = set(ROOMS) - {"callcenter"}
        wrong = [
            (name_of(path), target)
            for path in product()
            if path.relative_to(ROOT).parts[0] == "callcenter" and name_of(path) != "callcenter/urls.py"
            for target in imported(tree_of(path))
            if target.split(".")[0] in upper
        ]

        self.assertEqual(wrong, [])


class ARoom(SimpleTestCase):
    def test_is_built_from_errors_up_to_urls(self):
        wrong = {
            name_of(path): found
            for path in product()
            if (found := climbing(name_of(path).removesuffix(".py").replace("/", "."), tree_of(path)))
        }

        self.assertEqual(wrong, {})
        tell("house", rules=1)

    def test_would_notice_a_model_that_calls_an_action(self):
        tree = ast.parse("from calllog.actions.refold import refold")

        self.assertEqual(climbing("calllog.models.calls", tree), ["calllog.actions.refold.refold"])

    def test_keeps_what_computes_away_from_rows_settings_and_the_clock(self):
        pure = [path for pattern in PURE for path in ROOT.glob(pattern)]
        wrong = [(name_of(path), target) for path in pure for target in imported(tree_of(path)) if IMPURE.match(target)]

        self.assertGreater(len(pure), len(PURE))
        self.assertEqual(wrong, [])
        tell("house", rules=1)
