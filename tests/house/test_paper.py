"""Variables, changelog and commands: what people read says what the program does."""

import re

from django.test import SimpleTestCase

from tests.house.ground import ROOT, text_of
from tests.house.variables import read_by_product, told
from tests.tally import tell

# Read by the program, but set by what starts it.
NOT_FOR_PEOPLE = {"DJANGO_SETTINGS_MODULE": "set by the program", "PYTHONUNBUFFERED": "set by the program"}


class Variables(SimpleTestCase):
    def test_are_all_told_in_the_example(self):
        self.assertEqual(read_by_product() - told() - set(NOT_FOR_PEOPLE), set())
        tell("house", rules=1)

    def test_are_explained(self):
        """Each stands below a line that says what it is, or below another of its group."""
        lines = text_of(ROOT / ".env.example").splitlines()
        bare = [
            line
            for above, line in zip(["", *lines], lines, strict=False)
            if re.match(r"[A-Z_]+=", line) and not above.startswith("#") and not re.match(r"[A-Z_]+=", above)
        ]

        self.assertEqual(bare, [])
        tell("house", rules=1)

    def test_carry_no_secret_in_the_example(self):
        secret = re.findall(r"^(\w*(?:SECRET|PASSWORD|KEY)\w*)=(\S+)", text_of(ROOT / ".env.example"), re.MULTILINE)

        self.assertEqual(secret, [])


class TheChangelog(SimpleTestCase):
    def setUp(self):
        self.text = text_of(ROOT / "CHANGELOG.md")

    def test_begins_with_what_is_not_released_yet(self):
        self.assertIs(self.text.startswith("# Changelog\n\n## Unreleased\n\n- "), True)

    def test_dates_its_releases(self):
        headings = re.findall(r"^## (.*)$", self.text, re.MULTILINE)[1:]

        self.assertEqual([one for one in headings if not re.match(r"^\d+\.\d+\.\d+ \(\d{4}-\d{2}-\d{2}\)$", one)], [])

    def test_speaks_in_sentences(self):
        entry = r"^- (.*(?:\n  .*)*)"
        rest = re.sub(rf"{entry}$|^#+ .*$", "", self.text, flags=re.MULTILINE).strip()
        broken = [one for one in re.findall(entry, self.text, re.MULTILINE) if not re.match(r"[A-Z`][^$]*\.$", one)]

        self.assertEqual(broken, [])
        self.assertEqual(rest, "", "An entry begins with a dash and goes on two blanks in.")
        tell("house", rules=1)


class TheReadme(SimpleTestCase):
    def test_names_only_commands_that_exist(self):
        text = text_of(ROOT / "README.md")
        targets = set(re.findall(r"^([a-z]+):", text_of(ROOT / "Makefile"), re.MULTILINE))
        ours = {path.stem for path in ROOT.glob("*/management/commands/*.py")}
        ours |= {path.stem for path in ROOT.glob("callcenter/*/management/commands/*.py")}

        self.assertEqual(set(re.findall(r"\bmake ([a-z]+)\b(?=`|,|;|  )", text)) - targets, set())
        self.assertEqual(set(re.findall(r"manage\.py ([a-z_]+)", text)) - ours, set())
        tell("house", rules=1)
