"""Rules of the house that no linter knows."""

import ast
import re
import subprocess
from pathlib import Path

from django.conf import settings
from django.test import SimpleTestCase

ROOT = Path(settings.BASE_DIR)
ROOMS = ["callcenter", "calllog", "dispositions", "followups", "reports", "demo"]
PRODUCT = [path for room in ROOMS for path in (ROOT / room).rglob("*.py") if "migrations" not in path.parts]

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
    "callcenter/web/health.py": "SELECT 1",
    "calllog/actions/ingest.py": "a lock over platform tables",
    "calllog/leases.py": "session locks",
    "calllog/locks.py": "locks over calls",
    "calllog/raw.py": "the platform's function, which checks the organization",
}
# Statements that touch no table of an organization, so that there is none to name.
HARMLESS = re.compile(r"platform\.|pg_|set_config|SELECT 1$|current_setting")


def name_of(path):
    return str(path.relative_to(ROOT))


def statements(path):
    """List the SQL texts a module hands to a cursor."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "execute" and node.args:
            found.append(ast.unparse(node.args[0]))
    return found


class RawSql(SimpleTestCase):
    def test_lives_in_the_listed_modules(self):
        talking = {
            name_of(path) for path in PRODUCT if re.search(r"\.cursor\(\)|\.raw\(|RawSQL|\.extra\(", path.read_text())
        }

        self.assertEqual(talking - set(RAW_SQL), set())

    def test_names_the_organization_in_every_statement_on_its_tables(self):
        wrong = [
            (name_of(path), text)
            for path in PRODUCT
            if name_of(path) in RAW_SQL and "embedded" not in path.parts and path.name != "operations.py"
            for text in statements(path)
            if not HARMLESS.search(text.strip("'\"")) and "organization_id" not in text
        ]

        self.assertEqual(wrong, [])


class TheHouse(SimpleTestCase):
    def test_has_no_file_over_400_lines(self):
        tracked = [path for ending in ("*.py", "*.js", "*.html", "*.css") for path in files(ending)]
        long = {name_of(path): lines for path in tracked if (lines := len(path.read_text().splitlines())) > 400}

        self.assertEqual(long, {})

    def test_has_no_drawer_for_everything(self):
        self.assertEqual(
            [name_of(path) for path in files("*.py") if path.stem in {"utils", "helpers", "misc", "common"}], []
        )

    def test_lets_only_actions_write(self):
        """Serializers, forms, templates, filters and views change no row themselves."""
        writing = re.compile(
            r"\.objects\.(create|bulk_create|update|get_or_create|update_or_create)\(|\.save\(|\.delete\("
        )
        shapes = {"serializers.py", "forms.py", "filters.py", "querysets.py", "cards.py"}
        wrong = [
            name_of(path)
            for path in PRODUCT
            if (path.name in shapes or "views" in path.parts) and writing.search(path.read_text())
        ]

        self.assertEqual(wrong, [])

    def test_tells_every_variable_in_the_example(self):
        read = set(
            re.findall(
                r'(?:env(?:\.\w+)?|boolean|database)\("([A-Z_]+)"', (ROOT / "callcenter/settings.py").read_text()
            )
        )
        told = set(re.findall(r"^([A-Z_0-9]+)=", (ROOT / ".env.example").read_text(), re.MULTILINE))

        self.assertEqual(read - told, set())


class Translations(SimpleTestCase):
    def test_are_complete_in_every_language(self):
        wanting = {
            name_of(path): missing
            for path in (ROOT / "locale").rglob("*.po")
            if (missing := untranslated(path.read_text()))
        }

        self.assertEqual(wanting, {})

    def test_are_compiled(self):
        po = {path.with_suffix("") for path in (ROOT / "locale").rglob("*.po")}
        mo = {path.with_suffix("") for path in (ROOT / "locale").rglob("*.mo")}

        self.assertEqual((po, len(po)), (mo, 6))


def untranslated(text):
    """List the entries of a catalogue that say nothing yet, or are marked as guesses."""
    silent = re.compile(r'^msgstr(\[\d\])? ""(\n(?!")|$(?!\n))', re.MULTILINE)
    return [entry[:80] for entry in text.strip().split("\n\n")[1:] if "#, fuzzy" in entry or silent.search(entry)]


def files(pattern):
    """List the project's own files of a kind, as git knows them."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", pattern],
        cwd=ROOT, capture_output=True, text=True, check=True,
    ).stdout.splitlines()  # fmt: skip
    return [ROOT / name for name in listed if "vendor" not in name and "migrations" not in name]
