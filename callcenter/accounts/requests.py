"""A request as views get it."""

from typing import TYPE_CHECKING

from django.http import HttpRequest

if TYPE_CHECKING:
    from callcenter.accounts.access import OwnOrganization
    from callcenter.accounts.models import ApiKey, Membership, User
    from callcenter.accounts.querysets import Place
    from callcenter.tenancy.models import Organization


class TenantRequest(HttpRequest):
    """A request that knows who asks and for which organization; for types only, Django makes its own class.

    Inside a page all of it is set; an endpoint asked with a key has no membership.
    """

    user: "User"
    organization: "Organization"
    membership: "Membership"
    api_key: "ApiKey | None"
    capabilities: frozenset[str]
    organizations: "list[OwnOrganization]"
    key_place: "Place | None"
    key_refused: bool
    LANGUAGE_CODE: str
