"""Organizations to look at: one full of everything a page can show, one with nothing in it, and people of each kind."""

import time
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from django.utils import timezone

from callcenter.accounts.actions import add_member, change_member, name_team
from callcenter.accounts.models import Membership, User
from callcenter.calendars import typed
from callcenter.calendars.actions.calendars import make_calendar, set_day
from callcenter.calendars.actions.incidents import end_incident, start_incident
from callcenter.calendars.models import Calendar, CalendarDay
from callcenter.tenancy.actions import create_organization
from callcenter.tenancy.models import Organization
from callcenter.tenancy.scope import tenant_scope
from calllog.actions.contacts import merge_contacts, part_contacts, save_contact
from calllog.actions.hear import hear
from calllog.actions.replay import chosen, read_capture
from calllog.actions.whose import whose_was_it
from calllog.models import Call, Contact, ContactNumber, Extension, ExtensionAssignment, NumberUse, Queue, Switch
from calllog.sources.ami import AmiReader
from calllog.sources.replay import rewrite
from demo.world import SAMPLE, SWITCH, load
from dispositions.actions.codes import define_code
from dispositions.actions.retirement import retire_code
from dispositions.models import Code, Wrapup
from followups.models import Message
from tests.base import PASSWORD, code, make_call, make_leg, make_wrapup, refolded

FULL, EMPTY = "acme", "initech"
LONG_NAME = "Wilhelmina Featherstonehaugh-Cholmondeley of Brightwater Community Energy"
LONG_WORD = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft"
# One of two agents, put through with an announcement; and one that a second agent of the queue took.
RECORDED = ("xfer_attended", "q_second_agent")


@dataclass
class World:
    """What there is to look at: who signs in, and which object stands for a captured value of a route."""

    people: dict[str, User] = field(default_factory=dict)
    # The word before a captured value in a path -> what it is called in pictures -> its id.
    fill: dict[str, dict[str, int]] = field(default_factory=dict)


def build() -> World:
    """Make it all; the demonstration is the ground it stands on."""
    load()
    world = World()
    full = Organization.objects.get(slug=FULL)
    with tenant_scope(full):
        ada, ben = (Membership.objects.get(user__email=f"{name}@acme.example") for name in ("ada", "ben"))
        manager = Membership.objects.get(role="manager")
        admin = Membership.objects.get(role="admin")
        people = {"agent": ada, "colleague": ben, "manager": manager, "admin": admin}
        left = add_member(email="former@acme.example", name="Otto Former", role="agent", actor=None, password=PASSWORD)
        change_member(member=left, actor=admin, name=left.name, role="agent", team=None, is_active=False)
        busy = add_member(email="busy@acme.example", name=LONG_NAME, role="agent", actor=None, password=PASSWORD)
        idle = add_member(email="idle@acme.example", name="Ida Idle", role="agent", actor=None, password=PASSWORD)
        people |= {"busy": busy, "idle": idle}
        world.people |= {role: member.user for role, member in people.items()}
        world.fill["codes"] = make_codes(admin)
        world.fill["people"] = {"agent": ada.pk, "herself": admin.pk, "former": left.pk}
        world.fill["telephones"] = {"held": Extension.objects.order_by("pk").first().pk}
        world.fill["assignments"] = {"held": ExtensionAssignment.objects.order_by("pk").first().pk}
        world.fill["numbers"] = {"placed": NumberUse.objects.order_by("pk").first().our_number_id}
        world.fill["calls"] = hear_recorded(full, ben, manager)
        world.fill["calls"] |= make_calls(full, ada, ben)
        world.fill["contacts"] = make_contacts(manager)
        world.fill["hours"], world.fill["incidents"] = make_hours(admin, idle)
        make_mails(full, ada)
        make_stack(ada)
        make_stack(busy, who=LONG_NAME)
    with tenant_scope(Organization.objects.get(slug="globex")):
        both = add_member(email="busy@acme.example", name=LONG_NAME, role="agent", actor=None)
        make_wrapup(both, number="+442079460018", caller_name="Owen Pritchard")
    empty = create_organization(slug=EMPTY, name="Initech", country="NO", time_zone="Europe/Oslo", is_demo=False)
    with tenant_scope(empty):
        alone = add_member(email="alone@initech.example", name="Aud Alone", role="admin", actor=None, password=PASSWORD)
        world.people["alone"] = alone.user
    world.people["stranger"] = User.objects.create_user("nobody@nowhere.example", PASSWORD, name="Nora Nobody")
    return world


