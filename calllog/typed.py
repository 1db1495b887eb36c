"""What people type to find a number: as they say it, its beginning, or its last digits."""

import re

import phonenumbers

from callcenter.api.filter_fields import ascii_digits

_SIGNS = re.compile(r"[\d\s+().\-/]+")


def digits_of(text: str) -> str:
    """Return the digits of a text, whatever the script."""
    return re.sub(r"[^0-9]", "", ascii_digits(text))


def looks_like_a_number(text: str) -> bool:
    """Tell whether somebody typed a number, or a part of one, rather than a name."""
    plain = ascii_digits(text)
    return _SIGNS.fullmatch(plain) is not None and len(digits_of(plain)) >= 3


def beginnings(typed: str, region: str) -> list[str]:
    """Return how numbers begin, as they are stored, that a person in a region begins to write like this."""
    plain = ascii_digits(typed).strip()
    digits = digits_of(plain)
    if not digits:
        return []
    if plain.startswith("+"):
        return [f"+{digits}"]
    if digits.startswith("00"):
        return [f"+{digits[2:]}"] if digits[2:] else []
    country = str(phonenumbers.country_code_for_region(region))
    trunk = phonenumbers.ndd_prefix_for_region(region, True) or ""
    national = digits.removeprefix(trunk) if trunk else digits
    ways = [digits, f"+{digits}"]
    if national:
        ways.append(f"+{country}{national}")
    return list(dict.fromkeys(ways))
