"""Ways around the second wall that the catalogue of tests/tenancy does not look at, each planted once to be found."""

from typing import NamedTuple

from django.conf import settings
from django.db import connections, transaction
from django.test import TestCase

from tests.tally import tell
from tests.tenancy.test_catalogue import TENANT_MODELS

OURS = "SELECT oid FROM pg_namespace WHERE nspname IN ('public', 'platform')"


class Way(NamedTuple):
    """A way around: what finds it, and what lays one."""

    why: str
    finds: str
    lays: str


WAYS = {
    "a second policy": Way(
        "Policies add up: one that says true opens the table.",
        "SELECT tablename, policyname FROM pg_policies WHERE policyname <> 'own_organization' "
        "OR (permissive, cmd, roles::text) <> ('PERMISSIVE', 'ALL', '{public}')",
        "CREATE POLICY everybody ON calllog_call USING (true)",
    ),
    "a policy for one verb": Way(
        "The other verbs would fall to nobody or to another policy.",
        "SELECT tablename, cmd FROM pg_policies WHERE cmd <> 'ALL'",
        "CREATE POLICY own_organization ON calllog_switch FOR SELECT USING (true)",
    ),
    "a view that reads as its owner": Way(
        "The owner bypasses the policies.",
        f"SELECT relname, reloptions FROM pg_class WHERE relkind = 'v' AND relnamespace IN ({OURS}) "
        "AND NOT coalesce('security_invoker=true' = ANY(reloptions), false)",
        "CREATE VIEW every_call AS SELECT * FROM calllog_call",
    ),
    "a materialized view": Way(
        "It holds every organization's rows and knows no policy.",
        f"SELECT relname, relkind FROM pg_class WHERE relkind = 'm' AND relnamespace IN ({OURS})",
        "CREATE MATERIALIZED VIEW every_call AS SELECT * FROM calllog_call",
    ),
    "a link by id alone": Way(
        "Its check sees every organization's rows, so it tells whether a row exists.",
        "SELECT conrelid::regclass::text, conname FROM pg_constraint k JOIN pg_class t ON t.oid = k.confrelid "
        "WHERE contype = 'f' AND t.relforcerowsecurity "
        "AND pg_get_constraintdef(k.oid) NOT LIKE 'FOREIGN KEY (organization_id, %) REFERENCES %(organization_id, id)'",
        "ALTER TABLE calllog_rawevent ADD COLUMN call_id bigint REFERENCES calllog_call (id)",
    ),
    "a rule": Way(
        "What it rewrites runs with the owner's rights.",
        "SELECT tablename, rulename FROM pg_rules WHERE schemaname IN ('public', 'platform')",
        "CREATE RULE along AS ON INSERT TO calllog_switch DO ALSO DELETE FROM calllog_call",
    ),
    "a function beside the platform's": Way(
        "Functions that pass the walls stand in one schema, owned by the role without sign-in.",
        "SELECT proname, prosecdef FROM pg_proc WHERE pronamespace = 'public'::regnamespace",
        "CREATE FUNCTION every_call() RETURNS SETOF calllog_call LANGUAGE sql SECURITY DEFINER "
        "AS 'SELECT * FROM calllog_call'",
    ),
    "a right for everybody": Way(
        "Rights are the serving role's alone.",
        "SELECT relname, privilege_type FROM pg_class, aclexplode(relacl) "
        f"WHERE grantee = 0 AND relnamespace IN ({OURS})",
        "GRANT SELECT ON calllog_call TO PUBLIC",
    ),
    "a table without a policy": Way(
        "Whatever names an organization is walled, or listed as the platform's.",
        f"SELECT c.relname, c.relkind FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid "
        f"WHERE a.attname = 'organization_id' AND c.relkind IN ('r', 'p') AND c.relnamespace IN ({OURS}) "
        "AND NOT (c.relrowsecurity AND c.relforcerowsecurity) "
        "AND c.relname NOT IN ('calllog_switchroute', 'calllog_conversation')",
        "CREATE TABLE left_open (id bigint, organization_id bigint)",
    ),
    "a wall its owner walks through": Way(
        "Without FORCE the owner is not bound, and a function of the owner's neither.",
        "SELECT relname, relkind FROM pg_class WHERE relrowsecurity AND NOT relforcerowsecurity",
        "ALTER TABLE calllog_call NO FORCE ROW LEVEL SECURITY",
    ),
    "a key over all organizations": Way(
        "A refusal would tell that another organization has the value.",
        "SELECT c.relname, i.indexrelid::regclass::text FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid "
        "WHERE i.indisunique AND NOT i.indisprimary AND c.relforcerowsecurity "
        "AND i.indexrelid::regclass::text <> 'accounts_apikey_prefix_key' "
        "AND NOT EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attname = 'organization_id' "
        "AND a.attnum = ANY(i.indkey::int[]))",
        "CREATE UNIQUE INDEX ON calllog_call (external_id)",
    ),
}


def found(way):
    with connections["owner"].cursor() as cursor:
        cursor.execute(way.finds)
        return cursor.fetchall()


class WaysAroundTheWall(TestCase):
    databases = {"default", "owner"}

    def test_are_not_there(self):
        open_ways = {name: rows for name, way in WAYS.items() if (rows := found(way))}

        self.assertEqual(open_ways, {})
        tell("house", rules=len(WAYS))

    def test_are_found_when_there_is_one(self):
        blind = []
        for name, way in WAYS.items():
            with transaction.atomic(using="owner"):
                with connections["owner"].cursor() as cursor:
                    cursor.execute(way.lays)
                blind += [] if found(way) else [name]
                transaction.set_rollback(True, using="owner")

        self.assertEqual(blind, [])
        tell("house", mutants_caught=len(WAYS))

    def test_do_not_lead_through_another_role(self):
        with connections["default"].cursor() as cursor:
            cursor.execute(
                "SELECT r.rolname FROM pg_roles r WHERE pg_has_role(current_user, r.oid, 'MEMBER') "
                "AND r.rolname <> current_user"
            )
            self.assertEqual(cursor.fetchall(), [])

    def test_do_not_lead_through_the_platform_role_by_sign_in(self):
        with connections["default"].cursor() as cursor:
            cursor.execute(
                "SELECT rolcanlogin, rolsuper FROM pg_roles WHERE rolname = %s", [settings.DATABASE_PLATFORM_ROLE]
            )
            self.assertEqual(cursor.fetchall(), [(False, False)])


class EveryTenantModel(TestCase):
    def test_asks_its_scoped_manager_behind_the_scenes_too(self):
        """Related access, refresh_from_db and full_clean go through the base manager."""
        open_ones = [model.__name__ for model in TENANT_MODELS if model._meta.base_manager_name != "objects"]

        self.assertGreater(len(TENANT_MODELS), 20)
        self.assertEqual(open_ones, [])
        tell("house", rules=1, tenant_tables=len(TENANT_MODELS))
