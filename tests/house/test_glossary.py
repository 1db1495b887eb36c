"""The words of the screen are those of docs/glossary.md."""

import json
import re

from django.test import SimpleTestCase

from tests.house.catalogues import DOMAINS, LANGUAGES, entries, path_of
from tests.house.ground import ROOT, text_of
from tests.tally import tell

ALL = ("en", *LANGUAGES)
GLOSSARY = ROOT / "docs" / "glossary.md"
CODES = {row["slug"]: row for row in json.loads(text_of(ROOT / "dispositions" / "standard" / "codes.json"))}
FILLED_IN = re.compile(r"%\(\w+\)s|<[^>]*>")
# Texts that carry the English word in another sense or the translation without it: (language, text) -> why.
PASSED_OVER = {
    ("ru", "Fields the card asks for: callback, email, amount."): "the API's words",
    ("hu", "Fields the card asks for: callback, email, amount."): "the API's words",
    ("nb", "Fields the card asks for: callback, email, amount."): "the API's words",
    ("nb", "Offer it to agents"): "put it on the card, whose the card is goes without saying",
    ("nb", "The callback is still open"): "the customer is still on the list",
}


def table(heading):
    """Return the rows below a heading of the glossary, the table's own heads left out."""
    section = re.split(r"^## ", text_of(GLOSSARY).split(f"## {heading}\n")[1], maxsplit=1, flags=re.MULTILINE)[0]
    lines = [line for line in section.splitlines() if line.startswith("|")][2:]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


def words(cell):
    return [word.strip() for word in cell.split(",") if word.strip()]


def stem(word):
    """Return a pattern for a word as the glossary writes it: before the stroke is what all forms share."""
    return re.escape(word.partition("/")[0]).replace(r"\ ", r"\s+")


TERMS = table("Words of the screen")


def off_the_glossary(term, language, text, translation):
    """Tell whether a text has the term in English and the translation has none of its words."""
    english = "|".join(re.escape(word) for word in words(term[0]))
    wanted = "|".join(stem(word) for word in words(term[ALL.index(language)]))
    has = re.search(rf"\b(?:{english})s?\b", FILLED_IN.sub("", text), re.IGNORECASE)
    return bool(has) and not re.search(wanted, translation, re.IGNORECASE)


class TheCodes(SimpleTestCase):
    def test_are_labelled_and_explained_as_in_the_glossary(self):
        told = {
            (slug, language): tuple(part.strip() for part in cell.split("·", 1))
            for slug, *cells in table("The codes")
            for language, cell in zip(ALL, cells, strict=True)
        }
        used = {
            (slug, language): (row["labels"][language], row["hints"][language])
            for slug, row in CODES.items()
            for language in ALL
        }

        self.assertEqual(dict(used.items() - told.items()), dict(told.items() - used.items()))
        tell("house", rules=1, glossary_words=len(told))

    def test_are_found_by_the_words_of_the_glossary(self):
        told = {
            (slug, language): tuple(words(cell))
            for slug, *cells in table("What finds a code")
            for language, cell in zip(ALL, cells, strict=True)
        }
        used = {
            (slug, language): tuple(row["synonyms"][language])
            for slug, row in CODES.items()
            for language in ALL
            if row["synonyms"]
        }

        self.assertEqual(dict(used.items() - told.items()), dict(told.items() - used.items()))
        tell("house", rules=1)


class TheScreen(SimpleTestCase):
    def test_calls_things_by_the_words_of_the_glossary(self):
        wrong = [
            (language, term[0], entry.text[:70], translation[:70])
            for term in TERMS
            for language in LANGUAGES
            for domain in DOMAINS
            for entry in entries(path_of(language, domain))
            if (language, entry.text) not in PASSED_OVER
            for translation in entry.translations
            if off_the_glossary(term, language, entry.text, translation)
        ]

        self.assertEqual(wrong, [], "Take the word of docs/glossary.md, or say in PASSED_OVER why not.")
        tell("house", rules=1, glossary_words=len(TERMS) * len(ALL))

    def test_says_no_word_that_is_struck_out(self):
        never = [word for *_, cell in TERMS for word in words(cell)]
        said = [
            (language, word, entry.text[:70])
            for language in LANGUAGES
            for domain in DOMAINS
            for entry in entries(path_of(language, domain))
            for word in never
            if any(re.search(word, text, re.IGNORECASE) for text in entry.translations)
        ]
        labelled = [(slug, word) for slug, row in CODES.items() for word in never if word in str(row["labels"]).lower()]

        self.assertEqual((said, labelled), ([], []))
        self.assertGreater(len(never), 2)
        tell("house", rules=1)

    def test_would_be_noticed_with_another_word(self):
        agent = next(term for term in TERMS if term[0] == "agent")

        self.assertIs(off_the_glossary(agent, "hu", "All agents", "Minden ügynök"), True)
        self.assertIs(off_the_glossary(agent, "hu", "All agents", "Minden ügyintéző"), False)
        self.assertIs(off_the_glossary(agent, "hu", "All agencies", "Minden iroda"), False)
        tell("house", mutants_caught=1)
