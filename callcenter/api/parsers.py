"""Read JSON that the database can keep; whatever else is sent is refused before any view sees it."""

import json
import math
from collections.abc import Mapping
from typing import IO, Any

from rest_framework.exceptions import ParseError
from rest_framework.parsers import JSONParser

DEEPEST = 20


class StrictJSONParser(JSONParser):
    """Refuse JSON with NUL, half characters, infinite numbers, or nested too deeply.

    Any of them is fine for Python and breaks PostgreSQL's text or jsonb.
    """

    def parse(
        self, stream: IO[Any], media_type: str | None = None, parser_context: Mapping[str, Any] | None = None
    ) -> Any:
        try:
            # JSON is UTF-8, whatever the content type calls it.
            found = json.loads(stream.read().decode(), parse_constant=refuse)
            refuse_unkeepable(found)
        except (ValueError, RecursionError) as unreadable:
            raise ParseError(f"JSON parse error - {unreadable}") from unreadable
        return found


def refuse(constant: str) -> None:
    raise ValueError(f"{constant} is no JSON")


def refuse_unkeepable(found: Any, depth: int = 0) -> None:
    """Raise `ValueError` for what PostgreSQL cannot keep."""
    if depth > DEEPEST:
        raise ValueError("nested too deeply")
    if isinstance(found, str):
        if "\x00" in found:
            raise ValueError("a text holds a null character")
        # Half of a surrogate pair is no character: this raises `UnicodeEncodeError`.
        found.encode()
    elif isinstance(found, dict):
        for name, value in found.items():
            refuse_unkeepable(name, depth)
            refuse_unkeepable(value, depth + 1)
    elif isinstance(found, list):
        for value in found:
            refuse_unkeepable(value, depth + 1)
    elif isinstance(found, float) and not math.isfinite(found):
        raise ValueError("a number is out of range")
