"""Which codes contradict each other and which one counts, in any order."""

from types import SimpleNamespace
from unittest import TestCase

from hypothesis import given
from hypothesis import strategies as st

from dispositions.categories import RANK, Category, contradict, first_contradiction
from dispositions.outcome import primary_of
from tests.properties.model.naive import ORDER, Kind, any_contradiction, contradictory, primary
from tests.properties.profiles import Told, examples

CODES = st.builds(Kind, st.sampled_from("abcdefgh"), st.sampled_from(Category.values), st.integers(0, 3))
DISTINCT = st.lists(CODES, max_size=6, unique_by=lambda kind: kind.slug)


def pairs(kinds):
    return [(kind.slug, kind.category) for kind in kinds]


def use(kind):
    code = SimpleNamespace(slug=kind.slug, category=kind.category, position=kind.position)
    return SimpleNamespace(code=code, pk=ord(kind.slug))


class Contradictions(Told, TestCase):
    @examples(400)
    @given(CODES, CODES)
    def test_go_both_ways_and_are_those_of_the_design(self, one, other):
        found = {contradict(*pairs([one, other])), contradict(*pairs([other, one])), contradictory(one, other)}

        self.assertEqual(len(found), 1)

    @given(CODES)
    def test_are_never_of_a_code_with_itself(self, kind):
        self.assertFalse(contradict(*pairs([kind, kind])))

    @examples(300)
    @given(DISTINCT, st.randoms(use_true_random=False))
    def test_do_not_depend_on_the_order_of_choosing(self, kinds, chance):
        shuffled = kinds[:]
        chance.shuffle(shuffled)
        found = [first_contradiction(pairs(order)) for order in (kinds, shuffled)]

        self.assertEqual([clash is not None for clash in found], [any_contradiction(kinds)] * 2)

    @examples(200)
    @given(DISTINCT)
    def test_are_named_by_two_codes_that_do_contradict(self, kinds):
        if clash := first_contradiction(pairs(kinds)):
            named = {kind.slug: kind for kind in kinds}
            self.assertTrue(contradictory(*(named[slug] for slug in clash)))


class TheCodeThatCounts(Told, TestCase):
    @examples(300)
    @given(DISTINCT, st.randoms(use_true_random=False))
    def test_is_the_same_in_any_order_and_that_of_the_design(self, kinds, chance):
        shuffled = kinds[:]
        chance.shuffle(shuffled)
        expected = primary(kinds)
        found = [primary_of(map(use, order)) for order in (kinds, shuffled)]

        slugs = [one.code.slug if one else None for one in found]
        self.assertEqual(slugs, [expected.slug if expected else None] * 2)

    def test_is_ranked_as_the_design_says(self):
        self.assertEqual(sorted(RANK, key=RANK.__getitem__), ORDER)
