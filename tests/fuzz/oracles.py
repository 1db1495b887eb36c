"""What every answer is held to, besides the checks that schemathesis brings."""

import json
from typing import Any

import schemathesis

from tests.fuzz.shapes import Operation

PROBLEM = "application/problem+json"
REQUIRED = {"type": str, "title": str, "status": int, "detail": str, "code": str}


def wrong_with_problem(status: int, content_type: str, body: bytes) -> str:
    """Tell in words what is wrong with a refusal; an empty text means nothing is."""
    if content_type.partition(";")[0] != PROBLEM:
        return f"is {content_type!r}, not {PROBLEM}"
    try:
        problem = json.loads(body)
    except ValueError as unreadable:
        return f"is no JSON: {unreadable}"
    wrong = [name for name, kind in REQUIRED.items() if type(problem.get(name)) is not kind or not problem[name]]
    if wrong:
        return f"lacks {', '.join(wrong)}"
    if problem["status"] != status:
        return f"says {problem['status']} and is {status}"
    return "" if problem["code"].isidentifier() and problem["code"].islower() else "has no stable code"


@schemathesis.check
def every_refusal_is_a_problem(ctx: Any, response: Any, case: Any) -> None:
    """Hold refusals to RFC 9457, also those of methods and paths that do not exist."""
    if response.status_code < 400:
        return
    content_type = (response.headers.get("content-type") or [""])[0]
    wrong = wrong_with_problem(response.status_code, content_type, response.content)
    assert not wrong, f"A refusal with {response.status_code} {wrong}."


def in_words(case: Any) -> set[str]:
    operation = case.operation
    return Operation(operation.schema.raw_schema, operation.full_path, operation.method.lower()).in_words()


@schemathesis.check
def valid_bodies_are_taken(ctx: Any, response: Any, case: Any) -> None:
    """Find bodies that the schema allows and the server calls unreadable.

    A refusal by the domain has its own code; what the schema cannot express stands in the field's description.
    """
    if response.status_code != 400 or not case.meta.generation.mode.is_positive or not isinstance(case.body, dict):
        return
    problem = response.json()
    fields = {name.partition(".")[0] for name in problem.get("errors", {})} & set(case.body) - in_words(case)
    blamed = problem["code"] == "unreadable" or (problem["code"] == "invalid" and fields)
    assert not blamed, f"The schema allows this body, and the server says: {problem['detail']} {problem.get('errors')}"
