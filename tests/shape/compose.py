"""The files the program ships in, as data: compose file, Dockerfile, Caddyfile, ignore list."""

import json
import re
import shlex
from collections.abc import Iterator, Mapping
from fnmatch import fnmatch
from pathlib import Path
from typing import Any, NamedTuple

import yaml
from django.conf import settings

ROOT = Path(settings.BASE_DIR)
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
# The services that run this program, in the image of the Dockerfile.
OURS = {name: service for name, service in SERVICES.items() if "build" in service}
CADDYFILE = ROOT / "docker" / "Caddyfile"

# ${NAME}, ${NAME:-default} and ${NAME:?sentence}
VARIABLE = re.compile(r"\$\{(?P<name>\w+)(?:(?P<how>:-|:\?)(?P<rest>[^}]*))?\}")


class Unset(Exception):
    """A variable without which the compose file refuses to start."""


def filled(text: str, values: Mapping[str, str]) -> str:
    """Put the values in, as `docker compose` does."""

    def value(found: re.Match[str]) -> str:
        if given := values.get(found["name"], ""):
            return given
        if found["how"] == ":?":
            raise Unset(f"{found['name']}: {found['rest']}")
        return found["rest"] or ""

    return VARIABLE.sub(value, text)


def variables() -> set[str]:
    """Name every variable that the compose file takes from .env."""
    return {found["name"] for found in VARIABLE.finditer((ROOT / "docker-compose.yml").read_text())}


class Instruction(NamedTuple):
    """One line of the Dockerfile, continuations joined."""

    word: str
    rest: str


def dockerfile() -> list[Instruction]:
    """List the Dockerfile's instructions."""
    text = re.sub(r"\\\n\s*", "", (ROOT / "Dockerfile").read_text())
    lines = [line for line in text.splitlines() if line.strip() and not line.startswith("#")]
    return [Instruction(*line.split(maxsplit=1)) for line in lines]


def image_command() -> list[str]:
    """Return the words of CMD."""
    return json.loads(next(one.rest for one in reversed(dockerfile()) if one.word == "CMD"))


def image_environment() -> dict[str, str]:
    """Return what ENV sets in the last stage."""
    found: dict[str, str] = {}
    for one in dockerfile():
        if one.word == "FROM":
            found = {}
        if one.word == "ENV":
            found |= dict(word.split("=", 1) for word in shlex.split(one.rest))
    return found


def command(name: str, values: Mapping[str, str]) -> list[str]:
    """Return the words a service is started with."""
    said = SERVICES[name].get("command")
    if said is None:
        return image_command()
    return [filled(word, values) for word in said] if isinstance(said, list) else shlex.split(filled(said, values))


def environment(name: str, values: Mapping[str, str]) -> dict[str, str]:
    """Return the variables a service is given."""
    given = {key: filled(str(value), values) for key, value in SERVICES[name].get("environment", {}).items()}
    return (image_environment() if name in OURS else {}) | given


def ignored() -> list[str]:
    """List the patterns that keep a path out of the image."""
    lines = (ROOT / ".dockerignore").read_text().splitlines()
    return [line.strip().rstrip("/") for line in lines if line.strip() and not line.startswith("#")]


def shipped(path: str) -> bool:
    """Tell whether a path of the project goes into the image."""
    return not any(matches(part, pattern) for part in parents(path) for pattern in ignored())


def parents(path: str) -> Iterator[str]:
    """Yield the path and every folder above it: what is left out takes its content along."""
    words = path.split("/")
    for length in range(1, len(words) + 1):
        yield "/".join(words[:length])


def matches(path: str, pattern: str) -> bool:
    """Match as Docker does: from the root, a star within one name, two stars over any number of them."""
    if pattern.startswith("**/"):
        return any(matches(path[start:], pattern[3:]) for start in starts(path))
    ours, theirs = path.split("/"), pattern.split("/")
    return len(ours) == len(theirs) and all(fnmatch(one, other) for one, other in zip(ours, theirs, strict=True))


def starts(path: str) -> list[int]:
    """List where a name begins in a path."""
    return [0, *(place + 1 for place, letter in enumerate(path) if letter == "/")]
