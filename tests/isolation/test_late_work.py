"""What is done later and elsewhere, over all organizations, keeps them apart as well."""

import inspect
import json
from unittest import mock

from django.core import mail
from django.db import connection, transaction
from django.test import override_settings

from callcenter.celery import app
from callcenter.outbox import live
from tests.isolation.asking import run_what_waits_for_the_commit
from tests.isolation.canaries import FOUND
from tests.isolation.ledger import TENANT_TABLES
from tests.tally import tell


def tasks():
    """List the program's own tasks."""
    app.loader.import_default_modules()
    return [task for name, task in sorted(app.tasks.items()) if not name.startswith("celery.")]


def test_every_task_can_be_run_by_the_matrix():
    needy = [task.name for task in tasks() if inspect.signature(task.run).parameters]

    assert tasks()
    assert not needy, (
        f"{needy} take arguments: say in tests/isolation/test_late_work.py with which the matrix runs them."
    )


def test_no_task_carries_words_from_one_organization_to_another(matrix):
    frames, mails = [], []
    publish = mock.patch.object(live, "publish", lambda messages: bool(frames.extend(messages.values())) or True)
    with override_settings(SMTP_CONFIGURED=True), publish, transaction.atomic():
        make_everything_due(matrix.world)
        for task in tasks():
            task.run()
            run_what_waits_for_the_commit()
        mails, mail.outbox[:] = [*mail.outbox], []
        mixed = [*mixed_rows(matrix.world)]
        transaction.set_rollback(True)
    spoken = {
        place.pk: [json.dumps(frame).encode() for frame in frames if frame["organization_id"] == place.pk]
        for place in (matrix.world.acme, matrix.world.globex)
    }
    tell("isolation of late work", tasks=len(tasks()), mails=len(mails), frames=len(frames))

    assert all(spoken.values())
    assert {"acme", "globex"} == set().union(*map(organizations_in, mails))
    assert not [letter for letter in mails if len(organizations_in(letter)) != 1]
    assert not [frame for frame in spoken[matrix.world.acme.pk] if FOUND["globex"].search(frame)]
    assert not [frame for frame in spoken[matrix.world.globex.pk] if FOUND["acme"].search(frame)]
    assert not mixed


def make_everything_due(world):
    """Let all that waits in either organization be due now."""
    for organization in (world.acme, world.globex):
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('app.organization_id', %s, true)", [str(organization.pk)])
            cursor.execute("UPDATE jobs_dueitem SET due_at = now() - interval '1 minute', state = 'waiting'")
            cursor.execute("UPDATE outbox_event SET created_at = now() - interval '1 minute', delivered_at = NULL")
            cursor.execute("SELECT set_config('app.organization_id', '', true)")


def organizations_in(letter):
    """Tell whose canaries a mail holds."""
    text = str(letter.message()).encode()
    return {slug for slug, canary in FOUND.items() if canary.search(text)}


def mixed_rows(world):
    """Yield rows of one organization that hold words of the other."""
    for organization, other in ((world.acme, "globex"), (world.globex, "acme")):
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('app.organization_id', %s, true)", [str(organization.pk)])
            for table in TENANT_TABLES:
                cursor.execute(f'SELECT t::text FROM "{table}" t WHERE organization_id = %s', [organization.pk])
                yield from ((table, text) for (text,) in cursor.fetchall() if FOUND[other].search(text.encode()))
            cursor.execute("SELECT set_config('app.organization_id', '', true)")
