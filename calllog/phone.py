"""Telephone numbers as people and switches write them."""

import unicodedata
from dataclasses import dataclass

import phonenumbers
from phonenumbers import timezone

# Of E.164; a caller id can be made of more.
MOST_DIGITS = 15
WITHHELD = {"", "anonymous", "unknown", "<unknown>", "restricted", "private", "withheld", "unavailable"}


@dataclass(frozen=True, slots=True)
class Number:
    """A number in its E.164 form where it has one, else the text as it came; empty when withheld."""

    text: str
    is_e164: bool


def normalise(raw: str, region: str) -> Number:
    """Read a number typed or dialled in a region (ISO 3166); digits of any script are understood.

    Extensions ("ext. 42") are not part of the E.164 form.
    """
    text = "".join(map(_plain, raw)).strip()
    if text.lower() in WITHHELD:
        return Number("", False)
    for candidate in (text, "+" + text):
        try:
            parsed = phonenumbers.parse(candidate, region)
        except phonenumbers.NumberParseException:
            continue
        if phonenumbers.is_valid_number(parsed):
            return Number(phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164), True)
        if not text.isdigit():
            break
    return Number(text[:80], False)


def display(number: str, region: str) -> str:
    """Write an E.164 number as people of the region do; anything else stays as it is."""
    if not number.startswith("+"):
        return number
    try:
        parsed = phonenumbers.parse(number, None)
    except phonenumbers.NumberParseException:
        return number
    home = phonenumbers.region_code_for_number(parsed) == region
    style = phonenumbers.PhoneNumberFormat.NATIONAL if home else phonenumbers.PhoneNumberFormat.INTERNATIONAL
    return phonenumbers.format_number(parsed, style)


def zone_of(number: str) -> str | None:
    """Return the only time zone an E.164 number can be in; None where there are several or none is known."""
    if not number.startswith("+"):
        return None
    try:
        zones = timezone.time_zones_for_number(phonenumbers.parse(number, None))
    except phonenumbers.NumberParseException:
        return None
    return zones[0] if len(zones) == 1 and zones[0] != timezone.UNKNOWN_TIMEZONE else None


def as_bigint(number: str) -> int | None:
    """Return an E.164 number as the integer the do-not-contact list stores, None for any other text."""
    digits = number[1:]
    is_one = number.startswith("+") and digits.isascii() and digits.isdigit() and digits[0] != "0"
    return int(digits) if is_one and len(digits) <= MOST_DIGITS else None


def _plain(character: str) -> str:
    """Write a digit of any script as 0 to 9 and any space as one; leave out signs nobody sees, which copying brings."""
    digit = unicodedata.digit(character, None)
    if digit is not None:
        return str(digit)
    return {"Zs": " ", "Cf": ""}.get(unicodedata.category(character), character)