def make_codes(admin):
    """Return codes of each kind of page: the shipped, the own, the long, the locked and the retired one."""
    own = define_code(name="Price objection", meaning="negative", then="rest", rest_days=30, hint="Dear", actor=admin)
    long = define_code(name="Wants the grant papers first", meaning="follow_up", then="allowed", actor=admin)
    long.labels = dict.fromkeys(long.labels, "Wants the papers for the grant before anything else")
    long.hints = dict.fromkeys(long.labels, "Send both forms by post, and ring in ten working days")
    long.save(update_fields=["labels", "hints"])
    old = define_code(name="Moved away", meaning="negative", then="allowed", actor=admin)
    retire_code(code=old, actor=admin, replaced_by=own)
    shipped, never = Code.objects.get(slug="not_interested"), Code.objects.get(slug="do_not_contact")
    locked = Code.objects.filter(selectable=False).first()
    named = {"shipped": shipped, "for-good": never, "own": own, "long": long, "retired": old, "locked": locked}
    return {name: one.pk for name, one in named.items()}


def hear_recorded(full, ben, manager):
    """Return calls as the switch told them, coded by two people who do not agree, and corrected."""
    capture = read_capture(SAMPLE / "ami_raw.txt")
    switch = Switch.objects.get(slug=SWITCH)
    found = {}
    for turn, recorded in enumerate(chosen(capture, only=RECORDED)):
        before = set(Call.objects.values_list("pk", flat=True))
        raw = b"".join(piece for _, piece in capture.pieces(recorded))
        shift = time.time() - recorded.end_t - 900 * (turn + 1)
        blocks = rewrite(AmiReader().feed(raw), f"looks{turn}", shift)
        hear(switch_id=switch.pk, blocks=blocks, session=f"looks{turn}", ordinal=0, received_at=datetime.now(UTC))
        found[recorded.name] = Call.objects.exclude(pk__in=before).order_by("pk").first()
    clash, corrected = (found[name] for name in RECORDED)
    whose_was_it(call=clash, membership=ben, actor=manager)
    parts = Wrapup.objects.filter(call=clash).order_by("pk")
    for wrapup, slug in zip(parts, ("deal_closed", "not_interested"), strict=True):
        code(wrapup, slug, note="Only wants a person who knows the grant", organization=full)
    for wrapup in Wrapup.objects.filter(call=corrected):
        code(wrapup, "not_interested", organization=full)
        code(wrapup, "interested", "demo_booked", actor=manager, reason="Heard it on the recording", organization=full)
    return {"clash": clash.pk, "corrected": corrected.pk}


def make_calls(full, ada, ben):
    """Return calls that show what the recorded ones do not."""
    now = timezone.now()
    contact = Contact.objects.create(name=LONG_NAME, email="a.very.long.address.of.a.customer@brightwater.example")
    ContactNumber.objects.create(contact=contact, number="+14155550777")
    many = make_wrapup(ada, contact=contact, number="+14155550777", talk_s=4321, started_at=now - timedelta(hours=3))
    note = f"{LONG_WORD} " + "wants the price with the grant, and her husband is home on Mondays. " * 5
    code(many, "interested", "demo_booked", "follow_up_needed", "meeting_scheduled", note=note, organization=full)
    for days, slug in ((2, "voicemail_left"), (9, "not_interested"), (30, "follow_up_needed"), (31, "interested")):
        past = make_wrapup(ben, contact=contact, number="+14155550777", started_at=now - timedelta(days=days))
        code(past, slug, note="Asked for the brochure, decides with her husband", organization=full)
    never = make_wrapup(ada, number="+14155550666", caller_name="Arthur Quill", started_at=now - timedelta(hours=2))
    code(never, "do_not_contact", organization=full)
    for number, place, minutes in (("+14155550551", -90, 30), ("+14155550552", 45, 40), ("+14155550553", 4000, 50)):
        started_at = now - timedelta(minutes=minutes)
        promised = make_wrapup(ada, number=number, caller_name="Ruth Calder", started_at=started_at)
        at = (now + timedelta(days=2)).strftime("%Y-%m-%dT%H:%M")
        saved = code(promised, "callback", callback={"at": at, "zone": "America/New_York"}, organization=full)
        for callback in promised.call.callbacks.filter(disposition=saved.disposition):
            callback.at = now + timedelta(minutes=place)
            callback.save(update_fields=["at"])
    unheld = make_call(number="+14155550444", caller_name="Hill Street Dental", started_at=now - timedelta(hours=5))
    make_leg(unheld, None, extension="199")
    refolded(unheld)
    uncoded = make_wrapup(ben, number="", caller_name="", started_at=now - timedelta(hours=4))
    nobody = make_call(status="abandoned", number="+14155550333", queue=Queue.objects.first())
    calls = {"many": many.call, "never": never.call, "unheld": unheld, "uncoded": uncoded.call, "nobody": nobody}
    return {name: call.pk for name, call in calls.items()}


