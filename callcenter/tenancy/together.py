"""Writes nobody reads back, sent together as one statement. Raw SQL: the parts of one WITH.

All parts see the rows as they were before, so what a block writes is not to be read in it.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db import DatabaseError, connection, models
from django.db.models import Case, QuerySet, Value, When
from django.db.models.constants import OnConflict
from django.db.models.functions import Cast
from django.db.models.sql import InsertQuery, UpdateQuery

from callcenter.tenancy.querysets import TenantQuerySet


class Moving(NamedTuple):
    """What identifies a row that may be there already, and what of it is written anew then."""

    unique_fields: Sequence[str]
    update_fields: Sequence[str]


@dataclass(slots=True)
class Creation:
    """Rows of one model that get their keys when they are written."""

    model: type[models.Model]
    rows: list[Any]
    moving: Moving | None

    def statement(self) -> tuple[str, Sequence[Any]]:
        """Return the statement that creates the rows and tells their keys."""
        options, conflict = self.model._meta, {}
        fields = [field for field in options.concrete_fields if not isinstance(field, models.AutoField)]
        if self.moving:
            conflict = {
                "on_conflict": OnConflict.UPDATE,
                "unique_fields": [options.get_field(name) for name in self.moving.unique_fields],
                "update_fields": [options.get_field(name) for name in self.moving.update_fields],
            }
        query = InsertQuery(self.model, **conflict)
        query.insert_values(fields, self.rows)
        compiler = query.get_compiler(connection=connection)
        compiler.returning_fields = [options.pk]
        return compiler.as_sql()[0]

    def heard(self, told: list[Any]) -> None:
        """Give the rows their keys."""
        for row, key in zip(self.rows, told, strict=True):
            row.pk, row._state.adding, row._state.db = key, False, connection.alias


@dataclass(slots=True)
class Change:
    """Rows that get new values; `expected` says how many there have to be."""

    rows: QuerySet
    values: dict[str, Any]
    expected: int | None

    @property
    def model(self) -> type[models.Model]:
        return self.rows.model

    def statement(self) -> tuple[str, Sequence[Any]]:
        """Return the statement that gives the rows new values and tells a mark for each."""
        query: Any = self.rows.order_by().query.chain(UpdateQuery)
        query.add_update_values(self.values)
        sql, values = query.get_compiler(connection=connection).as_sql()
        return f"{sql} RETURNING 1", values

    def heard(self, told: list[Any]) -> None:
        """Raise `DatabaseError` where rows were missing."""
        if self.expected not in {None, len(told)}:
            raise DatabaseError(f"{self.expected} rows of {self.model._meta.label} were to be changed.")


Writes = list[Creation | Change]


def add(writes: Writes, write: Creation | Change) -> None:
    """Put a write behind the others; rows of one model that follow each other are created at once."""
    last = next((former for former in reversed(writes) if former.model is write.model), None)
    if isinstance(last, Creation) and isinstance(write, Creation):
        last.rows += write.rows
    else:
        writes.append(write)


def send(writes: Writes) -> None:
    """Write everything, each table once a statement: what comes first to a table is there for what comes second."""
    while writes:
        first: dict[type[models.Model], Creation | Change] = {}
        for write in writes:
            first.setdefault(write.model, write)
        parts = [write.statement() for write in first.values()]
        named = ", ".join(f"w{place}(told) AS ({sql})" for place, (sql, _) in enumerate(parts))
        told = ", ".join(f"ARRAY(TABLE w{place})" for place in range(len(parts)))
        with connection.cursor() as cursor:
            cursor.execute(f"WITH {named} SELECT {told}", [value for _, values in parts for value in values])
            answers = cursor.fetchone()
        for write, answer in zip(first.values(), answers, strict=True):
            write.heard(answer)
        writes = [write for write in writes if first[write.model] is not write]


_gathered: ContextVar[Writes | None] = ContextVar("gathered_writes", default=None)


@contextmanager
def written_together() -> Iterator[None]:
    """Send what is written later inside the block at its end; a block that fails writes nothing."""
    writes: Writes = []
    outer = _gathered.get()
    token = _gathered.set(writes)
    try:
        yield
    finally:
        _gathered.reset(token)
    if outer is None:
        send(writes)
    else:
        for write in writes:
            add(outer, write)


def create_later(rows: Iterable[Any], moving: Moving | None = None) -> list[Any]:
    """Create rows of one model, at the end of the block where there is one; their keys are known only then."""
    made = list(rows)
    if not made:
        return made
    manager, writes = type(made[0])._default_manager, _gathered.get()
    if writes is None:
        return manager.bulk_create(made, **({"update_conflicts": True, **moving._asdict()} if moving else {}))
    if isinstance(here := manager.all(), TenantQuerySet):
        here.claim(made)
    add(writes, Creation(type(made[0]), made.copy(), moving))
    return made


def update_later(rows: QuerySet, expected: int | None = None, **values: Any) -> None:
    """Give rows new values, at the end of the block where there is one."""
    writes, change = _gathered.get(), Change(rows, values, expected)
    if writes is None:
        send([change])
    else:
        add(writes, change)


def save_later(rows: Sequence[Any], fields: Iterable[str]) -> None:
    """Write some fields of rows of one model that are there, at the end of the block where there is one.

    Raises `DatabaseError` where one of them is not there any more.
    """
    if not rows:
        return
    model, values = type(rows[0]), {}
    for field in (model._meta.get_field(name) for name in fields):
        if len(rows) == 1:
            values[field.name] = getattr(rows[0], field.attname)
        else:
            given = [When(pk=row.pk, then=Value(getattr(row, field.attname), output_field=field)) for row in rows]
            values[field.name] = Cast(Case(*given, output_field=field), output_field=field)
    update_later(model._default_manager.filter(pk__in=[row.pk for row in rows]), expected=len(rows), **values)
