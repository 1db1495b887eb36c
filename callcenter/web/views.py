"""What every page shares: the organization of the path, the scope around the view, refusals in words."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render

from callcenter.accounts.access import enter, organization_of
from callcenter.accounts.errors import Forbidden
from callcenter.accounts.requests import TenantRequest
from callcenter.tenancy.errors import DomainError
from callcenter.tenancy.scope import tenant_scope
from callcenter.web import menus

View = Callable[..., HttpResponse]


def page(capability: str) -> Callable[[View], View]:
    """Open the scope of /o/<slug>/… around a page that needs a capability.

    Somebody else's organization is a missing page. A handled refusal rolls everything back.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def scoped(request: TenantRequest, slug: str, *args: Any, **kwargs: Any) -> HttpResponse:
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            request.key_place = None
            try:
                organization = organization_of(request, slug)
                with tenant_scope(organization):
                    enter(request, organization)
                    if capability not in request.capabilities:
                        raise Forbidden
                    response = view(request, *args, slug=slug, **kwargs)
                    if hasattr(response, "render"):
                        response.render()
                    return response
            except DomainError as refusal:
                return refused(request, refusal)

        return scoped

    return decorate


def refused(request: TenantRequest, refusal: DomainError) -> HttpResponse:
    """Answer a refusal in words; everything the view had written is rolled back by then."""
    if refusal.status == 404:
        raise Http404 from refusal
    if refusal.status == 403:
        raise PermissionDenied(str(refusal)) from refusal
    if request.organization is None:
        return render(request, "web/refused.html", {"refusal": refusal}, status=refusal.status)
    with tenant_scope(request.organization):
        return render(request, "web/refused.html", {"refusal": refusal}, status=refusal.status)


def home(request: TenantRequest) -> HttpResponse:
    """Lead to the first page the person may open."""
    if not request.user.is_authenticated:
        return redirect("account_login")
    if not request.organizations:
        return render(request, "web/no_organization.html", status=403)
    return redirect("organization", slug=request.organizations[0].slug)


@page("calls.view")
def organization_home(request: TenantRequest, slug: str) -> HttpResponse:
    """Lead to the first entry of the organization's menu."""
    first = next(iter(menus.items(request, slug, request.capabilities, main=True)))
    return redirect(first.url)


def posted_id(request: TenantRequest, name: str) -> int:
    """Return the id a pressed button sent along; what is none leads nowhere."""
    text = request.POST.get(name, "")
    if not (text.isascii() and text.isdecimal() and len(text) < 19):
        raise Http404
    return int(text)
