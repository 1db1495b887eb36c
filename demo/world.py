"""The demonstration's organizations, people, telephones and earlier calls, made once."""

import json
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import cycle, islice
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from callcenter.accounts.actions import add_member
from callcenter.accounts.models import Membership, Team
from callcenter.calendars import typed
from callcenter.calendars.actions.calendars import change_calendar
from callcenter.calendars.models import Calendar
from callcenter.tenancy.actions import create_organization
from callcenter.tenancy.models import Organization
from callcenter.tenancy.scope import tenant_scope
from calllog import phone
from calllog.actions.by_hand import log_call
from calllog.actions.numbers import move_number
from calllog.actions.telephones import assign
from calllog.models import (
    Call,
    Campaign,
    Channel,
    Contact,
    ContactNumber,
    Extension,
    OurNumber,
    Queue,
    Source,
    Switch,
    SwitchRoute,
)
from demo.people import CUSTOMERS, EARLIER, HOURS, ORGANIZATIONS, SIGN_INS
from dispositions.actions.save import code_wrapup
from dispositions.models import Wrapup

SAMPLE = Path(settings.BASE_DIR) / "sample" / "asterisk"
SWITCH = "demo-pbx"
LONG_AGO = timedelta(days=365)
PLURALS = {"accountcodes": "accountcode", "our_numbers": "our_number", "queues": "queue", "extensions": "extension"}


def load() -> bool:
    """Make the demonstration; tell whether there was anything to make. All of it stands, or nothing."""
    if Switch.objects.filter(slug=SWITCH).exists():
        return False
    world = json.loads((SAMPLE / "world.json").read_text(encoding="utf-8"))
    truth = json.loads((SAMPLE / "ground_truth.json").read_text(encoding="utf-8"))
    with transaction.atomic():
        patterns = {key: value for key, value in world["switch"].items() if key.endswith("_patterns")}
        switch = Switch.objects.create(slug=SWITCH, name="Office PBX", kind="asterisk", settings=patterns)
        for slug, name, country, zone, language in ORGANIZATIONS:
            organization = create_organization(
                slug=slug,
                name=name,
                country=country,
                time_zone=zone,
                language=language,
                is_demo=True,
                talk_threshold_s=0,
            )
            share = world["organizations"][slug]
            for plural, kind in PLURALS.items():
                SwitchRoute.objects.bulk_create(
                    SwitchRoute(switch=switch, kind=kind, value=value, organization=organization)
                    for value in share[plural]
                )
            with tenant_scope(organization):
                furnish(organization, switch, share)
                numbers = list(
                    dict.fromkeys(
                        call["customer_number"] for call in truth if call["tenant"] == slug and call["customer_number"]
                    )
                )
                seed_earlier_calls(organization, numbers)
    return True


def furnish(organization: Organization, switch: Switch, share: dict[str, Any]) -> None:
    """Give one organization its people, telephones, queues and numbers."""
    source = Source.objects.create(switch=switch, name=switch.name)
    team = Team.objects.create(name="Front desk")
    holders: dict[str, Membership] = {}
    for person in SIGN_INS:
        if person.organization == organization.slug:
            member = add_member(
                email=person.email,
                name=person.name,
                role=person.role,
                actor=None,
                password=person.password,
                team=team if person.role == "agent" else None,
            )
            holders[person.holds] = member
    since = timezone.now() - LONG_AGO
    for number, place in share["extensions"].items():
        extension = Extension.objects.create(source=source, number=number)
        if place:
            assign(extension=extension, membership=holders[place], starts_at=since, actor=None)
    campaign = Campaign.objects.create(name="Autumn offer")
    for number in share["our_numbers"]:
        own = OurNumber.objects.create(number=number)
        if number.endswith("1"):
            move_number(our_number=own, campaign=campaign, channel=Channel.PRINT, starts_at=since, actor=None)
    Queue.objects.bulk_create(Queue(name=name) for name in share["queues"])
    tell_hours(organization)


def tell_hours(organization: Organization) -> None:
    """Say when an organization is open."""
    week, region = HOURS[organization.slug]
    calendar = Calendar.objects.get(is_default=True)
    change_calendar(
        calendar=calendar,
        name=calendar.name,
        country=organization.country,
        region=region,
        half_day_min=calendar.half_day_min,
        week=[typed.read(text) for text in week],
        actor=None,
    )


def seed_earlier_calls(organization: Organization, numbers: list[str]) -> None:
    """Let the people have talked before to ten of the numbers that will call, and coded it."""
    region = organization.country
    known = [number for raw in numbers if (number := phone.normalise(raw, region)).is_e164][: len(CUSTOMERS)]
    agents = cycle(Membership.objects.filter(role="agent").order_by("pk"))
    people = []
    for number, name in zip(known, CUSTOMERS, strict=False):
        contact = Contact.objects.create(name=name)
        ContactNumber.objects.create(contact=contact, number=number.text)
        people.append(number.text)
    zone = ZoneInfo(organization.time_zone)
    today = timezone.now().astimezone(zone)
    turns = 3 * len(people)
    for turn, (number_text, agent) in enumerate(zip(islice(cycle(people), turns), agents, strict=False)):
        days, hour, direction, talk_s, codes, note = EARLIER[(turn + 3 * (turn // len(people))) % len(EARLIER)]
        days += 7 * (turn // len(people))
        moment = (today - timedelta(days=days)).replace(hour=hour, minute=(7 * turn) % 60, second=5, microsecond=0)
        seed_call(organization, number_text, moment, direction, talk_s, agent, codes, note)


def seed_call(
    organization: Organization,
    number: str,
    moment: datetime,
    direction: str,
    talk_s: int,
    agent: Membership,
    codes: list[str],
    note: str,
) -> None:
    """Write one earlier call with what it was coded as."""
    call: Call = log_call(
        direction=direction,
        number=number,
        started_at=moment,
        talk_s=Decimal(talk_s),
        actor=agent,
        organization=organization,
    )
    wrapup = Wrapup.objects.get(call=call, membership=agent)
    coded_at = moment + timedelta(seconds=talk_s + 20)
    wrapup.opened_at = moment + timedelta(seconds=talk_s)
    wrapup.save(update_fields=["opened_at"])
    code_wrapup(wrapup=wrapup, slugs=codes, actor=agent, organization=organization, note=note, at=coded_at)
