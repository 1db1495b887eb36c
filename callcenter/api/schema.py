from typing import Any

from drf_spectacular.openapi import AutoSchema

PROBLEM = {
    "type": "object",
    "required": ["type", "title", "status", "detail", "code"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "code": {"type": "string"},
        "errors": {"type": "object", "additionalProperties": {"type": "array", "items": {"type": "string"}}},
    },
}


class AftercallSchema(AutoSchema):
    """Document the organization header and the problem answer of every operation."""

    def get_override_parameters(self) -> list[Any]:
        from drf_spectacular.utils import OpenApiParameter

        header = OpenApiParameter(
            "Organization", str, OpenApiParameter.HEADER, description="Slug; may be left out with one membership."
        )
        unsafe = self.method not in {"GET", "HEAD"}
        key = OpenApiParameter("Idempotency-Key", str, OpenApiParameter.HEADER, description="Kept for 7 days.")
        return [header, key] if unsafe else [header]

    def _get_response_bodies(self, direction: Any = "response") -> dict[str, Any]:
        bodies = super()._get_response_bodies(direction)
        bodies["default"] = {
            "description": "A refusal, as RFC 9457 problem details.",
            "content": {"application/problem+json": {"schema": PROBLEM}},
        }
        return bodies
