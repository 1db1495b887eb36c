import hashlib
import secrets
from collections.abc import Sequence
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from callcenter.accounts.errors import EmailTaken, LastAdmin, TeamNameTaken
from callcenter.accounts.models import ApiKey, Membership, Team, User
from callcenter.accounts.roles import Role
from callcenter.audit import log as audit
from callcenter.outbox.post import announce


@transaction.atomic(savepoint=False)
def add_member(
    *, email: str, name: str, role: str, actor: Membership | None, password: str | None = None, team: Team | None = None
) -> Membership:
    """Give a person a place in the organization in scope, making the sign-in when the address is new."""
    email = email.strip().lower()
    user = User.objects.filter(email=email).first()
    if user is None:
        user = User.objects.create_user(email, password, name=name)
    elif Membership.objects.filter(user=user).exists():
        refusal = EmailTaken(email=email)
        refusal.fields = {"email": [str(refusal)]}
        raise refusal
    membership = Membership.objects.create(user=user, name=name, role=role, team=team)
    audit.record(actor, "member.added", membership, {"role": role})
    return membership


@transaction.atomic(savepoint=False)
def change_member(
    *, member: Membership, actor: Membership, name: str, role: str, team: Team | None, is_active: bool
) -> Membership:
    """Change a person's name, role, team or whether they may work here; one admin is always left."""
    admins = list(Membership.objects.active().filter(role=Role.ADMIN).select_for_update(of=("self",)).order_by("pk"))
    if [admin.pk for admin in admins] == [member.pk] and not (is_active and role == Role.ADMIN):
        raise LastAdmin(name=member.name)
    member = Membership.objects.select_for_update(of=("self",)).get(pk=member.pk)
    before = {"role": member.role, "is_active": member.is_active}
    member.name, member.role, member.team, member.is_active = name, role, team, is_active
    member.save(update_fields=["name", "role", "team", "is_active"])
    audit.record(actor, "member.changed", member, {"before": before, "role": role, "is_active": is_active})
    if before["is_active"] and not is_active:
        announce("access_ended", {}, [member.user_id])
    return member


@transaction.atomic(savepoint=False)
def name_team(*, name: str, actor: Membership | None, team: Team | None = None) -> Team:
    """Make a team, or give one another name; no two teams are called alike."""
    name = " ".join(name.split())
    others = Team.objects.exclude(pk=team.pk) if team else Team.objects.all()
    if others.filter(name__iexact=name).exists():
        refusal = TeamNameTaken(name=name)
        refusal.fields = {"name": [str(refusal)]}
        raise refusal
    if team is None:
        team = Team.objects.create(name=name)
        audit.record(actor, "team.made", team, {"name": name})
        return team
    team = Team.objects.select_for_update(of=("self",)).get(pk=team.pk)
    before, team.name = team.name, name
    team.save(update_fields=["name"])
    audit.record(actor, "team.renamed", team, {"before": before, "name": name})
    return team


def create_api_key(
    *, name: str, scopes: Sequence[str], actor: Membership | None, days: int = 365
) -> tuple[ApiKey, str]:
    """Make a key for the organization in scope and return it with the text that is shown once."""
    prefix, secret = "ak_" + secrets.token_hex(5), secrets.token_urlsafe(32)
    key = ApiKey.objects.create(
        name=name,
        prefix=prefix,
        secret_hash=hashlib.sha256(secret.encode()).hexdigest(),
        scopes=list(scopes),
        expires_at=timezone.now() + timedelta(days=days),
    )
    audit.record(actor, "api_key.created", key, {"scopes": list(scopes)})
    return key, f"{prefix}.{secret}"


def ensure_admin(*, email: str, name: str, password: str) -> Membership:
    """Give a new organization its first admin."""
    return add_member(email=email, name=name, role=Role.ADMIN, actor=None, password=password)
