"""Every word a person sees, in four languages."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from django.conf import settings
from django.test import SimpleTestCase

from tests.house.catalogues import DOMAINS, LANGUAGES, by_hand, compiled, entries, path_of
from tests.house.ground import ROOT, listed
from tests.tally import tell

CATALOGUES = [(language, domain) for language in LANGUAGES for domain in DOMAINS]
GETTEXT = "No xgettext here, so new strings are NOT looked for: apt install gettext."
PLACEHOLDER = re.compile(r"%\(\w+\)s|%[sd]|\{\w*\}|</?\w+[^>]*>")
MARKED = (".py", ".html", ".txt", ".js")
UNMARKED = ("tests/", "benchmarks/", "sample/", "static/vendor/")


class Catalogues(SimpleTestCase):
    def test_are_there_for_every_language_but_the_first(self):
        offered = [language for language, _ in settings.LANGUAGES][1:]

        self.assertEqual(tuple(offered), LANGUAGES)
        self.assertEqual({path.name for path in (ROOT / "locale").iterdir()}, set(LANGUAGES))

    def test_leave_nothing_unsaid_and_nothing_guessed(self):
        wanting = [
            (language, domain, entry.text[:60])
            for language, domain in CATALOGUES
            for entry in entries(path_of(language, domain))
            if entry.fuzzy or not entry.translations or not all(entry.translations)
        ]

        self.assertEqual(wanting, [])
        tell("house", rules=1, translations=sum(len(entries(path_of(*one))) for one in CATALOGUES))

    def test_say_the_same_things(self):
        said = {
            (language, domain): {entry.key for entry in entries(path_of(language, domain))}
            for language, domain in CATALOGUES
        }
        wanting = {
            (language, domain): sorted(said["ru", domain] ^ said[language, domain])[:5]
            for language, domain in CATALOGUES
            if said["ru", domain] != said[language, domain]
        }

        self.assertEqual(wanting, {})

    def test_are_what_was_compiled(self):
        stale = [
            (language, domain, key)
            for language, domain in CATALOGUES
            for key, text in by_hand(language, domain).items()
            if compiled(language, domain).get(key) != text
        ]
        gone = [
            (language, domain, key)
            for language, domain in CATALOGUES
            for key in compiled(language, domain).keys() - by_hand(language, domain).keys() - {""}
        ]

        self.assertEqual((stale[:9], gone[:9]), ([], []), "Run make messages.")
        tell("house", rules=1)

    def test_keep_what_is_filled_in(self):
        """A name that is lost or misspelled shows a hole or raises when somebody opens the page."""
        wrong = [
            (language, entry.text, text)
            for language, domain in CATALOGUES
            for entry in entries(path_of(language, domain))
            for text in entry.translations
            if not set(PLACEHOLDER.findall(text)) <= set(PLACEHOLDER.findall(entry.text + entry.plural))
            or (not entry.plural and set(PLACEHOLDER.findall(text)) != set(PLACEHOLDER.findall(entry.text)))
        ]

        self.assertEqual(wrong, [])
        tell("house", rules=1)

    def test_take_no_word_over_as_it_is_without_a_reason(self):
        """What equals the English is a name, an abbreviation, or forgotten."""
        same = {
            entry.text
            for language, domain in CATALOGUES
            if language == "ru"
            for entry in entries(path_of(language, domain))
            if entry.text in entry.translations and re.search(r"[a-z]{3}", PLACEHOLDER.sub("", entry.text))
        }

        self.assertEqual(same, set())


@pytest.mark.nets
class MarkedStrings(SimpleTestCase):
    def test_are_all_in_the_catalogues(self):
        """Gather them again, in a copy, and compare."""
        if not shutil.which("xgettext"):
            self.fail(GETTEXT) if os.environ.get("CI") == "true" else self.skipTest(GETTEXT)
        with TemporaryDirectory() as folder:
            copy = Path(folder)
            gathered = gather(copy)
            wanting = {
                domain: sorted(gathered[domain] - {entry.key for entry in entries(path_of("ru", domain))})
                for domain in DOMAINS
            }
            idle = {
                domain: sorted({entry.key for entry in entries(path_of("ru", domain))} - gathered[domain])
                for domain in DOMAINS
            }

        self.assertEqual((wanting, idle), ({domain: [] for domain in DOMAINS},) * 2, "Run make messages.")
        tell("house", rules=1, marked_strings=sum(map(len, gathered.values())))


def gather(copy):
    """Copy what strings are gathered from and run makemessages there; returns the keys of each domain."""
    for name in listed():
        if (
            name.endswith(MARKED)
            and not name.startswith(("tests/", "benchmarks/", "sample/"))
            and "/vendor/" not in name
        ):
            (copy / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, copy / name)
    known = os.environ | {"SECRET_KEY": "only-to-gather"}
    for domain in DOMAINS:
        (copy / "locale" / "ru" / "LC_MESSAGES").mkdir(parents=True, exist_ok=True)
        words = [sys.executable, "manage.py", "makemessages", "--locale", "ru", "--domain", domain, "--no-location"]
        done = subprocess.run(words, cwd=copy, env=known, capture_output=True, text=True)
        assert done.returncode == 0, done.stdout + done.stderr
    return {
        domain: {entry.key for entry in entries(copy / "locale" / "ru" / "LC_MESSAGES" / f"{domain}.po")}
        for domain in DOMAINS
    }
