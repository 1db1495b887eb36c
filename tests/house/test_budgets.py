"""How long a file may be: nothing over 400 lines, and a list of the long ones that can only get shorter."""

from django.test import SimpleTestCase

from tests.house.ground import ROOT, files, name_of, text_of
from tests.tally import tell

HARD = 400
# What a file is -> how long it should be.
SOFT = {"models": 200, "actions": 200, "views": 200, "tests": 250, "scripts": 250, "modules": 120}
# Over their budget already, with the length they had; a longer one, or another one, asks to be split by subject.
LONG = {
    "tests/dispositions/test_call_filter.py": (353, "one grammar, a test for every word of it"),
    "tests/dispositions/test_call_page.py": (302, "one page with everything on it"),
    "tests/dispositions/test_coding_a_call.py": (290, "one save and what it does"),
    "tests/followups/test_follow_ups.py": (285, "one set-up for plan, message and callback"),
    "tests/reports/test_disposition_report.py": (283, "one report over one set of calls"),
}
# Only counted: a module over 120 lines is a hint, not a fault.
REPORTED = {"modules"}


def kind_of(name):
    """Tell by its place what a file is."""
    if name.startswith("tests/"):
        return "tests"
    if name.endswith((".js", ".mjs", ".sh")):
        return "scripts"
    for kind in ("models", "actions", "views"):
        if f"/{kind}/" in name or name.endswith(f"/{kind}.py"):
            return kind
    return "modules"


def lengths(*endings):
    return {
        name_of(path): len(text_of(path).splitlines())
        for path in files(*endings)
        if "migrations" not in path.relative_to(ROOT).parts
    }


class EveryFile(SimpleTestCase):
    def test_has_at_most_400_lines(self):
        found = lengths(".py", ".js", ".mjs", ".html", ".css")

        self.assertEqual({name: lines for name, lines in found.items() if lines > HARD}, {})
        tell("house", rules=1, files=len(found))

    def test_keeps_its_budget_or_the_length_it_had(self):
        over = {
            name: lines
            for name, lines in lengths(".py", ".js", ".mjs").items()
            if lines > SOFT[kind_of(name)] and kind_of(name) not in REPORTED
        }
        grown = {name: lines for name, lines in over.items() if lines > LONG.get(name, (0, ""))[0]}

        self.assertEqual(grown, {}, "Split it by subject; the list LONG here only shrinks.")
        self.assertEqual(set(LONG) - set(over), set(), "Well done: take it off the list LONG here.")
        tell("house", rules=1)

    def test_of_the_other_kind_is_counted_when_it_is_long(self):
        long = [name for name, lines in lengths(".py").items() if kind_of(name) == "modules" and lines > 120]

        self.assertLess(len(long), len(lengths(".py")) / 4)
        tell("house", modules_over_120_lines=len(long))

    def test_is_named_for_something(self):
        drawers = {"utils", "helpers", "misc", "common"}

        self.assertEqual([name_of(path) for path in files(".py") if path.stem in drawers], [])
        tell("house", rules=1)
