"""An organization at a switch, as small as can be, for what chance does to it."""

from datetime import UTC, datetime

from callcenter.accounts.actions import add_member
from callcenter.tenancy.actions import create_organization
from callcenter.tenancy.scope import tenant_scope
from calllog.actions.telephones import assign
from calllog.models import (
    Campaign,
    Contact,
    ContactNumber,
    Extension,
    NumberUse,
    OurNumber,
    Source,
    Switch,
    SwitchRoute,
)
from tests.properties.exchange import OURS, WORLD

LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)
ANN, SHARED = "+14155550101", "+14155550102"


def office(slug="acme", since=LONG_AGO, **facts):
    """Make an organization with two people at a switch that tells by our numbers and extensions whose a call is."""
    switch = Switch.objects.create(slug="pbx", name="PBX", kind="asterisk", settings=WORLD)
    acme = create_organization(slug=slug, name="Acme", country="US", is_demo=True, talk_threshold_s=0, **facts)
    routes = (("accountcode", "acme"), ("our_number", OURS), ("extension", "201"), ("extension", "202"))
    for kind, value in routes:
        SwitchRoute.objects.create(switch=switch, kind=kind, value=value, organization=acme)
    with tenant_scope(acme):
        source = Source.objects.create(switch=switch, name="PBX")
        own, spring = OurNumber.objects.create(number=OURS), Campaign.objects.create(name="Spring")
        NumberUse.objects.create(our_number=own, campaign=spring, channel="print", starts_at=since)
        for name, numbers in (("Ann", [ANN]), ("Ben", [SHARED]), ("Cy", [SHARED])):
            contact = Contact.objects.create(name=name)
            ContactNumber.objects.bulk_create(ContactNumber(contact=contact, number=number) for number in numbers)
        for number, name in (("201", "Alice"), ("202", "Bob")):
            person = add_member(email=f"{name.lower()}@{slug}.example", name=name, role="agent", actor=None)
            telephone = Extension.objects.create(source=source, number=number)
            assign(extension=telephone, membership=person, starts_at=since, actor=None)
    return switch, acme
