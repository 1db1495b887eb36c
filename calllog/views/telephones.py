"""Telephones: who holds which, and which one is mine."""

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from callcenter.accounts.models import Membership
from callcenter.accounts.requests import TenantRequest
from callcenter.web.local_time import as_typed
from callcenter.web.refusals import attempt
from callcenter.web.views import page, posted_id
from calllog import telephones as holding
from calllog.actions import telephones as actions
from calllog.errors import TelephoneInUse
from calllog.forms import HolderForm, TelephoneForm
from calllog.models import Extension, ExtensionAssignment


@page("people.view")
def telephones(request: TenantRequest, slug: str) -> HttpResponse:
    """Show every telephone with who holds it, and who did."""
    return show_telephones(request)


@page("people.manage")
def telephone_assign(request: TenantRequest, slug: str, pk: int) -> HttpResponse:
    """Give a telephone to a person; a refusal is shown at that telephone, with what was typed."""
    extension = get_object_or_404(Extension.objects, pk=pk)
    if request.method != "POST":
        return redirect("telephones", slug=slug)
    form = TelephoneForm(request.POST, prefix=str(pk), zone=request.organization.time_zone, people=who_works_here())
    if form.is_valid():
        person = form.cleaned_data["person"]
        given = attempt(
            form,
            lambda: actions.assign(
                extension=extension,
                membership=person,
                starts_at=form.cleaned_data["starts_at"],
                actor=request.membership,
            ),
        )
        if given is not None:
            names = {"number": extension.number, "name": person.name}
            messages.success(request, _("Telephone %(number)s belongs to %(name)s.") % names)
            return redirect("telephones", slug=slug)
    return show_telephones(request, refused={pk: form})


@page("people.manage")
def telephone_give_back(request: TenantRequest, slug: str, pk: int) -> HttpResponse:
    """End what holds a telephone now, or take back what was planned for it."""
    extension = get_object_or_404(Extension.objects, pk=pk)
    if request.method == "POST":
        assignments = extension.assignments.select_related("membership")
        assignment = get_object_or_404(assignments, pk=posted_id(request, "assignment"))
        actions.withdraw_assignment(assignment=assignment, actor=request.membership)
        names = {"number": extension.number, "name": assignment.membership.name}
        messages.success(request, _("%(name)s no longer holds telephone %(number)s.") % names)
    return redirect("telephones", slug=slug)


@page("people.manage")
def assignment_correct(request: TenantRequest, slug: str, pk: int) -> HttpResponse:
    """Put right who held a telephone, or when; the calls of that time follow."""
    assignment = get_object_or_404(ExtensionAssignment.objects.select_related("extension", "membership"), pk=pk)
    zone = request.organization.time_zone
    initial = {
        "person": assignment.membership_id,
        "starts_at": as_typed(assignment.starts_at, zone),
        "ends_at": as_typed(assignment.ends_at, zone),
    }
    people = who_works_here() | {assignment.membership_id: assignment.membership}
    form = HolderForm(request.POST if request.method == "POST" else None, initial=initial, zone=zone, people=people)
    if request.method == "POST" and form.is_valid():
        facts = form.cleaned_data
        # A minute that was not touched keeps its seconds.
        for name in ("starts_at", "ends_at"):
            if name not in form.changed_data:
                facts[name] = getattr(assignment, name)
        count = attempt(
            form,
            lambda: actions.correct_assignment(
                assignment=assignment,
                membership=facts["person"],
                starts_at=facts["starts_at"],
                ends_at=facts["ends_at"],
                actor=request.membership,
            ),
        )
        if count is not None:
            text = ngettext("%(count)s call was looked at anew.", "%(count)s calls were looked at anew.", count)
            messages.success(request, f"{_('Saved.')} {text % {'count': count}}")
            return redirect("telephones", slug=slug)
    context = {"form": form, "assignment": assignment}
    return render(request, "calllog/assignment_correct.html", context, status=400 if form.errors else 200)


@page("work.own_calls")
def my_telephone(request: TenantRequest, slug: str) -> HttpResponse:
    """Choose the telephone one sits at; one that somebody else holds asks before it changes hands."""
    asked, status = None, 200
    if request.method == "POST" and "leave" in request.POST:
        actions.leave(membership=request.membership)
        messages.success(request, _("You hold no telephone."))
        return redirect("my-telephone", slug=slug)
    if request.method == "POST":
        extension = get_object_or_404(Extension.objects, pk=posted_id(request, "telephone"))
        try:
            with transaction.atomic():
                actions.take(extension=extension, membership=request.membership, over="over" in request.POST)
        except TelephoneInUse:
            asked, status = extension.pk, 409
        else:
            messages.success(request, _("Telephone %(number)s is yours.") % {"number": extension.number})
            return redirect("work", slug=slug)
    rows = holding.telephones(past=False)
    context = {
        "rows": rows,
        "mine": [row for row in rows if row.holding and row.holding.membership_id == request.membership.pk],
        "asked": next((row for row in rows if row.extension.pk == asked and row.holding), None),
    }
    return render(request, "calllog/my_telephone.html", context, status=status)


def show_telephones(request: TenantRequest, refused: dict[int, TelephoneForm] | None = None) -> HttpResponse:
    """Show the telephones, each with its form for whoever may assign them."""
    rows, refused = holding.telephones(), refused or {}
    manage = "people.manage" in request.capabilities
    forms = {}
    if manage:
        shared: dict[str, Any] = {"zone": request.organization.time_zone, "people": who_works_here()}
        forms = {row.extension.pk: TelephoneForm(prefix=str(row.extension.pk), **shared) for row in rows} | refused
    context = {
        "rows": [(row, forms.get(row.extension.pk), row.extension.pk in refused) for row in rows],
        "manage": manage,
    }
    return render(request, "calllog/telephones.html", context)


def who_works_here() -> dict[int, Membership]:
    """Return the people a telephone can be given to."""
    return {person.pk: person for person in Membership.objects.active()}
