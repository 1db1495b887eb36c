from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from callcenter.accounts.requests import TenantRequest
from callcenter.api.paging import keyset_page
from callcenter.calendars.effective import book
from callcenter.web.views import page, posted_id
from calllog import phone
from calllog.actions.annotate import annotate
from calllog.actions.same_call import twins_of
from calllog.actions.split import ids_of
from calllog.call_forms import AnnotateForm, AssignForm
from calllog.models import Call
from calllog.raw import MOST_EVENTS, raw_events_of
from calllog.timeline import timeline
from dispositions import call_page, listing, rows
from dispositions.call_lanes import lanes_of
from dispositions.dnc.resting import resting
from dispositions.filter_form import AddFilterForm
from dispositions.filters import CallFilter
from dispositions.matters import people_of
from dispositions.models import Code

PAGE_SIZE = 50
MOST_COUNTED = 99


@page("calls.view")
def call_list(request: TenantRequest, slug: str) -> HttpResponse:
    """Show the calls the person may see, newest first, narrowed by what stands in the address."""
    organization, zone = request.organization, ZoneInfo(request.organization.time_zone)
    address = listing.Address(request.GET, request.path)
    if tidy := address.untidy():
        return redirect(tidy)
    today = listing.today_of(organization)
    query = listing.asked(request.GET, today)
    visible = Call.objects.visible_to(request.membership)
    filters = CallFilter(query, queryset=visible, request=request)
    valid = filters.is_valid()
    calls = rows.calls(filters.qs) if valid else visible.none()
    found = keyset_page(calls, ("-started_at", "-pk"), request.GET.get("cursor"), PAGE_SIZE)
    form, hours = AddFilterForm(query=query, membership=request.membership), book(organization)
    listed = [listing.row_of(call, organization, hours) for call in found.rows]
    context = {
        "rows": listed,
        "any_outside": any(row.outside for row in listed),
        "days": listing.days_of(query, filters.form.cleaned_data if valid else {}, today, address, zone),
        "chips": list(listing.chips_of(filters, request.GET, address)) if valid else [],
        "refusals": list(refusals_of(filters)),
        "form": form,
        "keep": form.kept(query),
        "clear_url": request.path,
        "newer_url": cursor_url(request, found.previous),
        "older_url": cursor_url(request, found.next),
        "unheld": unheld_of(request, address) if "calls.assign" in request.capabilities else None,
    }
    return render(request, "dispositions/call_list.html", context, status=200 if valid else 400)


def refusals_of(filters: CallFilter) -> Iterator[str]:
    """Yield a sentence for each filter that could not be read."""
    for name, errors in filters.errors.items():
        label = filters.filters[name].label if name in filters.filters else name
        yield _("%(filter)s: %(sentence)s") % {"filter": label, "sentence": " ".join(errors)}


def cursor_url(request: TenantRequest, cursor: str | None) -> str:
    """Return the address of a neighbouring page, nothing at the end."""
    if cursor is None:
        return ""
    query = request.GET.copy()
    query["cursor"] = cursor
    return f"?{query.urlencode()}"


def unheld_of(request: TenantRequest, address: listing.Address) -> dict[str, Any] | None:
    """Count recent calls of telephones nobody held, 99 and more as one, and say where they are listed."""
    zone = ZoneInfo(request.organization.time_zone)
    since = listing.today_of(request.organization) - listing.FOUR_WEEKS
    recent = Call.objects.visible_to(request.membership).filter(
        started_at__gte=datetime.combine(since, datetime.min.time(), zone)
    )
    count = recent.of_telephones_nobody_held().order_by()[: MOST_COUNTED + 1].count()
    if not count:
        return None
    url = f"{request.path}?unheld=true&started_after={since}"
    shown = f"{MOST_COUNTED}+" if count > MOST_COUNTED else str(count)
    return {"count": shown, "url": url, "current": request.GET.get("unheld") == "true"}


