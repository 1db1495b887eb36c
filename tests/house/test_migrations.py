"""Migrations: none is missing, none waits for a lock for long, and none stops a running installation."""

import ast
import re

from django.apps import apps
from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import connections, migrations, models
from django.db.migrations.autodetector import MigrationAutodetector
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.questioner import NonInteractiveMigrationQuestioner
from django.db.migrations.state import ProjectState
from django.test import SimpleTestCase, TestCase

from tests.house.ground import ROOMS, name_of, product, text_of, tree_of
from tests.tally import tell

# They made the first tables, empty then; all that come later meet rows and running processes.
FIRST = {"0001_initial", "0002_walls"}
# Later steps that would stop a large installation and may stand all the same: (app, migration, what) -> why.
ACCEPTED = {
    ("calllog", "0003_late_truth", "AddIndex call.calllog_call_going_on"): "before the first release",
    ("calllog", "0003_late_truth", "AddIndex conversation.calllog_split"): "before the first release",
    ("calllog", "0006_numbers_by_date", "RemoveField ournumber.campaign"): "before the first release",
    ("dispositions", "0004_first_saved", "AlterField disposition.first_saved_at"): "before the first release",
}
ROOM_APPS = [config for config in apps.get_app_configs() if config.name.split(".")[0] in ROOMS]


def later():
    """Yield every migration after the first ones."""
    loader = MigrationLoader(None)
    labels = {config.label for config in ROOM_APPS}
    return [one for key, one in sorted(loader.disk_migrations.items()) if key[0] in labels and key[1] not in FIRST]


def dangers(migration):
    """List what in a migration makes a large table wait or breaks the code that still runs, as (what, why)."""
    made = {one.name.lower() for one in migration.operations if isinstance(one, migrations.CreateModel)}
    kinds = {type(one) for one in migration.operations}
    found = []
    for one in migration.operations:
        if getattr(one, "model_name", "").lower() in made:
            continue
        found += [(f"{type(one).__name__} {target(one)}", why) for why in reasons(one)]
    if migrations.RunPython in kinds and kinds - {migrations.RunPython}:
        found.append(("RunPython", "schema and data apart: the lock of the schema step lasts as long as the data"))
    return found


def target(one):
    """Name what an operation works on."""
    named = getattr(one, "index", None) or getattr(one, "constraint", None) or one
    return ".".join(filter(None, [getattr(one, "model_name", ""), getattr(named, "name", "")]))


def reasons(one):
    """Yield why an operation is dangerous."""
    if isinstance(one, migrations.AddIndex) and not isinstance(one, AddIndexConcurrently):
        yield "writers wait while it is built: AddIndexConcurrently"
    if isinstance(one, migrations.AlterField):
        yield "it may rewrite the table: add a column, fill it in batches, change over"
    if isinstance(one, migrations.AddField) and is_bare(one.field):
        yield "a required column takes three steps: nullable, filled in batches, not null"
    if isinstance(one, migrations.AddConstraint):
        yield "every row is checked under a lock: NOT VALID first, VALIDATE in a step of its own"
    if isinstance(one, migrations.RemoveField | migrations.DeleteModel):
        yield "the code of the release before still reads it: accept it one release after its last use"
    if isinstance(one, migrations.RenameField | migrations.RenameModel | migrations.AlterModelTable):
        yield "the code of the release before asks for the old name"
    if isinstance(one, migrations.RunPython | migrations.RunSQL) and not one.reversible:
        yield "no way back: name a noop reverse"


def is_bare(field):
    """Tell whether rows that are there already would be left without a value."""
    given = field.null or field.many_to_many or field.has_default()
    return not given and field.db_default is models.NOT_PROVIDED


class Migrations(SimpleTestCase):
    def test_are_there_for_every_change_of_a_model(self):
        loader = MigrationLoader(None)
        detector = MigrationAutodetector(
            loader.project_state(), ProjectState.from_apps(apps), NonInteractiveMigrationQuestioner(dry_run=True)
        )
        missing = {label: [str(one) for one in found] for label, found in detector.changes(graph=loader.graph).items()}

        self.assertEqual(missing, {}, "Run manage.py makemigrations.")
        self.assertEqual(loader.detect_conflicts(), {})
        tell("house", rules=1)

    def test_after_the_first_stop_nobody(self):
        wrong = [
            (one.app_label, one.name, what, why)
            for one in later()
            for what, why in dangers(one)
            if (one.app_label, one.name, what) not in ACCEPTED
        ]

        self.assertEqual(wrong, [], "Take it in steps, or accept it in ACCEPTED here with the reason.")
        tell("house", rules=1, later_migrations=len(later()))

    def test_that_stop_somebody_are_found(self):
        text = models.CharField(max_length=9)
        steps = [
            migrations.AddIndex("call", models.Index(fields=["status"], name="by_status")),
            migrations.AlterField("call", "number", text),
            migrations.AddField("call", "colour", text),
            migrations.AddConstraint("call", models.UniqueConstraint(fields=["number"], name="once")),
            migrations.RemoveField("call", "number"),
            migrations.RenameField("call", "number", "digits"),
            migrations.RunSQL("SELECT 1"),
        ]
        planted = migrations.Migration("0009_planted", "calllog")
        planted.operations = steps

        self.assertEqual(len({what.split()[0] for what, _ in dangers(planted)}), len(steps))
        tell("house", mutants_caught=len(steps))

    def test_are_named_for_what_they_do(self):
        nameless = [
            name_of(path)
            for path in product(migrations=True)
            if "migrations" in path.parts and re.search(r"_auto_|^\d+_(alter|merge)_", path.name)
        ]

        self.assertEqual(nameless, [])

    def test_import_nothing_that_changes_with_the_program(self):
        """What builds the walls is made for migrations; all else of an app may be gone when they run again."""
        allowed = re.compile(r"^callcenter\.tenancy\.operations$|^callcenter\.accounts\.models$")
        wrong = [
            (name_of(path), node.module)
            for path in product(migrations=True)
            if "migrations" in path.parts
            for node in ast.walk(tree_of(path))
            if isinstance(node, ast.ImportFrom) and node.module.split(".")[0] in ROOMS
            if not allowed.match(node.module)
        ]

        self.assertEqual(wrong, [])
        tell("house", rules=1)

    def test_leave_the_time_they_wait_for_a_lock_alone(self):
        setting = re.compile(r"lock_timeout|statement_timeout", re.IGNORECASE)
        found = [
            name_of(path)
            for path in product(migrations=True)
            if "migrations" in path.parts and setting.search(text_of(path))
        ]

        self.assertEqual(found, [])


class TheMigratingConnection(TestCase):
    databases = {"default", "owner"}

    def waits(self, alias):
        with connections[alias].cursor() as cursor:
            cursor.execute("SHOW lock_timeout")
            return cursor.fetchone()[0]

    def test_gives_up_before_those_who_serve(self):
        """Whoever waits for a table's lock makes everybody behind wait as well."""
        self.assertEqual((self.waits("owner"), self.waits("default")), ("2s", "10s"))
        tell("house", rules=1)
