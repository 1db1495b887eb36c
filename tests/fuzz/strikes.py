"""Put every killer at every place of every operation, one at a time, and judge each answer by the schema."""

import json
import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

import requests
from django.db import transaction
from schemathesis import Response
from schemathesis.config import SchemathesisConfig
from schemathesis.core.failures import Failure, FailureGroup

from tests.fuzz import killers
from tests.fuzz.application import served_schema
from tests.fuzz.campaign import Outcome
from tests.fuzz.oracles import wrong_with_problem
from tests.fuzz.shapes import Operation, operations, places, replaced
from tests.fuzz.world import World

NO_EXAMPLE = "{label} takes a body and shows no whole one: give its serializer an @example (callcenter/api/fields.py)."
NOTHING_ODD = "nothing odd"


@dataclass
class Strike:
    """One request that is good but for one thing."""

    operation: Operation
    what: str
    pk: str = ""
    query: str = ""
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)
    content_type: str = "application/json"
    always: bool = False


def strikes(operation: Operation, pks: list[int]) -> Iterator[Strike]:
    """List all strikes at an operation."""
    pk = str(pks[0]) if pks else ""
    example = operation.example()
    body = json.dumps(example).encode() if example is not None else b""
    yield Strike(operation, NOTHING_ODD, pk, body=body)
    for where in operation.parameters("query"):
        values = {"cursor": killers.CURSORS, "page_size": killers.SIZES}.get(where, killers.TEXTS)
        for value in values:
            query = f"{where}={quote(value, errors='surrogatepass', safe='')}"
            yield Strike(operation, f"?{where}={value[:40]!a}", pk, query, body)
    for where in [*operation.parameters("header"), "Authorization", "X-CSRFToken", "Accept-Language", "X-Request-Id"]:
        for value in killers.HEADERS:
            value = f"Bearer {value}.{value}" if where == "Authorization" else value
            yield Strike(operation, f"{where}: {value[:40]!a}", pk, body=body, headers={where: value})
    for value in killers.ACCEPTS:
        yield Strike(operation, f"Accept: {value[:40]!a}", pk, body=body, headers={"Accept": value})
    for value in killers.CONTENT_TYPES:
        query = "q=%C3%A9"
        yield Strike(operation, f"Content-Type: {value!a}", pk, query, body or b"{}", content_type=value)
    for value in killers.ODD_QUERIES:
        yield Strike(operation, f"?{value[:40]}", pk, value, body)
    for value in [*killers.DEADLY_IDS, *killers.PATH_IDS] if pk else ():
        yield Strike(operation, f"id {value[:40]}", value, body=body, always=value in killers.DEADLY_IDS)
    if example is not None:
        yield from body_strikes(operation, pk, example)


def body_strikes(operation: Operation, pk: str, example: Any) -> Iterator[Strike]:
    """List the strikes at the places of a body."""
    for place in places(example):
        for value in [*killers.DEADLY, *killers.VALUES]:
            body = json.dumps(replaced(example, place, value)).encode()
            what = f"{place} = {json.dumps(value)[:60]}"
            yield Strike(operation, what, pk, body=body, always=value in killers.DEADLY)
    for name in ("nobody_names_this", "\x00", "organization", "organization_id", "id", "__proto__"):
        yield Strike(operation, f"a field {name!a}", pk, body=json.dumps({**example, name: 1}).encode())
    for value in killers.raw_bodies(example):
        yield Strike(operation, f"the body {value[:40]!a}", pk, body=value)


def deliver(world: World, role: str, *, each: int, seed: int, deadly: bool = True) -> Outcome:
    """Deliver so many strikes at each operation in the name of a role, and all deadly ones."""
    outcome, client, chance = Outcome(), world.client(role), random.Random(seed)
    schema = served_schema(SchemathesisConfig())
    raw = schema.raw_schema
    for operation in operations(raw):
        outcome.operations.add(operation.label)
        if operation.described.get("requestBody") and operation.example() is None:
            outcome.fail(operation.label, "an example", NO_EXAMPLE.format(label=operation.label), "")
        pks = world.own[role].get(operation.resource, []) if "{id}" in operation.path else []
        # One in the middle: the first are coded already, the last still goes on.
        good, *found = strikes(operation, pks[len(pks) // 2 :])
        sure = [strike for strike in found if strike.always and deadly]
        drawn = [strike for strike in found if not strike.always]
        for strike in [good, *sure, *chance.sample(drawn, min(each, len(drawn)))]:
            # Each meets the world as it was made: a draft that one has changed would be refused to all others.
            with transaction.atomic():
                response = send(client, strike)
                transaction.set_rollback(True)
            outcome.count(operation.label, response.status_code, "strikes")
            if wrong := judge(strike, response) or unlike(schema[operation.path][operation.method], response):
                outcome.fail(operation.label, "a strike", wrong, f"{strike.what}\n{response.content[:400]!r}")
    return outcome


def send(client: Any, strike: Strike) -> Any:
    """Send a strike as its role."""
    operation = strike.operation
    headers = {"Organization": "acme"} | strike.headers
    return client.generic(
        operation.method.upper(),
        operation.path.replace("{id}", strike.pk),
        strike.body,
        content_type=strike.content_type,
        QUERY_STRING=strike.query,
        # Straight into the environment: a client would refuse to send some of these.
        **{f"HTTP_{name.upper().replace('-', '_')}": value for name, value in headers.items()},
    )


def judge(strike: Strike, response: Any) -> str:
    """Tell in words what is wrong with an answer; an empty text means nothing is."""
    operation, status = strike.operation, response.status_code
    content_type = response.headers.get("Content-Type", "")
    if status >= 500:
        return f"A fault: {status}."
    if str(status) not in operation.described["responses"]:
        return f"The schema knows no {status} here."
    if status == 400 and strike.what == NOTHING_ODD:
        return "What the schema shows as an example is refused."
    if status >= 400:
        wrong = wrong_with_problem(status, content_type, response.content)
        return f"A refusal with {status} {wrong}." if wrong else ""
    if strike.what.startswith("a field"):
        return f"A field nobody names was taken with {status}."
    return ""


def unlike(described: Any, response: Any) -> str:
    """Tell in words where an answer is not as the schema describes it."""
    answer = Response(
        status_code=response.status_code,
        headers={name.lower(): [value] for name, value in response.headers.items()},
        content=response.content,
        request=requests.Request(described.method.upper(), "http://localhost/").prepare(),
        elapsed=0,
        verify=False,
    )
    try:
        described.validate_response(answer)
    except FailureGroup as failures:
        return "; ".join(map(str, failures.exceptions))
    except Failure as failure:
        return str(failure)
    return ""
