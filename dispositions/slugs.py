"""Slugs out of names in any alphabet; once given, a slug never changes."""

import re
import unicodedata
from collections.abc import Collection
from itertools import count

LONGEST = 32
NAMELESS = "code"
# Letter and transcription in turn; the hard and the soft sign have none.
_CYRILLIC = (
    "а a б b в v г g д d е e ё e ж zh з z и i й y к k л l м m н n о o п p р r с s т t у u ф f х kh ц ts ч ch ш sh щ sch"
)
_MORE = "ы y э e ю yu я ya і i ї yi є ye ґ g æ ae ø o ß ss ł l đ d ð d þ th œ oe ı i"
_GREEK = "α a β v γ g δ d ε e ζ z η i θ th ι i κ k λ l μ m ν n ξ x ο o π p ρ r σ s ς s τ t υ y φ f χ ch ψ ps ω o"
_SPELLED = f"{_CYRILLIC} {_MORE} {_GREEK}".split()
_LETTERS = str.maketrans(dict(zip(_SPELLED[::2], _SPELLED[1::2], strict=True)))


def slug_of(name: str) -> str:
    """Write a name with a-z, 0-9 and underscores; letters without a transcription fall away."""
    spelled = unicodedata.normalize("NFC", name).casefold().translate(_LETTERS)
    plain = unicodedata.normalize("NFKD", spelled).translate(_LETTERS).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "_", plain).strip("_")[:LONGEST].strip("_") or NAMELESS


def free_slug(name: str, taken: Collection[str]) -> str:
    """Return the name's slug, with the first free number where it is taken."""
    slug = slug_of(name)
    if slug not in taken:
        return slug
    numbered = (f"{slug[: LONGEST - len(str(n)) - 1].rstrip('_')}_{n}" for n in count(2))
    return next(candidate for candidate in numbered if candidate not in taken)
