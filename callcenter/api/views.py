"""What every endpoint shares: the scope around a request, capabilities, lookups that reveal nothing."""

from collections.abc import Callable
from functools import wraps
from typing import Any, cast

from django.core.exceptions import RequestDataTooBig
from django.db import models, transaction
from django.http import HttpResponse
from django.views.decorators.csrf import csrf_exempt
from rest_framework import viewsets

from callcenter.accounts.access import enter, organization_of
from callcenter.accounts.errors import KeyRefused
from callcenter.accounts.requests import TenantRequest
from callcenter.api.idempotency import once
from callcenter.api.problems import TooMuchSent, problem_response
from callcenter.tenancy.errors import DomainError, NotFound
from callcenter.tenancy.scope import tenant_scope

View = Callable[..., HttpResponse]


def in_organization(view: View) -> View:
    """Open the request's scope and transaction around an API view; a refusal rolls back."""

    @wraps(view)
    def scoped(request: TenantRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        def carry_out() -> HttpResponse:
            response = view(request, *args, **kwargs)
            if hasattr(response, "render"):
                response.render()
            return response

        try:
            if request.key_refused:
                raise KeyRefused
            organization = organization_of(request, None)
            with tenant_scope(organization):
                try:
                    enter(request, organization)
                    return once(request, carry_out)
                except DomainError:
                    transaction.set_rollback(True)
                    raise
        except RequestDataTooBig:
            return problem_response(TooMuchSent())
        except DomainError as refusal:
            return problem_response(refusal)

    # The authentication class asks for the token.
    return cast(View, csrf_exempt(scoped))


class TenantViewSet(viewsets.GenericViewSet):
    """A resource of the organization in scope; each action names the capability it needs."""

    model: type[models.Model]
    capability: str | None = None
    capabilities: dict[str, str] = {}
    conflicts: tuple[str, ...] = ()
    ordering: tuple[str, ...] = ("-pk",)

    @classmethod
    def as_view(cls, *args: Any, **kwargs: Any) -> View:  # type: ignore[override]
        return in_organization(super().as_view(*args, **kwargs))

    def capability_for(self, method: str | None, action: str | None) -> str | None:
        """Return what the action needs: its own entry, else the resource's."""
        return self.capabilities.get(action or "", self.capability)

    @property
    def asked(self) -> TenantRequest:
        """Return Django's own request, which knows who asks and for which organization."""
        return cast(TenantRequest, self.request._request)

    def get_queryset(self) -> models.QuerySet:
        if getattr(self, "swagger_fake_view", False):
            return models.QuerySet(self.model).none()
        return self.rows(self.model.objects.all())  # type: ignore[attr-defined]

    def rows(self, queryset: Any) -> Any:
        """Narrow and enrich the organization's rows for this resource."""
        return queryset

    def get_object(self) -> Any:
        row = self.get_queryset().filter(pk=self.kwargs["pk"]).first()
        if row is None:
            raise NotFound
        return row
