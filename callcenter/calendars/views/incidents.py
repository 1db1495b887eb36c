from collections.abc import Iterator

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from callcenter.accounts.requests import TenantRequest
from callcenter.api.paging import keyset_page
from callcenter.calendars.actions import incidents as actions
from callcenter.calendars.forms import IncidentForm
from callcenter.calendars.models import Incident
from callcenter.calendars.tabs import tabs
from callcenter.web.refusals import attempt
from callcenter.web.views import page

PAGE_SIZE = 50


@page("incident.declare")
def incident_list(request: TenantRequest, slug: str) -> HttpResponse:
    """Show what stopped the clocks, newest first; a post stops them."""
    only_team = request.membership.team_id or 0 if request.membership.limited_to_team else None
    form = IncidentForm(request.POST if request.method == "POST" else None, only_team=only_team)
    if request.method == "POST" and form.is_valid():
        started = attempt(form, lambda: actions.start_incident(actor=request.membership, **form.cleaned_data))
        if started is not None:
            messages.success(request, _("%(reason)s: clocks are stopped.") % {"reason": started.reason})
            return redirect("incidents", slug=slug)
    everything = Incident.objects.select_related("team", "started_by", "ended_by")
    over = keyset_page(everything.exclude(ended_at=None), ("-started_at", "-pk"), request.GET.get("cursor"), PAGE_SIZE)
    mine = set(Incident.objects.standing().declared_by(request.membership).values_list("pk", flat=True))
    context = {
        "form": form,
        "standing": [(incident, incident.pk in mine) for incident in everything.standing()],
        "over": list(with_length(over.rows)),
        "newer_url": "?" + urlencode({"cursor": over.previous}) if over.previous else "",
        "older_url": "?" + urlencode({"cursor": over.next}) if over.next else "",
        "reasons": [_("Fire drill"), _("Power cut"), _("Network down"), _("Telephones down")],
        "tabs": tabs(request, "incidents"),
    }
    return render(request, "calendars/incident_list.html", context)


@page("incident.declare")
def incident_end(request: TenantRequest, slug: str, pk: int) -> HttpResponse:
    """Let the clocks run again."""
    incident: Incident = get_object_or_404(Incident.objects.select_related("team"), pk=pk)
    if request.method == "POST":
        actions.end_incident(incident=incident, actor=request.membership)
        messages.success(request, _("%(reason)s is over: clocks run again.") % {"reason": incident.reason})
    return redirect("incidents", slug=slug)


def with_length(incidents: list[Incident]) -> Iterator[tuple[Incident, float]]:
    """Yield each incident with how many seconds it lasted."""
    for incident in incidents:
        assert incident.ended_at is not None
        yield incident, (incident.ended_at - incident.started_at).total_seconds()
