from collections.abc import Callable
from typing import cast

from django.http import HttpResponse
from django.utils.functional import SimpleLazyObject

from callcenter.accounts.access import OwnOrganization, own_organizations, place_of_key
from callcenter.accounts.errors import KeyRefused
from callcenter.accounts.requests import TenantRequest


class OrganizationMiddleware:
    """Tell every view who asks, before any scope is open."""

    def __init__(self, get_response: Callable[[TenantRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: TenantRequest) -> HttpResponse:
        request.organization = request.membership = None  # type: ignore[assignment]
        request.api_key = None
        request.capabilities = frozenset()
        request.organizations = cast(list[OwnOrganization], SimpleLazyObject(lambda: own_organizations(request)))
        request.key_refused = False
        try:
            request.key_place = place_of_key(request)
        except KeyRefused:
            request.key_place, request.key_refused = None, True
        return self.get_response(request)
