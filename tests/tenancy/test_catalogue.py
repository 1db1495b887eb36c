"""What the database's own catalogue says about the walls; new tables join by themselves."""

from django.apps import apps
from django.conf import settings
from django.db import connection, models
from django.test import TestCase

from callcenter.tenancy.models import TenantModel

TENANT_MODELS = [model for model in apps.get_models() if issubclass(model, TenantModel)]

PLATFORM_FUNCTIONS = {"memberships_of", "key_by_prefix", "claim_due", "events_waiting", "raw_events_of"}

# Tables without a policy: read before a scope can be known, or holding nothing of an organization.
PLATFORM_TABLES = {
    "tenancy_organization",
    "accounts_user",
    "accounts_user_groups",
    "accounts_user_user_permissions",
    "account_emailaddress",
    "account_emailconfirmation",
    "auth_group",
    "auth_group_permissions",
    "auth_permission",
    "django_content_type",
    "django_migrations",
    "django_session",
    "calllog_switch",
    "calllog_switchroute",
    "calllog_conversation",
    "calllog_conversationlink",
    "calllog_rawevent",
    "calllog_replay",
}


def rows(sql, *parameters):
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return cursor.fetchall()


class EveryTenantTable(TestCase):
    def test_forces_its_policy_in_the_direct_form(self):
        found = rows(
            "SELECT c.relname, p.qual, p.with_check FROM pg_class c JOIN pg_policies p ON p.tablename = c.relname "
            "WHERE c.relrowsecurity AND c.relforcerowsecurity"
        )
        direct = "(organization_id = (current_setting('app.organization_id'::text))::bigint)"

        self.assertEqual({name: (qual, check) for name, qual, check in found}, {
            model._meta.db_table: (direct, direct) for model in TENANT_MODELS
        })  # fmt: skip

    def test_is_the_only_kind_beside_the_listed_platform_tables(self):
        found = {name for (name,) in rows("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")}

        self.assertEqual(found - {model._meta.db_table for model in TENANT_MODELS}, PLATFORM_TABLES)

    def test_has_a_key_of_organization_and_id(self):
        found = rows(
            "SELECT conrelid::regclass::text FROM pg_constraint WHERE contype = 'u' "
            "AND pg_get_constraintdef(oid) = 'UNIQUE (organization_id, id)'"
        )

        self.assertEqual({name for (name,) in found}, {model._meta.db_table for model in TENANT_MODELS})

    def test_names_the_organization_in_every_unique_constraint(self):
        found = rows(
            "SELECT i.indexrelid::regclass::text FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid "
            "WHERE i.indisunique AND NOT i.indisprimary AND c.relforcerowsecurity "
            "AND NOT EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attname = 'organization_id' "
            "AND a.attnum = ANY(i.indkey::int[]))"
        )

        # A key's prefix is looked up before its organization is known.
        self.assertEqual([name for (name,) in found], ["accounts_apikey_prefix_key"])

    def test_links_to_other_tenant_tables_within_the_organization_only(self):
        wanted = {
            (model._meta.db_table, field.column)
            for model in TENANT_MODELS
            for field in model._meta.local_fields
            if isinstance(field, models.ForeignKey) and issubclass(field.remote_field.model, TenantModel)
        }
        found = rows(
            "SELECT conrelid::regclass::text, pg_get_constraintdef(oid), condeferrable FROM pg_constraint "
            "WHERE contype = 'f' AND pg_get_constraintdef(oid) LIKE 'FOREIGN KEY (organization_id, %%'"
        )
        linked = {(table, text.split("organization_id, ")[1].split(")")[0]) for table, text, _ in found}

        self.assertEqual((linked, {deferrable for *_, deferrable in found}), (wanted, {False}))


class TheServingRole(TestCase):
    def test_owns_nothing_and_cannot_pass_the_walls(self):
        found = rows("SELECT rolsuper, rolbypassrls, rolcreaterole FROM pg_roles WHERE rolname = current_user")
        owned = rows(
            "SELECT relname FROM pg_class WHERE relowner = (SELECT oid FROM pg_roles WHERE rolname = current_user)"
        )

        self.assertEqual((found, owned), ([(False, False, False)], []))

    def test_may_add_to_the_audit_but_not_change_it(self):
        found = rows(
            "SELECT privilege_type FROM information_schema.role_table_grants "
            "WHERE table_name = 'audit_auditentry' AND grantee = current_user AND privilege_type <> 'TRUNCATE'"
        )

        self.assertEqual({name for (name,) in found}, {"INSERT", "SELECT"})


class DefinerFunctions(TestCase):
    def test_are_the_listed_ones_with_a_fixed_search_path(self):
        found = rows(
            "SELECT p.proname, r.rolname, p.proconfig FROM pg_proc p JOIN pg_roles r ON r.oid = p.proowner "
            "WHERE p.prosecdef"
        )
        expected = (settings.DATABASE_PLATFORM_ROLE, ["search_path=public, pg_temp"])

        self.assertEqual(
            {name: (owner, config) for name, owner, config in found}, dict.fromkeys(PLATFORM_FUNCTIONS, expected)
        )

    def test_are_not_for_everybody(self):
        found = rows(
            "SELECT p.proname FROM pg_proc p WHERE p.prosecdef "
            "AND EXISTS (SELECT FROM aclexplode(p.proacl) a WHERE a.grantee = 0)"
        )

        self.assertEqual(found, [])
