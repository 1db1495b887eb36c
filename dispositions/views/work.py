from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render

from callcenter.accounts.requests import TenantRequest
from callcenter.web.views import page


@page("work.own_calls")
def workspace(request: TenantRequest, slug: str) -> HttpResponse:
    """Show the agent's workspace; everything on it comes from the API."""
    work = {
        "api": "/api/v1/",
        "csrf_cookie": settings.CSRF_COOKIE_NAME,
        "organization": slug,
        "user": {"id": request.user.pk, "name": request.user.name},
        "language": request.LANGUAGE_CODE,
        "zone": request.organization.time_zone,
    }
    return render(request, "dispositions/workspace.html", {"work": work})
