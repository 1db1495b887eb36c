"""Keyset pages: a cursor is the last row's place in a total order; nothing is counted, nothing is skipped over."""

import base64
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.db import models
from django.db.models.fields.tuple_lookups import TupleGreaterThan, TupleLessThan
from django.utils.translation import gettext_lazy as _
from rest_framework.pagination import BasePagination
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.utils.urls import replace_query_param

from callcenter.tenancy.errors import DomainError

LARGEST = 200
# The longest name fits; a longer one could hold JSON nested without end.
LONGEST = 2_000


class CursorUnreadable(DomainError):
    code = "cursor_unreadable"
    status = 400
    message = _("This page link is damaged: start from the first page.")


class PageSizeInvalid(DomainError):
    code = "page_size_invalid"
    status = 400
    message = _("A page has 1 to 200 rows.")


@dataclass(frozen=True, slots=True)
class Page:
    """A page of rows in the asked order, with the cursors of its neighbours."""

    rows: list[Any]
    next: str | None
    previous: str | None


def keyset_page(queryset: models.QuerySet, order: Sequence[str], cursor: str | None, size: int) -> Page:
    """Return one page; `order` is a total order whose fields all run in the same direction."""
    descending = order[0].startswith("-")
    names = ["id" if name.lstrip("-") == "pk" else name.lstrip("-") for name in order]
    fields = [queryset.model._meta.get_field(name) for name in names]
    backwards, place = read_cursor(cursor, fields) if cursor else (False, None)
    down = descending != backwards
    rows = queryset.order_by(*[("-" if down else "") + name for name in names])
    if place is not None:
        lookup = TupleLessThan if down else TupleGreaterThan
        rows = rows.filter(lookup(tuple(models.F(name) for name in names), tuple(place)))
    found = list(rows[: size + 1])
    more, found = len(found) > size, found[:size]
    if backwards:
        found.reverse()
    has_next, has_previous = (True, more) if backwards else (more, place is not None)
    return Page(
        rows=found,
        next=write_cursor(False, found[-1], names) if found and has_next else None,
        previous=write_cursor(True, found[0], names) if found and has_previous else None,
    )


def write_cursor(backwards: bool, row: Any, names: Sequence[str]) -> str:
    """Write a row's place as an opaque text."""
    values = [getattr(row, name) for name in names]
    place = [value.isoformat() if isinstance(value, datetime) else value for value in values]
    return base64.urlsafe_b64encode(json.dumps([int(backwards), *place]).encode()).decode().rstrip("=")


def read_cursor(cursor: str, fields: Sequence[models.Field]) -> tuple[bool, list[Any]]:
    """Read a place back, refusing what this program did not write."""
    try:
        if len(cursor) > LONGEST:
            raise ValueError
        backwards, *place = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        if backwards not in (0, 1):
            raise ValueError
        values = [read_value(field, value) for field, value in zip(fields, place, strict=True)]
    except (ValueError, TypeError, OverflowError, RecursionError) as damaged:
        raise CursorUnreadable from damaged
    return bool(backwards), values


def read_value(field: models.Field, value: Any) -> Any:
    """Read one value of a place as its column holds it."""
    if isinstance(field, models.DateTimeField):
        moment = datetime.fromisoformat(value)
        if moment.tzinfo is None:
            raise ValueError
        return moment.astimezone(UTC)
    if isinstance(field, models.IntegerField) and (type(value) is not int or abs(value) >= 2**63):
        raise ValueError
    if isinstance(field, models.CharField) and (not isinstance(value, str) or "\0" in value):
        raise ValueError
    return value


class KeysetPagination(BasePagination):
    """Answer lists as {results, next, previous}."""

    default_size = 50

    def paginate_queryset(self, queryset: Any, request: Request, view: Any = None) -> list[Any]:
        self.request = request
        asked = request.query_params.get("page_size", str(self.default_size))
        if not asked.isascii() or not asked.isdigit() or len(asked) > 3 or not 1 <= int(asked) <= LARGEST:
            raise PageSizeInvalid
        self.page = keyset_page(queryset, view.ordering, request.query_params.get("cursor"), int(asked))
        return self.page.rows

    def get_paginated_response(self, data: Any) -> Response:
        return Response({"results": data, "next": self.link(self.page.next), "previous": self.link(self.page.previous)})

    def link(self, cursor: str | None) -> str | None:
        """Return the address of a neighbouring page."""
        return replace_query_param(self.request.build_absolute_uri(), "cursor", cursor) if cursor else None

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        link = {"type": "string", "format": "uri", "nullable": True}
        return {
            "type": "object",
            "required": ["results", "next", "previous"],
            "properties": {"results": schema, "next": link, "previous": link},
        }

    def get_schema_operation_parameters(self, view: Any) -> list[dict[str, Any]]:
        return [
            {"name": "cursor", "in": "query", "required": False, "schema": {"type": "string"}},
            {
                "name": "page_size",
                "in": "query",
                "required": False,
                "schema": {"type": "integer", "minimum": 1, "maximum": LARGEST},
            },
        ]
