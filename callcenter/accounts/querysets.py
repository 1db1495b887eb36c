from typing import Any, NamedTuple

from django.db import connection, models

from callcenter.tenancy.querysets import TenantQuerySet


class MembershipQuerySet(TenantQuerySet):
    def active(self) -> "MembershipQuerySet":
        """Keep the people who may still work here."""
        return self.filter(is_active=True)

    def reachable_by(self, membership: Any | None) -> "MembershipQuerySet":
        """Keep the people whose calls a member may see; a key, having no membership, sees everybody's."""
        if membership is None or ("calls.view_others" in membership.capabilities and not membership.limited_to_team):
            return self
        if "calls.view_others" in membership.capabilities and membership.team_id:
            return self.filter(models.Q(team_id=membership.team_id) | models.Q(pk=membership.pk))
        return self.filter(pk=membership.pk)


class Place(NamedTuple):
    """Where a row is: its id and its organization's."""

    pk: int
    organization_id: int


class MembershipAcross:
    """Look for a person's places over all organizations, through the database's own function."""

    def of(self, user_id: int) -> list[Place]:
        """List the active memberships of a user."""
        with connection.cursor() as cursor:
            cursor.execute("SELECT id, organization_id FROM platform.memberships_of(%s)", [user_id])
            return [Place(*row) for row in cursor.fetchall()]


class ApiKeyAcross:
    """Look a key up before its organization is known."""

    def by_prefix(self, prefix: str) -> Place | None:
        """Find the key of a prefix."""
        with connection.cursor() as cursor:
            cursor.execute("SELECT id, organization_id FROM platform.key_by_prefix(%s)", [prefix])
            row = cursor.fetchone()
        return Place(*row) if row else None
