"""Only actions write, and only listed modules talk SQL."""

import ast
import re

from django.test import SimpleTestCase

from tests.house.ground import calls, name_of, product, text_of, tree_of
from tests.tally import tell

# Modules beside the actions that change rows, each with its reason; `demo/` makes the demonstration as it likes.
WRITERS = {
    "callcenter/accounts/models.py": "the manager's create_user, which Django calls by that name",
    "callcenter/api/idempotency.py": "the answer is kept in the transaction of the request it belongs to",
    "callcenter/audit/log.py": "the audit's only way in",
    "callcenter/jobs/chores.py": "removes what is kept for a time only",
    "callcenter/outbox/post.py": "the outbox's only way in",
    "callcenter/outbox/tasks.py": "marks what it has delivered",
    "callcenter/tenancy/together.py": "how actions write several things as one statement",
    "calllog/management/commands/replay_asterisk.py": "notes its own run",
    "dispositions/effects.py": "the registry plans and cancels inside the save",
    "dispositions/outcome.py": "what is derived from codes, inside the save",
    "followups/receivers.py": "a merged call takes its follow-ups along, set-wise",
    "followups/sending.py": "each mark of a message on its way",
    "reports/receivers.py": "deltas, in the transaction of the fact",
}
# The only modules that talk SQL, each with its reason.
RAW_SQL = {
    "callcenter/accounts/querysets.py": "the platform's functions, asked before any scope is open",
    "callcenter/api/idempotency.py": "the insert must tell who came first",
    "callcenter/embedded/roles.py": "roles and grants, as the administrator",
    "callcenter/jobs/querysets.py": "the platform's function",
    "callcenter/outbox/tasks.py": "the platform's function",
    "callcenter/tenancy/checks.py": "the serving role's own rights",
    "callcenter/tenancy/operations.py": "migrations that build the walls",
    "callcenter/tenancy/scope.py": "the setting that opens wall two",
    "callcenter/tenancy/together.py": "what querysets and models of an organization wrote, as parts of one statement",
    "callcenter/web/health.py": "SELECT 1",
    "calllog/actions/ingest.py": "a lock over platform tables",
    "calllog/leases.py": "session locks",
    "calllog/locks.py": "locks over calls",
    "calllog/raw.py": "the platform's function, which checks the organization",
}
SPEAKS_SQL = re.compile(r"\.cursor\(\)|\.raw\(|RawSQL|\.extra\(")
# Statements that touch no table of an organization, so that there is none to name.
HARMLESS = re.compile(r"platform\.|pg_|set_config|SET TRANSACTION|SELECT 1$|current_setting")
ALWAYS = {"create", "bulk_create", "bulk_update", "get_or_create", "update_or_create", "save", "delete"}
LATER = {"create_later", "update_later", "save_later"}
ALWAYS |= {f"a{name}" for name in ALWAYS} | {"aupdate"}
# Receivers whose method of that name changes no row.
NO_ROWS = re.compile(r"^(super\(\)|cache|caches|default_storage)\.")


def writes(tree):
    """List the calls of a module that change rows: `update` with keywords is a queryset's, without them a dict's."""
    return [
        called
        for called, node in calls(tree)
        if (verb := called.rpartition(".")[2]) and ("." in called or verb in LATER) and not NO_ROWS.match(called)
        if verb in ALWAYS | LATER or (verb == "update" and node.keywords)
    ]


def may_write(name):
    return "/actions/" in name or name.endswith("/actions.py") or name.startswith("demo/")


def statements(tree):
    """List the SQL texts a module hands to a cursor."""
    return [
        ast.unparse(node.args[0])
        for called, node in calls(tree)
        if called.endswith((".execute", ".executemany")) and node.args
    ]


class Writing(SimpleTestCase):
    def test_is_for_actions_and_the_listed_modules(self):
        writing = {
            name_of(path): writes(tree_of(path))
            for path in product()
            if not may_write(name_of(path)) and writes(tree_of(path))
        }

        self.assertEqual({name: found for name, found in writing.items() if name not in WRITERS}, {})
        self.assertEqual(set(WRITERS) - set(writing), set(), "It writes no more: take it off the list WRITERS here.")
        tell("house", rules=1)

    def test_is_found_however_it_is_spelled(self):
        text = """
Call.objects.create(number="1")
rows.filter(pk=1).update(state="open")
serializer.save()
queryset.delete()
Team.objects.aupdate_or_create(pk=1)
known.update(other)
super().save(force_insert=True)
cache.delete("key")
create_later(rows)
"""
        self.assertEqual(
            [called.rpartition(".")[2] for called in writes(ast.parse(text))],
            ["create", "update", "save", "delete", "aupdate_or_create", "create_later"],
        )

    def test_happens_behind_no_ones_back(self):
        """No signal of Django's own hangs work on a save."""
        hidden = re.compile(r"\b(pre|post)_(save|delete|init)\b|\bm2m_changed\b")

        self.assertEqual([name_of(path) for path in product() if hidden.search(text_of(path))], [])
        tell("house", rules=1)


class RawSql(SimpleTestCase):
    def test_lives_in_the_listed_modules(self):
        talking = {name_of(path) for path in product() if SPEAKS_SQL.search(text_of(path))}

        self.assertEqual(talking - set(RAW_SQL), set())
        self.assertEqual(
            {name for name in RAW_SQL if not statements(tree_of_name(name))},
            set(),
            "It talks SQL no more: take it off the list RAW_SQL here.",
        )
        tell("house", rules=1)

    def test_names_the_organization_in_every_statement_on_its_tables(self):
        wrong = [
            (name, text)
            for name in RAW_SQL
            if "embedded" not in name and not name.endswith(("operations.py", "together.py"))
            for text in statements(tree_of_name(name))
            if not HARMLESS.search(text.strip("'\"")) and "organization_id" not in text
        ]

        self.assertEqual(wrong, [])
        tell("house", rules=1)

    def test_aims_every_upsert_inside_the_organization(self):
        """A target without it would overwrite another organization's row, or tell that there is one."""
        aims = [
            (name_of(path), re.split(r"[(),]", text.split("ON CONFLICT", 1)[1])[1])
            for path in product()
            for text in statements(tree_of(path))
            if "ON CONFLICT" in text
        ]
        fields = [
            (name_of(path), ast.literal_eval(word.value))
            for path in product()
            for _, node in calls(tree_of(path))
            for word in node.keywords
            if word.arg == "unique_fields"
        ]
        # Raw events belong to a switch, which no organization owns.
        platform = [("calllog/actions/ingest.py", ["switch", "key"])]

        self.assertEqual([one for one in aims if one[1] != "organization_id"], [])
        self.assertEqual([one for one in fields if one not in platform and "organization" not in one[1]], [])
        self.assertGreater(len(aims) + len(fields), 1)
        tell("house", rules=1)


def tree_of_name(name):
    return next(tree_of(path) for path in product() if name_of(path) == name)
