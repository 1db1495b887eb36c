"""Two organizations that are twins: the same numbers, names and slugs, so that what leaks has nowhere to hide."""

from datetime import timedelta

from django.apps import apps
from django.db import connections
from django.utils import timezone

from callcenter.accounts.actions import add_member, create_api_key
from callcenter.accounts.models import ApiKey, Membership, Team
from callcenter.accounts.roles import SCOPES
from callcenter.tenancy.actions import create_organization
from callcenter.tenancy.models import TenantModel
from callcenter.tenancy.scope import tenant_scope
from tests.base import PASSWORD
from tests.isolation.actors import ABROAD, FOREIGN_KEY, KEYS, MEMBERS
from tests.isolation.furniture import FOREIGN_SLUG, furnish, stand_ins

TENANT_MODELS = [model for model in apps.get_models() if issubclass(model, TenantModel)]

# Ids are known by their face and all of one length, nobody's as well, so that answers can be compared to the byte.
FIRST_ID = {"acme": 614_280_000, "globex": 732_190_000}
# An id stands alone: longer numbers, as in the id of a mail, may hold one by chance.
FOREIGN_ID, MISSING_ID = rb"(?<!\d)73219\d{4}(?!\d)", 732_199_999
MISSING_SLUG = "never_was_a_code1"
MISSING_ORGANIZATION = "glubex"


class World:
    """The two organizations, the people and keys who ask, and the rows a request can name."""

    def __init__(self):
        self.users, self.keys = {}, {}
        self.globex, theirs = self._organization("globex", {FOREIGN_KEY: [*SCOPES]})
        self.acme, self.rows = self._organization("acme", KEYS)
        self.foreign = {kind: rows.get("mate", rows["agent"]) for kind, rows in theirs.items()}
        # The same person works in both: of this place the person may be told.
        self.place_abroad = theirs["person"]["dual"]

    def row(self, kind, klass, actor):
        """Return the id or slug of a row of the kind, as it stands to the actor."""
        if kind not in self.rows:
            raise LookupError(f"There is no factory for “{kind}”: let tests/isolation/furniture.py make one.")
        if klass == "missing":
            return MISSING_SLUG if kind == "code_slug" else MISSING_ID
        if klass == "foreign":
            return self.foreign[kind]
        if (rows := self.rows.get(f"{kind}:{klass}")) is not None:
            return rows.get(actor, rows["agent"])
        rows = self.rows[kind]
        return rows.get(actor, rows["agent"]) if klass == "own" else rows[klass]

    def _organization(self, slug, keys):
        count_from(FIRST_ID[slug])
        organization = create_organization(
            slug=slug, name=slug.title(), country="US", time_zone="America/New_York", is_demo=True, talk_threshold_s=0
        )
        with tenant_scope(organization):
            rows = furnish(organization, self._people(slug))
            for name, scopes in keys.items():
                key, self.keys[name] = create_api_key(name=name, scopes=scopes, actor=None)
                gone = {"key:revoked": {"revoked_at": timezone.now()}}.get(name, {})
                gone |= {"expires_at": timezone.now() - timedelta(days=1)} if name == "key:expired" else {}
                ApiKey.objects.filter(pk=key.pk).update(name=name, **gone)
                prefix, _, secret = self.keys[name].partition(".")
                self.keys[name] = {"key:wrong": f"{prefix}.another", "key:unknown": f"ak_0000000000.{secret}"}.get(
                    name, self.keys[name]
                )
            stand_ins(TENANT_MODELS)
        return organization, rows

    def _people(self, slug):
        teams = {name: Team.objects.create(name=f"{name} desk") for name in ("front", "back")}
        people = {}
        for who, (role, team, facts) in MEMBERS.items():
            email = "dual@both.example" if who == "dual" else f"{who}@{slug}.example"
            member = add_member(
                email=email, name=who.title(), role="agent", actor=None, password=PASSWORD, team=teams.get(team)
            )
            role = ABROAD.get(who, role) if slug == "globex" else role
            Membership.objects.filter(pk=member.pk).update(role=role, **facts)
            people[who] = Membership.objects.get(pk=member.pk)
            if slug == "acme":
                self.users[who] = member.user
            elif who == "agent":
                self.users["outsider"] = member.user
        return people


def count_from(number):
    """Let every table of organizations number its rows from here on."""
    with connections["owner"].cursor() as run:
        for model in TENANT_MODELS:
            run.execute("SELECT setval(pg_get_serial_sequence(%s, 'id'), %s)", [model._meta.db_table, number])


__all__ = ["FOREIGN_ID", "FOREIGN_SLUG", "MISSING_ID", "MISSING_ORGANIZATION", "TENANT_MODELS", "World"]
