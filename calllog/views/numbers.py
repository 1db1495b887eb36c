"""Our numbers, campaigns and sources."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from callcenter.accounts.requests import TenantRequest
from callcenter.web.refusals import attempt
from callcenter.web.views import page, posted_id
from calllog import numbers as own
from calllog.actions import numbers as actions
from calllog.models import Campaign, Channel, OurNumber
from calllog.number_forms import CampaignForm, LabelForm, MoveForm, NewNumberForm
from calllog.sources_seen import sources


@page("reports.view")
def number_list(request: TenantRequest, slug: str) -> HttpResponse:
    """Show our numbers with what they stand for; an admin adds one here."""
    form = NewNumberForm(posted(request))
    if request.method == "POST" and form.is_valid():
        country = request.organization.country
        added = attempt(
            form, lambda: actions.add_number(country=country, actor=request.membership, **form.cleaned_data)
        )
        if added is not None:
            messages.success(request, _("%(number)s is there. Say what it stands for.") % {"number": added.number})
            return redirect("number", slug=slug, pk=added.pk)
    context = {"rows": own.numbers(OurNumber.objects.all()), "form": form, "manage": manages(request)}
    return render(request, "calllog/number_list.html", context, status=400 if form.errors else 200)


@page("reports.view")
def number_page(request: TenantRequest, slug: str, pk: int) -> HttpResponse:
    """Show what one number stood for when; an admin names it, or moves it from a time on."""
    row = get_object_or_404(OurNumber.objects, pk=pk)
    given, zone = posted(request), request.organization.time_zone
    naming = LabelForm(given if given and "name" in given else None, initial={"label": row.label})
    moving = MoveForm(given if given and "name" not in given else None, zone=zone)
    if naming.is_bound and naming.is_valid():
        actions.name_number(our_number=row, actor=request.membership, **naming.cleaned_data)
        messages.success(request, _("Saved."))
        return redirect("number", slug=slug, pk=pk)
    if moving.is_bound and moving.is_valid():
        facts = moving.cleaned_data
        count = attempt(moving, lambda: actions.move_number(our_number=row, actor=request.membership, **facts))
        if count is not None:
            text = ngettext("%(count)s call was looked at anew.", "%(count)s calls were looked at anew.", count)
            messages.success(request, f"{_('Saved.')} {text % {'count': count}}")
            return redirect("number", slug=slug, pk=pk)
    (shown,) = own.numbers([row])
    context = {
        "number": shown,
        "naming": naming,
        "moving": moving,
        "channels": [one.label for one in Channel],
        "manage": manages(request),
    }
    return render(request, "calllog/number_page.html", context, status=400 if naming.errors or moving.errors else 200)


@page("reports.view")
def campaign_list(request: TenantRequest, slug: str) -> HttpResponse:
    """Show the campaigns with their purposes; an admin makes one or changes one here."""
    given = posted(request)
    form = CampaignForm(given)
    if given and form.is_valid():
        standing = (
            get_object_or_404(Campaign.objects, pk=posted_id(request, "campaign")) if "campaign" in given else None
        )
        facts = form.cleaned_data
        named = attempt(form, lambda: actions.name_campaign(campaign=standing, actor=request.membership, **facts))
        if named is not None:
            messages.success(request, _("%(name)s is saved.") % {"name": named.name})
            return redirect("campaigns", slug=slug)
    context = {
        "rows": Campaign.objects.all(),
        "form": form,
        "changed": request.POST.get("campaign", ""),
        "purposes": Campaign.Purpose.choices,
        "manage": manages(request),
    }
    return render(request, "calllog/campaign_list.html", context, status=400 if form.errors else 200)


@page("sources.manage")
def source_list(request: TenantRequest, slug: str) -> HttpResponse:
    """Show whether each source is heard, and how far its clock is from ours."""
    return render(request, "calllog/source_list.html", {"rows": sources()})


def manages(request: TenantRequest) -> bool:
    return "sources.manage" in request.capabilities


def posted(request: TenantRequest) -> Any:
    """Return what was sent to be changed, if anything; only for whoever may."""
    if request.method != "POST":
        return None
    if not manages(request):
        raise PermissionDenied
    return request.POST
