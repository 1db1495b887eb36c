"""Nothing forbidden is said anywhere, and each ban finds its own example."""

import ast
import re

from django.test import SimpleTestCase

from tests.house.bans import BANS, TEXT_BANS
from tests.house.ground import files, name_of, product, text_of, tree_of
from tests.tally import tell


class EveryModule(SimpleTestCase):
    def test_says_nothing_forbidden(self):
        wrong = [
            f"{name_of(path)}:{line} {ban.name}: {ban.why}"
            for ban in BANS
            for path in product(migrations=True)
            if name_of(path) not in ban.allowed
            for line in ban.found(tree_of(path))
        ]

        self.assertEqual(wrong, [])
        tell("house", rules=len(BANS))

    def test_that_may_do_so_really_does(self):
        known = {name_of(path): path for path in product()}
        idle = [
            (ban.name, name)
            for ban in BANS
            for name in ban.allowed
            if name not in known or not list(ban.found(tree_of(known[name])))
        ]

        self.assertEqual(idle, [], "It needs the permission no more: take it away.")


class EveryPage(SimpleTestCase):
    def test_says_nothing_forbidden(self):
        wrong = [
            f"{name_of(path)}: {found.group(0)!r}: {ban.why}"
            for path in files(".html", ".js")
            if not name_of(path).startswith("tests/")
            for ban in TEXT_BANS
            for found in re.finditer(ban.pattern, text_of(path))
        ]

        self.assertEqual(wrong, [])
        tell("house", rules=len(TEXT_BANS))


class ABan(SimpleTestCase):
    def test_finds_its_example(self):
        blind = [ban.name for ban in BANS if not list(ban.found(ast.parse(ban.example)))]
        blind += [ban.example for ban in TEXT_BANS if not re.search(ban.pattern, ban.example)]

        self.assertEqual(blind, [])
        tell("house", mutants_caught=len(BANS) + len(TEXT_BANS))
