"""What request bodies are made of: exactly the JSON types the schema names, and nothing it does not name."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiExample, extend_schema_serializer
from rest_framework import serializers

LARGEST = 2**63 - 1


class Text(serializers.CharField):
    """A text; a number is none. Its length counts before it is trimmed."""

    def run_validation(self, data: Any = serializers.empty) -> Any:
        if isinstance(data, str) and self.max_length is not None and len(data) > self.max_length:
            self.fail("max_length", max_length=self.max_length)
        return super().run_validation(data)

    def to_internal_value(self, data: Any) -> str:
        if not isinstance(data, str):
            self.fail("invalid")
        return super().to_internal_value(data)


class Email(Text, serializers.EmailField):
    """An address for mail."""


class Whole(serializers.IntegerField):
    """A whole number that the database can hold; a text or a yes is none."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"min_value": -LARGEST, "max_value": LARGEST, **kwargs})

    def to_internal_value(self, data: Any) -> int:
        if isinstance(data, float) and data.is_integer():
            return int(data)
        if type(data) is not int:
            self.fail("invalid")
        return data


class Seconds(serializers.DecimalField):
    """A length of time, kept to the millisecond."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"max_digits": 9, "decimal_places": 3, "min_value": 0, "coerce_to_string": False, **kwargs})

    def to_internal_value(self, data: Any) -> Decimal:
        if type(data) not in {int, float} or not abs(data) < LARGEST:
            self.fail("invalid")
        return super().to_internal_value(f"{data:.3f}")


class YesNo(serializers.BooleanField):
    """True or false; DRF's own also takes words for them."""

    def to_internal_value(self, data: Any) -> bool:
        if not isinstance(data, bool):
            self.fail("invalid", input=data)
        return data


class InputSerializer(serializers.Serializer):
    """A request body. A field it does not name is refused: a mistyped one would silently change nothing.

    `whole` tells the schema that a PATCH, too, needs every required field.
    """

    whole = False

    def run_validation(self, data: Any = serializers.empty) -> Any:
        root = self.root
        if root is self or not getattr(root, "partial", False):
            return super().run_validation(data)
        # DRF lets a partial update leave out fields at every depth; what is given inside a list is given whole.
        root.partial = False
        try:
            return super().run_validation(data)
        finally:
            root.partial = True

    def to_internal_value(self, data: Any) -> Any:
        if isinstance(data, Mapping) and (unknown := [name for name in data if name not in self.fields]):
            raise serializers.ValidationError({str(name)[:60]: [_("There is no such field.")] for name in unknown})
        return super().to_internal_value(data)


def example(**body: Any) -> Any:
    """Show a whole request body in the schema; every field has to stand in it."""
    return extend_schema_serializer(examples=[OpenApiExample("A whole body", value=body, request_only=True)])
