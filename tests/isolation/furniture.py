"""What stands in each of the twin organizations: a row of every kind that a request can name."""

import uuid
from datetime import date, time, timedelta

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone

from callcenter.accounts.models import Team
from callcenter.calendars.actions.calendars import make_calendar, set_day
from callcenter.calendars.actions.incidents import start_incident
from callcenter.calendars.hours import Span
from calllog.actions.by_hand import by_hand_source
from calllog.actions.contacts import merge_contacts
from calllog.actions.telephones import assign
from calllog.models import Campaign, Contact, ContactNumber, Extension, Leg, OurNumber, Queue, Switch
from dispositions.actions.codes import define_code
from dispositions.models import Code, Wrapup
from followups.models import Callback
from tests.base import code, make_call
from tests.isolation.actors import MEMBERS

# Only the other organization has it; the twin of acme is called like nobody asks.
FOREIGN_SLUG = "their_secret_code"
# Who had a part in the calls of a team, too.
COLLEAGUES = {"front": "mate", "back": "other"}
REPLAYED = "demo-pbx"
# What comes later in a row is later and more, since that is what constraints ask of a beginning and an end.
PLAIN_VALUES = [
    (models.DateTimeField, lambda turn: timezone.now() + timedelta(hours=turn)),
    (models.DateField, lambda turn: timezone.localdate() + timedelta(days=turn)),
    (models.TimeField, lambda turn: time(hour=turn)),
    (models.CharField | models.TextField, lambda turn: f"twin {turn}"),
    (models.JSONField, lambda turn: {}),
    (models.UUIDField, lambda turn: uuid.uuid4()),
    (models.BooleanField, lambda turn: False),
    (ArrayField, lambda turn: []),
]


def furnish(organization, people):
    """Fill the organization in scope and return its rows: kind -> who -> id or slug."""
    rows = {"person": {who: member.pk for who, member in people.items()}} | vocabulary(organization, people)
    for turn, (who, member) in enumerate(people.items()):
        if who == "idle" or (who == "dual" and organization.slug == "globex"):
            continue  # what an endpoint shows of them is somebody else's
        for kind, pk in things_of(member, f"+1415555{turn + 1000}", organization, rows).items():
            rows.setdefault(kind, {})[who] = pk
        if who not in COLLEAGUES.values():  # they have their calls for themselves
            colleague = people[COLLEAGUES[MEMBERS[who][1]]]
            rows.setdefault("wrapup:mate", {})[who] = part_of(colleague, rows["call"][who])
    return rows


def part_of(member, call_id):
    """Give somebody a part in another one's call, and return that wrap-up."""
    now = timezone.now()
    facts = {"state": "ended", "talked": True, "answered_at": now, "membership": member}
    Leg.objects.create(call_id=call_id, key="colleague", party="agent", extension="310", **facts)
    return Wrapup.objects.create(call_id=call_id, membership=member, state="open", opened_at=now, touched_at=now).pk


def stand_ins(tenant_models):
    """Make a row of every model of which nothing above made one, as plain as its fields allow."""
    for model in tenant_models:
        if not model.objects.exists():
            needed = [field for field in model._meta.local_concrete_fields if wants_a_value(field)]
            model.objects.create(**{field.name: plain_value(field, turn) for turn, field in enumerate(needed, 1)})


def wants_a_value(field):
    """Tell whether a row cannot be made without saying this."""
    filled = field.null or field.has_default() or field.primary_key or getattr(field, "auto_now_add", False)
    return not filled and field.name != "organization" and not isinstance(field, models.GeneratedField)


def plain_value(field, turn):
    """Return something the field takes."""
    if isinstance(field, models.ForeignKey):
        return field.remote_field.model.objects.first()
    if field.choices:
        return field.choices[0][0]
    for kind, value in PLAIN_VALUES:
        if isinstance(field, kind):
            return value(turn)
    return turn


def vocabulary(organization, people):
    """Make the rows that belong to the organization as a whole."""
    source = by_hand_source()
    free = Extension.objects.create(source=source, number="301")
    held = Extension.objects.create(source=source, number="302")
    since = timezone.now() - timedelta(days=1)
    assignment = assign(extension=held, membership=people["mate"], starts_at=since, actor=None)
    campaign = Campaign.objects.create(name="Autumn offer")
    hours = {"country": "US", "region": "", "half_day_min": 720, "actor": None}
    calendar = make_calendar(name="Second shift", week=((Span(540, 1020),), *((),) * 6), **hours)
    day = set_day(calendar=calendar, day=date(2031, 2, 3), kind="closed", name="Fair", actor=None)
    incident = start_incident(reason="Fire drill", team=Team.objects.get(name="front desk"), actor=None)
    made = define_code(name="House call", meaning="informational", then="allowed", actor=None)
    others = define_code(name="House visit", meaning="informational", then="allowed", actor=None)
    if organization.slug == "globex":
        Code.objects.filter(pk=others.pk).update(slug=FOREIGN_SLUG)
    slug = "interested" if organization.slug == "acme" else FOREIGN_SLUG
    Switch.objects.get_or_create(slug=REPLAYED, defaults={"name": "Demo", "kind": "asterisk"})
    kept, gone, twin = (Contact.objects.create(name=name) for name in ("R. Lindgren", "Rosa L.", "Rosie"))
    merge = merge_contacts(kept=kept, gone=gone, actor=None)
    only = {
        "merged_contact": kept,
        "contact_merge": merge,
        "twin_contact": twin,
        "team": Team.objects.get(name="front desk"),
        "queue": Queue.objects.create(name="Sales"),
        "campaign": campaign,
        "source": source,
        "our_number": OurNumber.objects.create(number="+14155550100", label="Front door"),
        "free_telephone": free,
        "held_telephone": held,
        "assignment": assignment,
        "code": made,
        "calendar": calendar,
        "calendar_day": day,
        "incident": incident,
        "replacement": others,
    }
    return {kind: {"agent": row.pk} for kind, row in only.items()} | {"code_slug": {"agent": slug}}


def things_of(member, number, organization, rows):
    """Make what one person has: a call to code, and one that was coded, with all that followed."""
    contact = Contact.objects.create(name="Rosa Lindgren", email="rosa@customer.example")
    ContactNumber.objects.create(contact=contact, number=number)
    facts = {
        "number": number,
        "caller_name": "Rosa",
        "comment": "Asked for the brochure",
        "contact": contact,
        "conversation_id": None,
        "queue_id": rows["queue"]["agent"],
        "campaign_id": rows["campaign"]["agent"],
        "our_number": "+14155550100",
        "our_number_row_id": rows["our_number"]["agent"],
    }
    coded = Wrapup.objects.get(call=make_call(member, **facts))
    at = f"{timezone.now() + timedelta(days=2):%Y-%m-%dT10:00}"
    code(
        coded, "callback", "interested", email="rosa@customer.example", note="Decides with her husband",
        organization=organization, callback={"at": at, "zone": "America/New_York", "owner": "me"},
    )  # fmt: skip
    code(Wrapup.objects.get(call=make_call(member, **facts)), "not_interested", organization=organization)
    call = make_call(member, **facts)
    # A telephone of nobody talked as well, so that somebody can be asked whose call it was.
    now = timezone.now()
    Leg.objects.create(
        call=call, key="unheld", party="agent", extension="309", state="ended", talked=True, answered_at=now
    )
    return {
        "call": call.pk,
        "coded_call": coded.call_id,
        "wrapup": Wrapup.objects.get(call=call).pk,
        "callback": Callback.objects.get(call=coded.call_id).pk,
        "contact": contact.pk,
    }
