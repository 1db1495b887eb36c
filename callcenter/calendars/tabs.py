"""The pages about hours, side by side; upper rooms add theirs."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from callcenter.accounts.requests import TenantRequest
from callcenter.calendars.models import Calendar


@dataclass(frozen=True, slots=True)
class Tab:
    label: str
    url: str
    current: bool


@dataclass(frozen=True, slots=True)
class Further:
    """A page of an upper room: its route takes the slug, and needs a capability."""

    route: str
    label: str | Promise
    needs: str


FURTHER: list[Further] = []


def tabs(request: TenantRequest, here: str) -> list[Tab]:
    """Return the pages the person may open; `here` is a calendar's id, or a route's name."""
    slug = request.organization.slug
    shown = []
    for calendar in Calendar.objects.all():
        url = reverse("hours", args=[slug]) if calendar.is_default else reverse("calendar", args=[slug, calendar.pk])
        shown.append(Tab(calendar.name, url, here == str(calendar.pk)))
    for page in FURTHER:
        if page.needs in request.capabilities:
            shown.append(Tab(str(page.label), reverse(page.route, args=[slug]), here == page.route))
    if "incident.declare" in request.capabilities:
        shown.append(Tab(_("Incidents"), reverse("incidents", args=[slug]), here == "incidents"))
    return shown
