"""Words that must never stand in a log, and an ear at every logger."""

import json
import logging
import secrets
from contextlib import contextmanager
from urllib.parse import quote

from callcenter.logs import Line

TOKEN = f"zq{secrets.token_hex(5)}"
LAST_FOUR = f"{secrets.randbelow(10_000):04}"
NUMBER = f"+141555{LAST_FOUR[0]}{LAST_FOUR}"
NAME, NOTE, PASSWORD = f"{TOKEN}name", f"{TOKEN} a note", f"{TOKEN}-password"
MAIL = f"{TOKEN}@canary.example"
SECRET = f"ak_0123456789.{TOKEN}secret"
# What the rest of a line may not hold either: the ways in which numbers and texts are written on their way.
ALWAYS = [TOKEN, NUMBER[1:], NUMBER[2:], f"({NUMBER[2:5]}) {NUMBER[5:8]}-{LAST_FOUR}", "canary.example"]

# By the name of a field or parameter; whatever else is text gets the note.
BY_NAME = {
    "number": NUMBER,
    "email": MAIL,
    "login": MAIL,
    "password": PASSWORD,
    "name": NAME,
    "contact_name": NAME,
    "contact_email": MAIL,
    "started_at": "2026-11-20T10:00:00Z",
    "codes": ["interested"],
    "meaning": "informational",
    "then": "allowed",
    "direction": "inbound",
    "draft": {"codes": [], "note": NOTE, "email": MAIL, "callback": {"number": NUMBER}},
    "callback": None,
    "digit": "",
    "zone": "UTC",
    "revision": None,
    "rest_days": None,
    "contact": None,
}
QUERY = f"?q={quote(NAME)}&number={quote(NUMBER)}&cursor={TOKEN}&next=/{TOKEN}&ticket={TOKEN}&email={quote(MAIL)}"
HEADERS = {
    "Referer": f"http://testserver/o/acme/calls/{QUERY}",
    "User-Agent": f"Mozilla {TOKEN}",
    "X-Forwarded-For": TOKEN,
    "Idempotency-Key": TOKEN,
}


class Ear(logging.Handler):
    """Keep every line as the console would show it."""

    def __init__(self):
        super().__init__(logging.NOTSET)
        self.setFormatter(Line())
        self.lines = []

    def emit(self, record):
        # A copy, since formatting keeps its result on the record for the next handler.
        self.lines.append((record.name, self.format(logging.makeLogRecord(record.__dict__))))

    def leaks(self, *more):
        """List what was heard of the canaries: logger, canary and the line's beginning."""
        words = [*ALWAYS, *more]
        return [
            (name, word, line[:300])
            for name, line in self.lines
            for word in words
            if word and (word.casefold() in line.casefold() or quote(word).casefold() in line.casefold())
        ]


@contextmanager
def listening(level=logging.DEBUG):
    """Hear every logger, those that keep to themselves as well, down to the lowest level one can configure."""
    root, ear = logging.getLogger(), Ear()
    alone = [one for one in map(logging.getLogger, list(root.manager.loggerDict)) if not one.propagate]
    former = root.level
    for logger in (root, *alone):
        logger.addHandler(ear)
    root.setLevel(level)
    try:
        yield ear
    finally:
        root.setLevel(former)
        for logger in (root, *alone):
            logger.removeHandler(ear)


def body_for(schema, components):
    """Fill a schema of the API with canaries: valid where a field's name says what is valid."""
    if "$ref" in schema:
        schema = components[schema["$ref"].rpartition("/")[2]]
    if schema.get("allOf"):
        return body_for(schema["allOf"][0], components)
    return {name: BY_NAME.get(name, filling(field)) for name, field in schema.get("properties", {}).items()}


def filling(field):
    kind = field.get("type")
    if "enum" in field:
        return field["enum"][0]
    return {"integer": 0, "number": 1, "boolean": True, "array": [], "object": {}}.get(kind, NOTE)


def broken_bodies():
    """List bodies that cannot be read or hold the wrong things, with canaries in them."""
    text = dict.fromkeys(BY_NAME, NOTE)
    return [json.dumps({})[:-1] + f'"{NAME}": "{NUMBER}"', json.dumps(text), json.dumps([MAIL]), f"{NUMBER}\r\n{MAIL}"]
