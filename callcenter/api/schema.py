"""The schema says what every operation may answer, refusals included; nothing else is ever sent."""

from collections.abc import Iterator
from typing import Any

from django.conf import settings
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import OpenApiParameter
from rest_framework import serializers

from callcenter.api.fields import InputSerializer, Text
from callcenter.api.problems import CONTENT_TYPE

SAFE = {"GET", "HEAD"}
# One character that is neither space nor separator, as Python strips them.
NOT_BLANK = r"[^\s\x1c-\x1f]"
REFUSALS = {
    400: "Something sent cannot be read or is not valid.",
    401: "Nobody is signed in, or the key is unknown, expired or withdrawn.",
    403: "The role or key does not allow this, or the CSRF token of a session is missing.",
    404: "There is nothing here, or it is somebody else's.",
    406: "The answer cannot be given in the form asked for.",
    409: "It contradicts what is so now.",
    413: "Too much was sent.",
    415: "What was sent is no JSON.",
    422: "The Idempotency-Key was already used for another request.",
}
ORGANIZATION = OpenApiParameter(
    "Organization",
    {"type": "string", "pattern": r"^[-a-zA-Z0-9_]*$", "maxLength": 50},
    OpenApiParameter.HEADER,
    description="Slug; may be left out with one membership. A key has its own organization, whatever this says.",
)
IDEMPOTENCY_KEY = OpenApiParameter(
    "Idempotency-Key",
    {"type": "string", "pattern": r"^[ -~]+$", "minLength": 1, "maxLength": 100},
    OpenApiParameter.HEADER,
    description="Carries the request out once; kept for 7 days.",
)


class ProblemSerializer(serializers.Serializer):
    """A refusal, as RFC 9457 problem details; some carry more, such as what stands now."""

    type = serializers.CharField()
    title = serializers.CharField()
    status = serializers.IntegerField()
    detail = serializers.CharField()
    code = serializers.CharField(help_text="Stable; the sentences are translated.")
    errors = serializers.DictField(  # type: ignore[assignment]
        child=serializers.ListField(child=serializers.CharField()), required=False, help_text="By field."
    )


def everywhere(view: Any) -> bool:
    """Tell whether a view looks over all organizations of a person."""
    return getattr(view, "everywhere", False)


class AftercallSchema(AutoSchema):
    """Document the headers and every refusal of an operation.

    A view names in `conflicts` the actions or methods that can contradict what is so now.
    """

    def get_override_parameters(self) -> list[Any]:
        if everywhere(self.view):
            return []
        return [ORGANIZATION] if self.method in SAFE else [ORGANIZATION, IDEMPOTENCY_KEY]

    def refusals(self) -> Iterator[int]:
        """Name the statuses with which the operation may refuse."""
        unsafe = self.method not in SAFE
        action = getattr(self.view, "action", None)
        yield from (400, 401, 404, 406)
        view: Any = self.view
        if unsafe or view.capability_for(self.method, action):
            yield 403
        if unsafe:
            yield from (413, 415)
        if unsafe and not everywhere(self.view):
            yield 422
        if {action, self.method.lower()} & set(getattr(self.view, "conflicts", ())):
            yield 409

    def _insert_field_validators(self, field: Any, schema: Any) -> None:
        super()._insert_field_validators(field, schema)
        if isinstance(field, Text) and field.trim_whitespace and not field.allow_blank:
            schema.setdefault("pattern", NOT_BLANK)

    def _map_basic_serializer(self, serializer: Any, direction: Any) -> Any:
        if getattr(serializer, "whole", False):
            serializer.partial = False
        schema = super()._map_basic_serializer(serializer, direction)
        if isinstance(serializer, InputSerializer) and direction == "request":
            schema["additionalProperties"] = False
        return schema

    def _get_response_bodies(self, direction: Any = "response") -> dict[str, Any]:
        bodies = super()._get_response_bodies(direction)
        for status in sorted(self.refusals()):
            body = self._get_response_for_code(ProblemSerializer, str(status), [CONTENT_TYPE], direction)
            bodies[str(status)] = body | {"description": REFUSALS[status]}
        return bodies


class SignInInTheSchema(OpenApiAuthenticationExtension):
    """Document both ways in; a person's own work is open to sessions only."""

    target_class = "callcenter.api.authentication.FromMiddleware"
    name = ["session", "csrf", "key"]

    def get_security_requirement(self, auto_schema: Any) -> list[dict[str, list[Any]]]:
        session: dict[str, list[Any]] = {"session": []}
        if auto_schema.method not in SAFE:
            session |= {"csrf": []}
        return [session] if everywhere(auto_schema.view) else [session, {"key": []}]

    def get_security_definition(self, auto_schema: Any) -> list[dict[str, Any]]:
        return [
            {"type": "apiKey", "in": "cookie", "name": settings.SESSION_COOKIE_NAME},
            {"type": "apiKey", "in": "header", "name": "X-CSRFToken", "description": "Repeats the CSRF cookie."},
            {"type": "http", "scheme": "bearer"},
        ]