@page("calls.view")
def call_detail(request: TenantRequest, slug: str, pk: int) -> HttpResponse:
    """Show one call and everything that happened to it; a post changes its comment and its contact."""
    survivor = Call.objects.filter(pk=pk).exclude(merged_into=None).values_list("merged_into_id", flat=True).first()
    if survivor is not None:
        call_page.visible_call(survivor, request.membership)
        return redirect("call", slug=slug, pk=survivor)
    call = call_page.visible_call(pk, request.membership)
    if request.method == "POST":
        form = AnnotateForm(request.POST)
        if "calls.log" in request.capabilities and "contact" in request.POST:
            annotate(call=call, actor=request.membership, contact=posted_id(request, "contact"))
            messages.success(request, _("Saved."))
            return redirect("call", slug=slug, pk=pk)
        if "calls.log" in request.capabilities and form.is_valid():
            annotate(call=call, actor=request.membership, **form.cleaned_data)
            messages.success(request, _("Saved."))
            return redirect("call", slug=slug, pk=pk)
    else:
        person = {"contact_name": call.contact.name, "contact_email": call.contact.email} if call.contact else {}
        form = AnnotateForm(initial={"contact_name": call.caller_name, **person, "comment": call.comment})
    return render(request, "dispositions/call_detail.html", shown(request, call) | {"form": form})


def joined_of(call: Any) -> list[tuple[str, datetime | None]]:
    """Return the switch's ids of the conversations a call was made of with when each began, where there are several.

    Asterisk's ids begin with the second in which the channel was made.
    """
    ids = ids_of(call)
    if len(ids) < 2:
        return []
    seconds = [one.rpartition("-")[2].partition(".")[0] for one in ids]
    began = [datetime.fromtimestamp(int(at), UTC) if at.isascii() and at.isdigit() else None for at in seconds]
    return list(zip(ids, began, strict=True))


def shown(request: TenantRequest, call: Any) -> dict[str, Any]:
    """Return everything the page of a call shows."""
    organization, membership, now = request.organization, request.membership, timezone.now()
    legs = list(call.legs.of_agents().select_related("membership"))
    outcome = call.outcome_rows[0] if call.outcome_rows else None
    clash = list(Code.objects.filter(slug__in=outcome.contradiction)) if outcome and outcome.contradiction else []
    events = raw_events_of(call)
    unheld = [leg for leg in legs if leg.talked and leg.membership is None and leg.extension]
    lanes = lanes_of(call, legs, call.wrapup_rows)
    parts = call_page.parts_of(call, membership, organization, now)
    earlier = list(call_page.earlier_of(call, membership))
    return {
        "call": call,
        "row": listing.row_of(call, organization, book(organization)),
        "number": phone.display(call.number, organization.country),
        "day": call_page.day_of(call, organization),
        "facts": call_page.facts_of(call, legs, organization),
        "lanes": lanes,
        "wrapped": any(bar.kind == "acw" for lane in lanes for bar in lane.bars),
        "told": list(call_page.told_of(timeline(call, organization), call, organization)),
        "parts": parts,
        "outcome": outcome,
        "codes_count": len(call.standing_uses),
        "clash": clash,
        "may_code": call_page.may_code(call, membership) and not any(part.may_change for part in parts),
        "changeable": next((part for part in parts if part.may_change), None),
        "rest": resting(call, now) if call.number or call.contact_id else None,
        "earlier": earlier,
        "goes_on": call_page.goes_on(call, earlier),
        "joined": joined_of(call) if "calls.correct" in request.capabilities else [],
        "twins": list(twins_of(call).visible_to(membership)[:3]),
        "people": people_of([call]).get(call.number, []),
        "events": events,
        "events_cut": len(events) >= MOST_EVENTS,
        "unheld": unheld[0] if unheld and call.ended_at else None,
        "assign_form": AssignForm(membership=membership, zone=organization.time_zone, since=call.started_at)
        if unheld and "calls.assign" in request.capabilities
        else None,
        "may_annotate": "calls.log" in request.capabilities,
    }
