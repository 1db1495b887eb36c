from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from callcenter.accounts.requests import TenantRequest
from callcenter.calendars.models import Calendar
from callcenter.calendars.tabs import tabs
from callcenter.web.views import page
from calllog.actions.queues import choose_hours
from calllog.models import Queue


@page("incident.declare")
def queue_hours(request: TenantRequest, slug: str) -> HttpResponse:
    """Show which opening hours each queue goes by; an admin chooses."""
    calendars = {str(row.pk): row for row in Calendar.objects.filter(is_default=False)}
    queues = list(Queue.objects.select_related("calendar"))
    if request.method == "POST":
        if "hours.manage" not in request.capabilities:
            raise PermissionDenied
        given = {queue: request.POST.get(f"queue-{queue.pk}") for queue in queues}
        known = {queue: calendars.get(value) for queue, value in given.items() if value == "" or value in calendars}
        choose_hours(choices=known, actor=request.membership)
        messages.success(request, _("Hours of the queues: saved."))
        return redirect("queue-hours", slug=slug)
    context = {
        "queues": queues,
        "calendars": list(calendars.values()),
        "own": Calendar.objects.get(is_default=True),
        "manage": "hours.manage" in request.capabilities,
        "tabs": tabs(request, "queue-hours"),
    }
    return render(request, "calllog/queue_hours.html", context)
