"""How contacts are found."""

from typing import Any

from calllog import phone

# A shorter beginning finds half the country.
LEAST_DIGITS = 4


def called(contacts: Any, text: str, country: str) -> Any:
    """Keep the contacts a part of a name, of an address or the beginning of a number finds."""
    typed = phone.normalise(text, country)
    beginning = text.replace(" ", "")
    if typed.is_e164:
        number = typed.text
    else:
        number = beginning if beginning.startswith("+") and len(beginning) > LEAST_DIGITS else ""
    return contacts.called(text, number)
