"""Translation catalogues, read without gettext's tools."""

import ast
import gettext
import re
from functools import cache
from pathlib import Path
from typing import NamedTuple

from tests.house.ground import ROOT

LANGUAGES = ("ru", "hu", "nb")
DOMAINS = ("django", "djangojs")
FIELD = re.compile(r'^(msgctxt|msgid_plural|msgid|msgstr(?:\[(\d)\])?) (".*")$')


class Entry(NamedTuple):
    """One entry of a catalogue; `context` and `plural` are empty where it has none."""

    context: str
    text: str
    plural: str
    translations: tuple[str, ...]
    fuzzy: bool

    @property
    def key(self) -> str:
        """Return what gettext looks it up by."""
        return f"{self.context}\x04{self.text}" if self.context else self.text


def path_of(language: str, domain: str, ending: str = "po") -> Path:
    return ROOT / "locale" / language / "LC_MESSAGES" / f"{domain}.{ending}"


@cache
def entries(path: Path) -> tuple[Entry, ...]:
    """Return the entries of a .po file, its header and what it has retired left out."""
    blocks = re.split(r"\n\s*\n", path.read_text(encoding="utf-8").strip())
    found = [entry for block in blocks if (entry := parsed(block)) is not None]
    assert found, f"{path} holds no entry."
    return tuple(entry for entry in found if entry.text)


def parsed(block: str) -> Entry | None:
    """Read one block; None for one that is comments only."""
    fields: dict[str, str] = {}
    current = ""
    for line in block.splitlines():
        if started := FIELD.match(line):
            current = started[1]
            fields[current] = ast.literal_eval(started[3])
        elif line.startswith('"') and current:
            fields[current] += ast.literal_eval(line)
    if "msgid" not in fields:
        return None
    translations = tuple(value for name, value in sorted(fields.items()) if name.startswith("msgstr"))
    fuzzy = any(line.startswith("#,") and "fuzzy" in line for line in block.splitlines())
    return Entry(fields.get("msgctxt", ""), fields["msgid"], fields.get("msgid_plural", ""), translations, fuzzy)


@cache
def compiled(language: str, domain: str) -> dict[object, str]:
    """Return what the program looks words up in; plural forms under (key, number)."""
    with open(path_of(language, domain, "mo"), "rb") as file:
        return dict(vars(gettext.GNUTranslations(file))["_catalog"])


def by_hand(language: str, domain: str) -> dict[object, str]:
    """Return what compiling a .po file gives."""
    found: dict[object, str] = {}
    for entry in entries(path_of(language, domain)):
        if entry.plural:
            found |= {(entry.key, number): text for number, text in enumerate(entry.translations)}
        else:
            found[entry.key] = entry.translations[0]
    return found
