"""Who asks, and for which organization: answered before any scope is open."""

from dataclasses import dataclass

from django.core.validators import slug_re

from callcenter.accounts.errors import KeyRefused, NotSignedIn, OrganizationRequired
from callcenter.accounts.models import ApiKey, Membership
from callcenter.accounts.querysets import Place
from callcenter.accounts.requests import TenantRequest
from callcenter.tenancy.errors import NotFound
from callcenter.tenancy.models import Organization
from callcenter.tenancy.scope import tenant_scope

HEADER = "Organization"


@dataclass(frozen=True, slots=True)
class OwnOrganization:
    """An organization of the signed-in person, with the membership's id."""

    slug: str
    name: str
    organization: Organization
    membership_id: int


def own_organizations(request: TenantRequest) -> list[OwnOrganization]:
    """List the organizations of the signed-in person, by name; empty for anybody else."""
    if not request.user.is_authenticated:
        return []
    places = {place.organization_id: place for place in Membership.across_organizations.of(request.user.pk)}
    found = Organization.objects.filter(pk__in=places)
    return [OwnOrganization(row.slug, row.name, row, places[row.pk].pk) for row in found]


def place_of_key(request: TenantRequest) -> Place | None:
    """Return where the request's bearer key belongs; None without a key, `KeyRefused` for a bad one."""
    header = request.headers.get("Authorization", "")
    if not header.startswith("Bearer "):
        return None
    prefix, _, secret = header.removeprefix("Bearer ").strip().partition(".")
    place = ApiKey.across_organizations.by_prefix(prefix) if slug_re.match(prefix) and secret else None
    if place is None:
        raise KeyRefused
    with tenant_scope(place.organization_id):
        if not ApiKey.objects.get(pk=place.pk).opens_with(secret):
            raise KeyRefused
    return place


def organization_of(request: TenantRequest, slug: str | None) -> Organization:
    """Decide which organization the request is for: a key's own, the named one, else the only membership.

    A named organization may still turn out to be somebody else's: `enter` looks.
    """
    if request.key_place is not None:
        return Organization.objects.get(pk=request.key_place.organization_id)
    if not request.user.is_authenticated:
        raise NotSignedIn
    wanted = slug or request.headers.get(HEADER)
    if wanted:
        # A header may hold what no slug does and the database cannot read, such as a null character.
        named = Organization.objects.filter(slug=wanted).first() if slug_re.match(wanted) else None
        if named is None:
            raise NotFound
        return named
    mine = request.organizations
    if len(mine) != 1:
        raise OrganizationRequired if mine else NotFound
    return mine[0].organization


def enter(request: TenantRequest, organization: Organization) -> None:
    """Put organization, membership and key on the request; called inside the organization's scope.

    Who has no place there is told that there is nothing.
    """
    request.organization = organization
    request.api_key = None
    if request.key_place is not None:
        request.api_key = ApiKey.objects.get(pk=request.key_place.pk)
    else:
        found = Membership.objects.active().select_related("team").filter(user_id=request.user.pk).first()
        if found is None:
            del request.organization
            raise NotFound
        request.membership = found
    request.capabilities = (request.api_key or request.membership).capabilities
