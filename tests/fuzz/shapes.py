"""Reading the raw schema: what an operation takes, and the places inside its body."""

import copy
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

Place = tuple[str | int, ...]


@dataclass(frozen=True)
class Operation:
    """One verb of one path, as the schema describes it."""

    raw: dict[str, Any]
    path: str
    method: str

    @property
    def label(self) -> str:
        return f"{self.method.upper()} {self.path}"

    @property
    def described(self) -> dict[str, Any]:
        return self.raw["paths"][self.path][self.method]

    @property
    def resource(self) -> str:
        """Name what the path's {id} means."""
        return self.path.split("/")[3]

    def parameters(self, where: str) -> list[str]:
        """Name the parameters of the path, the query or the headers."""
        return [one["name"] for one in self.described.get("parameters", []) if one["in"] == where]

    def body(self) -> dict[str, Any]:
        """Return the schema of the body; empty where there is none."""
        content = self.described.get("requestBody", {}).get("content", {}).get("application/json", {})
        return self.resolved(content.get("schema", {}))

    def resolved(self, schema: dict[str, Any]) -> dict[str, Any]:
        """Follow references, also where one is wrapped to be nullable."""
        named: str | None = schema.get("$ref") or schema.get("allOf", [{}])[0].get("$ref")
        return self.resolved(self.raw["components"]["schemas"][named.rpartition("/")[2]]) if named else schema

    def example(self) -> Any:
        """Return the example of the body, or None."""
        content = self.described.get("requestBody", {}).get("content", {}).get("application/json", {})
        found: dict[str, Any] = next(iter(content.get("examples", {}).values()), {})
        return copy.deepcopy(found.get("value"))

    def in_words(self) -> set[str]:
        """Name the fields of the body that the schema describes in words, since it cannot express them."""
        return {name for name, schema in self.body().get("properties", {}).items() if "description" in schema}


def operations(raw: dict[str, Any]) -> list[Operation]:
    """List every operation of the schema."""
    verbs = {"get", "post", "put", "patch", "delete"}
    return [Operation(raw, path, verb) for path, item in raw["paths"].items() for verb in item if verb in verbs]


def places(body: Any, place: Place = ()) -> Iterator[Place]:
    """List every place inside a body where something may stand."""
    if place:
        yield place
    inner = body.items() if isinstance(body, dict) else enumerate(body) if isinstance(body, list) else ()
    for name, value in inner:
        yield from places(value, (*place, name))


def replaced(body: Any, place: Place, value: Any) -> Any:
    """Return the body with something else at a place."""
    if not place:
        return value
    changed = copy.copy(body)
    changed[place[0]] = replaced(body[place[0]], place[1:], value)
    return changed
