"""A small world to fuzz: rows of every kind, own and foreign, so that what is asked for often exists."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.urls import resolve
from django.utils import timezone

from callcenter.accounts.actions import add_member, create_api_key
from callcenter.accounts.models import Membership
from callcenter.calendars.actions.incidents import end_incident, start_incident
from callcenter.tenancy.actions import create_organization
from callcenter.tenancy.scope import tenant_scope
from calllog.actions.contacts import merge_contacts
from calllog.models import Campaign, Contact, ContactMerge, ContactNumber, Queue, Switch
from demo.world import SWITCH
from dispositions.models import Code, Wrapup
from tests.base import code, make_call, make_leg
from tests.fuzz.application import Striker
from tests.routes import ENDPOINTS

# Fields that say whose a row is.
OWNERS = ("agent", "membership", "owner")
NO_MODEL = "{path} takes an id: name on its view in `model` what the id is of."
NO_ROW = "The fuzzed world holds no {model}, which {path} asks for: make one in tests/fuzz/world.py, in fill()."
MISSING = [0, 987_654_321, 2**31, 2**63 - 1, 2**63, 10**30]
NUMBERS = ["+14155550123", "+14155550124", "+442079460123", "", "4155550125", "anonymous"]
ROLES = ("agent", "manager", "admin")
SCOPES = ["calls:write", "codes:write", "reports:read"]


@dataclass
class World:
    """Who may ask, and what there is to ask for."""

    members: dict[str, Membership] = field(default_factory=dict)
    # Resource -> ids in the asked organization, and those of the other one.
    ids: dict[str, list[int]] = field(default_factory=dict)
    foreign: dict[str, list[int]] = field(default_factory=dict)
    # Role -> resource -> the ids that are this person's own.
    own: dict[str, dict[str, list[int]]] = field(default_factory=dict)
    slugs: list[str] = field(default_factory=list)
    merges: list[int] = field(default_factory=list)
    key: str = ""

    def client(self, role: str) -> Striker:
        """Return a signed-in client."""
        client = Striker()
        client.force_login(self.members[role].user)
        return client

    def chances(self, role: str, resource: str) -> list[int]:
        """Return ids to try: mostly a person's own, some of others, of nobody and of the other organization."""
        known = self.ids[resource]
        own = self.own.get(role, {}).get(resource) or known
        return [*own * (1 + 60 // len(own)), *known[::3], *self.foreign[resource][:4], *MISSING]


def build() -> World:
    """Make Acme, which is asked, and Globex beside it."""
    acme = create_organization(
        slug="acme", name="Acme", country="US", time_zone="America/New_York", is_demo=True, talk_threshold_s=0
    )
    globex = create_organization(slug="globex", name="Globex", country="GB", time_zone="Europe/London")
    Switch.objects.create(slug=SWITCH, name="Office PBX", kind="asterisk")
    world = World()
    with tenant_scope(globex):
        fill(people("globex.example"))
        world.foreign = known()
    with tenant_scope(acme):
        world.members = people("acme.example")
        fill(world.members)
        world.ids = known()
        world.own = {role: known(member) for role, member in world.members.items()}
        world.slugs = list(Code.objects.order_by("pk").values_list("slug", flat=True))
        world.merges = list(ContactMerge.objects.order_by("pk").values_list("pk", flat=True))
        _, world.key = create_api_key(name="CRM", scopes=SCOPES, actor=world.members["admin"])
    return world


def people(domain: str) -> dict[str, Membership]:
    """Make one member of each role, and a second agent."""
    return {
        name: add_member(email=f"{name}@{domain}", name=name.title(), role=role, actor=None)
        for name, role in [*zip(ROLES, ROLES, strict=True), ("other", "agent")]
    }


def fill(members: dict[str, Membership]) -> None:
    """Give everybody calls in every state: coded, waiting, going on, missed, with a callback. End with an incident."""
    queue, campaign = Queue.objects.create(name="Sales"), Campaign.objects.create(name="Spring")
    contact = Contact.objects.create(name="Zoë Ångström", email="zoe@customer.example")
    ContactNumber.objects.create(contact=contact, number=NUMBERS[0])
    # Most of them turned out to be one person; the others can still be merged.
    for turn in range(36):
        other = Contact.objects.create(name=f"Zoë {turn}")
        if turn % 3:
            merge_contacts(kept=contact, gone=other, actor=members["admin"])
    tomorrow = (timezone.now() + timedelta(days=1)).strftime("%Y-%m-%dT10:00")
    for member in members.values():
        for number in NUMBERS:
            make_call(member, number=number, queue=queue, campaign=campaign, caller_name="Zoë \N{SNOWMAN}")
        first, second, third = Wrapup.objects.filter(membership=member).order_by("pk")[:3]
        code(first, "interested", note="likes it")
        code(second, "callback", callback={"at": tomorrow, "zone": "America/New_York"})
        code(third, "do_not_contact")
        going_on = make_call(member, contact=contact, direction="outbound", ended_at=None)
        make_leg(going_on, member, ended=False)
    make_call(None, status="missed")
    end_incident(
        incident=start_incident(reason="Fire drill", team=None, actor=members["admin"]), actor=members["admin"]
    )


def rows() -> dict[str, Any]:
    """Return what the ids of paths name, by the first part of the path below /api/v1/."""
    found: dict[str, Any] = {}
    for route in ENDPOINTS:
        if "<int:pk>" in route.path:
            view: Any = resolve("/" + route.path.replace("<int:pk>", "1")).func
            model = getattr(view.cls, "model", None)
            assert model is not None, NO_MODEL.format(path=route.path)
            found[route.path.split("/")[2]] = model
    return found


def known(member: Membership | None = None) -> dict[str, list[int]]:
    """Return the ids of all rows by resource, or those of one person."""
    found = {}
    for resource, model in rows().items():
        names = {field.name for field in model._meta.get_fields()}
        owner = next((name for name in OWNERS if name in names), None)
        mine = {owner: member} if member and owner else {}
        found[resource] = list(model.objects.filter(**mine).order_by("pk").values_list("pk", flat=True))
        assert found[resource], NO_ROW.format(model=model.__name__, path=f"/api/v1/{resource}/")
    return found
