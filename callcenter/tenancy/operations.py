"""Migration operations that build wall two."""

from typing import Any

from django.db import models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState

TENANT = "organization"


def is_tenant(model: Any) -> bool:
    """Tell whether a (historical) model's rows belong to an organization."""
    return any(field.name == TENANT for field in model._meta.local_fields) and model._meta.label_lower not in PLATFORM


# Platform tables that name an organization without being walled: they are read to find the scope.
PLATFORM = {"calllog.switchroute", "calllog.conversation"}


def tenant_links(model: Any) -> list[models.ForeignKey]:
    """List the foreign keys of a model that point at rows of the same organization."""
    return [
        field
        for field in model._meta.local_fields
        if isinstance(field, models.ForeignKey) and field.name != TENANT and is_tenant(field.remote_field.model)
    ]


def add_link(editor: BaseDatabaseSchemaEditor, model: Any, field: Any) -> None:
    """Write the composite foreign key; immediate, since its check does not see row level security."""
    table, target = model._meta.db_table, field.remote_field.model._meta.db_table
    editor.execute(
        f"ALTER TABLE {editor.quote_name(table)} ADD CONSTRAINT {editor.quote_name(link_name(table, field))} "
        f"FOREIGN KEY (organization_id, {editor.quote_name(field.column)}) "
        f"REFERENCES {editor.quote_name(target)} (organization_id, id)"
    )


def link_name(table: str, field: Any) -> str:
    """Name the composite constraint of a field, within PostgreSQL's 63 characters."""
    return f"{table}_{field.column}"[:58] + "_same"


class IsolateTables(Operation):
    """Put the named tables behind the second wall: unique (organization_id, id), composite links, forced policy."""

    reduces_to_sql = True
    reversible = True

    def __init__(self, models: list[str]) -> None:
        self.models = models

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """Nothing of this is in Django's state."""

    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        found = [to_state.apps.get_model(app_label, name) for name in self.models]
        for model in found:
            table = model._meta.db_table
            quoted = schema_editor.quote_name(table)
            schema_editor.execute(
                f"ALTER TABLE {quoted} ADD CONSTRAINT {schema_editor.quote_name(table[:55] + '_own_id')} "
                "UNIQUE (organization_id, id)"
            )
            schema_editor.execute(f"ALTER TABLE {quoted} ENABLE ROW LEVEL SECURITY")
            schema_editor.execute(f"ALTER TABLE {quoted} FORCE ROW LEVEL SECURITY")
            schema_editor.execute(
                f"CREATE POLICY own_organization ON {quoted} "
                "USING (organization_id = current_setting('app.organization_id')::bigint) "
                "WITH CHECK (organization_id = current_setting('app.organization_id')::bigint)"
            )
        for model in found:
            for field in tenant_links(model):
                add_link(schema_editor, model, field)

    def database_backwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        for name in reversed(self.models):
            model = from_state.apps.get_model(app_label, name)
            table = model._meta.db_table
            quoted = schema_editor.quote_name(table)
            for field in tenant_links(model):
                constraint = schema_editor.quote_name(link_name(table, field))
                schema_editor.execute(f"ALTER TABLE {quoted} DROP CONSTRAINT IF EXISTS {constraint}")
            schema_editor.execute(f"DROP POLICY IF EXISTS own_organization ON {quoted}")
            schema_editor.execute(f"ALTER TABLE {quoted} NO FORCE ROW LEVEL SECURITY")
            schema_editor.execute(f"ALTER TABLE {quoted} DISABLE ROW LEVEL SECURITY")
            constraint = schema_editor.quote_name(table[:55] + "_own_id")
            schema_editor.execute(f"ALTER TABLE {quoted} DROP CONSTRAINT IF EXISTS {constraint} CASCADE")

    def describe(self) -> str:
        return f"Isolate {', '.join(self.models)} by organization"


class LinkWithinOrganization(Operation):
    """Write the composite foreign key of a field that came after its table was isolated."""

    reduces_to_sql = True
    reversible = True

    def __init__(self, model: str, field: str) -> None:
        self.model = model
        self.field = field

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """Nothing of this is in Django's state."""

    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        model = to_state.apps.get_model(app_label, self.model)
        add_link(schema_editor, model, model._meta.get_field(self.field))

    def database_backwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        model = from_state.apps.get_model(app_label, self.model)
        field = model._meta.get_field(self.field)
        table = model._meta.db_table
        schema_editor.execute(
            f"ALTER TABLE {schema_editor.quote_name(table)} "
            f"DROP CONSTRAINT IF EXISTS {schema_editor.quote_name(link_name(table, field))}"
        )

    def describe(self) -> str:
        return f"Link {self.model}.{self.field} within the organization"


class AppendOnly(Operation):
    """Take UPDATE and DELETE on a table away from the role that serves."""

    reduces_to_sql = True
    reversible = True

    def __init__(self, model: str) -> None:
        self.model = model

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """Nothing of this is in Django's state."""

    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        self._change(schema_editor, to_state.apps.get_model(app_label, self.model), "REVOKE", "FROM")

    def database_backwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        self._change(schema_editor, from_state.apps.get_model(app_label, self.model), "GRANT", "TO")

    def _change(self, editor: BaseDatabaseSchemaEditor, model: Any, verb: str, preposition: str) -> None:
        from django.conf import settings

        role = editor.quote_name(settings.DATABASES["default"]["USER"])
        editor.execute(f"{verb} UPDATE, DELETE ON {editor.quote_name(model._meta.db_table)} {preposition} {role}")

    def describe(self) -> str:
        return f"Make {self.model} append-only"


class PlatformFunction(Operation):
    """Create a SECURITY DEFINER function owned by the platform role, callable by the role that serves."""

    reduces_to_sql = True
    reversible = True

    def __init__(self, signature: str, returns: str, body: str, language: str = "sql") -> None:
        self.signature = signature
        self.returns = returns
        self.body = body
        self.language = language

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """Nothing of this is in Django's state."""

    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        from django.conf import settings

        role = schema_editor.quote_name(settings.DATABASE_PLATFORM_ROLE)
        app = schema_editor.quote_name(settings.DATABASES["default"]["USER"])
        schema_editor.execute(f"SET ROLE {role}")
        schema_editor.execute(
            f"CREATE OR REPLACE FUNCTION platform.{self.signature} RETURNS {self.returns} "
            f"LANGUAGE {self.language} SECURITY DEFINER SET search_path = public, pg_temp AS $body${self.body}$body$"
        )
        schema_editor.execute(f"REVOKE ALL ON FUNCTION platform.{self.signature_types()} FROM PUBLIC")
        schema_editor.execute(f"GRANT EXECUTE ON FUNCTION platform.{self.signature_types()} TO {app}")
        schema_editor.execute("RESET ROLE")

    def database_backwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        from django.conf import settings

        schema_editor.execute(f"SET ROLE {schema_editor.quote_name(settings.DATABASE_PLATFORM_ROLE)}")
        schema_editor.execute(f"DROP FUNCTION IF EXISTS platform.{self.signature_types()}")
        schema_editor.execute("RESET ROLE")

    def signature_types(self) -> str:
        """Return name(type, …), which is how PostgreSQL names an existing function."""
        name, _, rest = self.signature.partition("(")
        types = [part.split()[-1] for part in rest.rstrip(")").split(",") if part.strip()]
        return f"{name}({', '.join(types)})"

    def describe(self) -> str:
        return f"Create platform.{self.signature}"
