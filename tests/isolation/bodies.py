"""A body that each operation accepts, from whoever may; the rows it names are the actor's own."""

from datetime import timedelta

from django.utils import timezone

from callcenter.calendars.models import Incident
from tests.base import PASSWORD
from tests.isolation.actors import FOREIGN_KEY

NONE: dict[str, object] = {}


def clocks_run():
    Incident.objects.filter(ended_at=None).update(ended_at=timezone.now())


# What must be otherwise than in the world at rest before the request can succeed; done in each organization's scope.
BEFORE = {("incidents", "POST"): clocks_run, ("api-incidents", "POST"): clocks_run}


def call_of_today(world, actor):
    moment = timezone.now() - timedelta(minutes=5)
    return {"direction": "inbound", "number": "+14155550123", "started_at": moment.isoformat(), "talk_s": 30}


def code_to_define(world, actor):
    answers = {"meaning": "won", "then": "allowed"}
    return {"name": "Signed at once", **answers, "direction": "both", "note": "optional", "digit": "", "synonyms": ""}


def person_as_is(world, actor):
    role = "admin" if actor == "admin" else "agent"
    return {"name": "Alison", "role": role, "team": world.row("team", "own", actor), "is_active": "on"}


def newcomer(world, actor):
    team = world.row("team", "own", actor)
    return {"name": "Nora", "email": "nora@acme.example", "role": "agent", "team": team, "password": PASSWORD}


def holder(world, actor):
    pk = world.row("free_telephone", "own", actor)
    now = f"{timezone.now():%Y-%m-%dT%H:%M}"
    return {f"{pk}-person": world.row("person", "own", actor), f"{pk}-starts_at": now}


def held_since(world, actor):
    return {"person": world.row("person", "own", actor), "starts_at": "2026-01-05T09:00"}


def of(**body):
    return lambda world, actor: body


def week(world, actor):
    return {"name": "Night hours", "country": "US", "region": "", "half_day": "12:00", "day0": "9:00-17:00"}


def team_of(world, actor):
    """Name the team; a key of the other organization has none of ours."""
    return {} if actor == FOREIGN_KEY else {"team": world.row("team", "own", actor)}


BODIES = {
    ("hours", "POST"): week,
    ("calendar-new", "POST"): week,
    ("calendar", "POST"): week,
    ("calendar-days", "POST"): of(do="add", day="2031-03-04", name="Move", kind="closed", hours=""),
    ("calendar-delete", "POST"): of(),
    ("incidents", "POST"): lambda world, actor: {"reason": "Drill", "team": world.row("team", "own", actor)},
    ("incident-end", "POST"): of(),
    ("queue-hours", "POST"): lambda world, actor: {
        f"queue-{world.row('queue', 'own', '')}": world.row("calendar", "own", "")
    },
    ("api-calendars", "POST"): of(name="Night hours"),
    ("api-calendar", "PATCH"): of(name="Night hours", week={"monday": ["09:00-17:00"]}),
    ("api-calendar", "DELETE"): of(),
    ("api-incidents", "POST"): lambda world, actor: {"reason": "Drill"} | team_of(world, actor),
    ("api-incident-end", "POST"): of(),
    ("organization", "POST"): of(),
    ("work", "POST"): of(),
    ("calls", "POST"): of(),
    ("codes", "POST"): of(),
    ("telephones", "POST"): of(),
    ("outbox", "POST"): of(),
    ("disposition-report", "POST"): of(),
    ("call", "POST"): of(contact_name="Rosa", contact_email="rosa@customer.example", comment="Called again"),
    ("call-codes", "POST"): of(codes=["interested"], note="Wants more"),
    ("call-assign", "POST"): lambda world, actor: {"member": world.row("person", "own", actor)},
    ("contacts", "POST"): of(name="Nora Lind", numbers="+1 415 555 0178", emails="nora@customer.example"),
    ("contact", "POST"): of(name="Rosa Lind", numbers="+1 415 555 0179", emails="rosa@customer.example"),
    ("contact-merge", "POST"): lambda world, actor: {"other": world.row("twin_contact", "own", "")},
    ("contact-part", "POST"): lambda world, actor: {"merge": world.row("contact_merge", "own", "")},
    ("api-contacts", "POST"): of(name="Nora Lind", numbers=["+14155550178"], emails=["nora@customer.example"]),
    ("api-contact", "PATCH"): of(name="Rosa Lind", numbers=["+14155550179"]),
    ("api-contact-merge", "POST"): lambda world, actor: {"other": world.row("twin_contact", "own", "")},
    ("api-contact-part", "POST"): lambda world, actor: {"merge": world.row("contact_merge", "own", "")},
    ("code-new", "POST"): code_to_define,
    ("code", "POST"): lambda world, actor: code_to_define(world, actor) | {"meaning": "informational"},
    ("code-retire", "POST"): lambda world, actor: {"do": "retire", "replaced_by": world.row("replacement", "own", "")},
    ("people", "POST"): of(name="Night desk"),
    ("person-new", "POST"): newcomer,
    ("person", "POST"): person_as_is,
    ("telephone-assign", "POST"): holder,
    ("telephone-give-back", "POST"): lambda world, actor: {"assignment": world.row("assignment", "own", "")},
    ("assignment", "POST"): held_since,
    ("my-telephone", "POST"): lambda world, actor: {"telephone": world.row("free_telephone", "own", "")},
    ("sources", "POST"): of(),
    ("call-split", "POST"): of(apart="1.1"),
    ("call-join", "POST"): lambda world, actor: {"other": world.row("coded_call", "own", actor)},
    ("numbers", "POST"): of(number="+1 415 555 0177", label="Poster"),
    ("number", "POST"): lambda world, actor: {
        "campaign": world.row("campaign", "own", ""),
        "channel": "print",
        "starts_at": "2026-01-05T09:00",
    },
    ("campaigns", "POST"): lambda world, actor: {
        "campaign": world.row("campaign", "own", ""),
        "name": "Winter offer",
        "purpose": "service",
    },
    ("api-calls", "POST"): call_of_today,
    ("api-call", "PATCH"): lambda world, actor: {"comment": "Seen", "contact": world.row("contact", "own", actor)},
    ("api-disposition", "PUT"): of(codes=["interested"], note="Wants more"),
    ("api-codes", "POST"): of(name="Signed at once", meaning="won"),
    ("api-callback-done", "POST"): of(),
    ("api-demo-replay", "POST"): of(),
    ("api-push-ticket", "POST"): of(),
    ("api-wrapup", "PATCH"): of(draft={"codes": ["interested"], "note": "Wants more"}, draft_revision=0),
}
