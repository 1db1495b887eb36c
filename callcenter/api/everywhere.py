"""Endpoints that look over all organizations of a person, one scope after another."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import Any, cast

from django.db import models
from django.http import HttpResponse
from django.views.decorators.csrf import csrf_exempt
from rest_framework.views import APIView

from callcenter.accounts.access import OwnOrganization
from callcenter.accounts.errors import KeyRefused, NotSignedIn
from callcenter.accounts.models import Membership
from callcenter.accounts.requests import TenantRequest
from callcenter.api.problems import problem_response
from callcenter.tenancy.errors import DomainError
from callcenter.tenancy.scope import tenant_scope

View = Callable[..., HttpResponse]


def signed_in(view: View) -> View:
    """Let people in, not keys: these endpoints speak of a person's own work."""

    @wraps(view)
    def checked(request: TenantRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            if request.key_refused or request.key_place is not None:
                raise KeyRefused
            if not request.user.is_authenticated:
                raise NotSignedIn
        except DomainError as refusal:
            return problem_response(refusal)
        return view(request, *args, **kwargs)

    # The authentication class asks for the token.
    return cast(View, csrf_exempt(checked))


class EverywhereView(APIView):
    """A view of a signed-in person's own things in all organizations; no scope is open when it starts."""

    everywhere = True
    model: type[models.Model] | None = None
    conflicts: tuple[str, ...] = ()

    @classmethod
    def as_view(cls, **initkwargs: Any) -> View:  # type: ignore[override]
        return signed_in(super().as_view(**initkwargs))

    def capability_for(self, method: str | None, action: str | None) -> None:
        """Ask for no capability beyond being a member."""
        return None

    @property
    def asked(self) -> TenantRequest:
        """Return Django's own request, which knows who asks."""
        return cast(TenantRequest, self.request._request)

    @contextmanager
    def inside(self, own: OwnOrganization) -> Iterator[Membership]:
        """Open the scope of one of the person's organizations."""
        with tenant_scope(own.organization):
            yield Membership.objects.get(pk=own.membership_id)