def make_contacts(manager):
    """Return contacts: one that was merged and taken apart, with a long name and long addresses, and a bare one."""
    kept = Contact.objects.get(name=LONG_NAME)
    for name in ("Mrs Llanfairpwll", "Margaret from the mill"):
        gone = save_contact(
            name=name,
            emails=["margaret.who.has.a.very.long.address.indeed@the-mill-by-the-river.example"],
            numbers=["+442079460777"],
            country="GB",
            actor=manager,
        )
        merge = merge_contacts(kept=kept, gone=gone, actor=manager)
    part_contacts(merge=merge, actor=manager)
    bare = save_contact(name="", emails=[], numbers=["+14155550778"], country="US", actor=manager)
    return {"merged": kept.pk, "bare": bare.pk}


def make_hours(admin, idle):
    """Return calendars and incidents: days of each kind ahead, and a team whose clocks stand still."""
    usual, today = Calendar.objects.get(is_default=True), timezone.now().date()
    night = make_calendar(
        name="Emergency line, nights and weekends",
        country="US",
        region="",
        half_day_min=720,
        week=[typed.read("22:00–6:00")] * 7,
        actor=admin,
    )
    for ahead, kind in enumerate(CalendarDay.Kind, start=3):
        spans = typed.read("10:00–13:00, 14:00–16:00") if kind == CalendarDay.Kind.OPEN else ()
        set_day(calendar=usual, day=today + timedelta(ahead), kind=kind, name="Stocktaking", spans=spans, actor=admin)
    over = start_incident(reason="Fire drill", team=None, actor=admin)
    end_incident(incident=over, actor=admin)
    idle.team = name_team(name="Night shift", actor=admin)
    idle.save(update_fields=["team"])
    running = start_incident(reason="Power cut in the east wing", team=idle.team, actor=admin)
    return {"usual": usual.pk, "night": night.pk}, {"running": running.pk}


def make_mails(full, ada):
    """Let there be a mail in every state."""
    for turn, state in enumerate(Message.State):
        wrapup = make_wrapup(ada, number=f"+141555508{turn:02}", started_at=timezone.now() - timedelta(hours=6))
        code(wrapup, "interested", email=f"customer-{turn}@example.org", organization=full)
        reason = {"failed": "not connected", "uncertain": "interrupted", "cancelled": "code_corrected"}.get(state, "")
        sent_at = timezone.now() if state == "sent" else None
        mails = Message.objects.filter(call=wrapup.call)
        mails.update(state=state, reason=reason, sent_at=sent_at, through="outbox" if sent_at else "")


def make_stack(agent, who="Margaret Ellis"):
    """Lay cards before an agent: one to code now, one that rings, one from yesterday whose number is withheld."""
    contact = Contact.objects.filter(name=who).first()
    number = contact.numbers.first().number if contact else "+14155550123"
    now = timezone.now()
    withheld = make_wrapup(agent, number="", talk_s=52, started_at=now - timedelta(days=1))
    Wrapup.objects.filter(pk=withheld.pk).update(state="to_classify")
    queue = Queue.objects.first()
    make_wrapup(agent, contact=contact, number=number, caller_name=who, talk_s=252, direction="outbound", queue=queue)
    make_wrapup(agent, number="+14155550888", caller_name="Daniel Okafor", talk_s=31)
    ring(agent)


def ring(agent, number="+14155550999", name="Grace Addo"):
    """Let an agent's telephone ring; the card opens while it does."""
    call = make_call(status="in_progress", number=number, caller_name=name)
    Call.objects.filter(pk=call.pk).update(ended_at=None)
    call.refresh_from_db()
    leg = make_leg(call, agent, talk_s=0, ended=False)
    leg.talk_s = Decimal(0)
    leg.save(update_fields=["talk_s"])
    refolded(call)
    return call
