"""Texts by which an organization is recognized wherever they turn up: every text of every row holds one of its own."""

import json
import re
from collections import defaultdict
from itertools import count

from django.db import connections, models
from psycopg2.extras import Json

from callcenter.accounts.models import User
from tests.isolation.actors import MEMBERS

# Seven digits after three letters that no word begins with.
MARKS = {"acme": "yqw", "globex": "zqx"}
FOUND = {slug: re.compile(f"{mark}[0-9]{{7}}".encode()) for slug, mark in MARKS.items()}
LENGTH = 10

# Texts the program reads as words of its own, not of people: a canary there would break what is to be watched.
WORDS = {
    "accounts.apikey": {"prefix", "secret_hash", "scopes"},
    "api.idempotentrequest": {"actor", "route", "key", "body_hash"},
    "audit.auditentry": {"action", "subject_type"},
    "calendars.calendar": {"region"},
    "calllog.call": {"hung_up_by"},
    "calllog.callcorrection": {"changes"},
    "calllog.leg": {"key", "state", "outcome"},
    "dispositions.calloutcome": {"direction", "contradiction"},
    "dispositions.code": {"slug", "asks", "effects"},
    "dispositions.codeuse": {"direction"},
    "dispositions.codeversion": {"effects"},
    "dispositions.dncentry": {"reason"},
    "dispositions.effect": {"kind", "params", "memory"},
    "dispositions.revision": {"codes"},
    "followups.callback": {"local_time", "zone"},
    "followups.message": {"language", "through", "reason"},
    "followups.plan": {"slug"},
    "followups.step": {"template"},
    "jobs.dueitem": {"kind"},
    "outbox.event": {"type", "audience"},
    "reports.delta": {"direction"},
}
# By these, rows of the twins meet; every third keeps its own value, so that a search without a wall finds both.
MEETING = {"number", "email", "our_number", "extension", "to"}


def fill(organization, tenant_models):
    """Write a canary into every text of every row of an organization; returns how many."""
    tokens = (f"{MARKS[organization.slug]}{number:07d}" for number in count())
    filled = 0
    with connections["owner"].cursor() as run:
        for model in tenant_models:
            table, texts = model._meta.db_table, texts_of(model)
            run.execute(f'SELECT id FROM "{table}" WHERE organization_id = %s ORDER BY id', [organization.pk])
            ids = [pk for (pk,) in run.fetchall()]
            assert ids, f"There is no {model._meta.label} in the world: let tests/isolation/furniture.py make one."
            for turn, pk in enumerate(ids):
                fields = [field for field in texts if not (field.name in MEETING and turn % 3 == 0)]
                values = [marked(run, table, field, pk, next(tokens)) for field in fields]
                if fields:
                    setting = ", ".join(f'"{field.column}" = %s' for field in fields)
                    run.execute(f'UPDATE "{table}" SET {setting} WHERE id = %s', [*values, pk])
                    filled += len(fields)
    return filled


def texts_of(model):
    """List the fields of a model that hold what people wrote."""
    words = WORDS.get(model._meta.label_lower, set())
    return [
        field
        for field in model._meta.local_concrete_fields
        if isinstance(field, models.CharField | models.TextField | models.JSONField)
        and not isinstance(field, models.GeneratedField)
        and not getattr(field, "choices", None)
        and field.name not in words
        and (getattr(field, "max_length", None) or LENGTH) >= LENGTH
    ]


def marked(run, table, field, pk, token):
    """Return a field's value with the token in it."""
    if isinstance(field, models.EmailField):
        return f"{token}@{token}.example"
    if not isinstance(field, models.JSONField):
        return token
    run.execute(f'SELECT "{field.column}" FROM "{table}" WHERE id = %s', [pk])
    stored = run.fetchone()[0]
    value = json.loads(stored) if isinstance(stored, str) else stored
    if isinstance(value, dict) and field.name not in {"labels", "hints", "synonyms"}:
        value = value | {"canary": token}
    return Json(speaking(value, token))


def speaking(value, token):
    """Add the token to every text of a JSON value that people read."""
    if isinstance(value, dict):
        return {key: speaking(inner, token) for key, inner in value.items()}
    if isinstance(value, list):
        return [speaking(inner, token) for inner in value]
    return f"{value} {token}" if isinstance(value, str) and (" " in value or value[:1].isupper()) else value


def mark_people(organization, users):
    """Mark the people who belong to this organization alone, and its name."""
    for number, user in enumerate(users):
        token = f"{MARKS[organization.slug]}9{number:06d}"
        User.objects.filter(pk=user.pk).update(name=token, email=f"{token}@{token}.example")
    organization.name = f"{MARKS[organization.slug]}8000000"
    organization.save(update_fields=["name"])


def hidden_from(world, tenant_models):
    """Return the canaries on calls, and on all that hangs on them, that a colleague may not see: actor -> texts."""
    front = {pk for who, pk in world.rows["person"].items() if MEMBERS[who][1] == "front"}
    reach = {who: {world.rows["person"][who]} for who in ("agent", "dual", "bare", "idle")} | {"limited": front}
    spoken = defaultdict(set)
    with connections["owner"].cursor() as run:
        run.execute(
            "SELECT c.id, array_remove(array_agg(l.membership_id) || c.agent_id, NULL) FROM calllog_call c "
            "LEFT JOIN calllog_leg l ON l.call_id = c.id WHERE c.organization_id = %s GROUP BY c.id",
            [world.acme.pk],
        )
        parts = {call: set(people) for call, people in run.fetchall()}
        for model in tenant_models:
            column = {"calllog.call": "id"}.get(model._meta.label_lower)
            if column is None and not any(field.name == "call" for field in model._meta.local_concrete_fields):
                continue
            run.execute(f'SELECT {column or "call_id"}, t::text FROM "{model._meta.db_table}" t')
            for call, text in run.fetchall():
                spoken[call] |= {*FOUND["acme"].findall(text.encode())}
        run.execute("SELECT id, t::text FROM accounts_membership t")
        names = {pk: {*FOUND["acme"].findall(text.encode())} for pk, text in run.fetchall()}
    hidden = {
        who: {token for call, people in parts.items() if not people & seen for token in spoken[call]}
        for who, seen in reach.items()
    }
    # A manager of one team does not meet the people of the others, but for the own name.
    for who, team in (("limited", front), ("idle", reach["idle"])):
        hidden[who] |= {token for pk, tokens in names.items() if pk not in team for token in tokens}
    assert all(hidden.values()), "Everybody sees everything: the world has nobody's calls to hide."
    return hidden
