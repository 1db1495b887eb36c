from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Q, QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from callcenter.accounts import actions as accounts
from callcenter.accounts.models import Membership, Team
from callcenter.accounts.requests import TenantRequest
from callcenter.web.refusals import attempt
from callcenter.web.views import page
from calllog import telephones as holding
from calllog.actions import telephones as actions
from calllog.forms import NewPersonForm, PersonForm, TeamForm, TelephoneForm
from calllog.models import Extension


@page("people.view")
def people_list(request: TenantRequest, slug: str) -> HttpResponse:
    """Show who works here, with their telephones; an admin also names teams here."""
    form = TeamForm(request.POST or None)
    if request.method == "POST":
        if "people.manage" not in request.capabilities:
            raise PermissionDenied
        if name_team(request, form):
            return redirect("people", slug=slug)
    people = list(Membership.objects.reachable_by(request.membership).select_related("user", "team"))
    held = holding.held_now(people)
    rows = [(person, held.get(person.pk, [])) for person in people]
    context = {
        "rows": [row for row in rows if row[0].is_active],
        "former": [row for row in rows if not row[0].is_active],
        "teams": teams(),
        "form": form,
        "renamed": request.POST.get("team", ""),
        "manage": "people.manage" in request.capabilities,
    }
    return render(request, "calllog/people_list.html", context)


@page("people.manage")
def person_new(request: TenantRequest, slug: str) -> HttpResponse:
    """Give somebody a place in the organization."""
    form = NewPersonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        person = attempt(form, lambda: accounts.add_member(actor=request.membership, **form.cleaned_data))
        if person is not None:
            messages.success(request, _("%(name)s can sign in now.") % {"name": person.name})
            return redirect("people", slug=slug)
    return render(request, "calllog/person_new.html", {"form": form})


@page("people.manage")
def person_edit(request: TenantRequest, slug: str, pk: int) -> HttpResponse:
    """Change somebody's name, role, team, or whether they work here."""
    person: Membership = get_object_or_404(Membership.objects.select_related("user", "team"), pk=pk)
    initial = {"name": person.name, "role": person.role, "team": person.team, "is_active": person.is_active}
    form = PersonForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        changed = attempt(
            form, lambda: accounts.change_member(member=person, actor=request.membership, **form.cleaned_data)
        )
        if changed is not None:
            messages.success(request, _("%(name)s is saved.") % {"name": changed.name})
            return redirect("people", slug=slug)
    numbers = holding.held_now([person]).get(person.pk, [])
    return render(request, "calllog/person_edit.html", {"form": form, "person": person, "numbers": numbers})


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
        assignment = get_object_or_404(assignments, pk=chosen(request, "assignment"))
        actions.withdraw_assignment(assignment=assignment, actor=request.membership)
        names = {"number": extension.number, "name": assignment.membership.name}
        messages.success(request, _("%(name)s no longer holds telephone %(number)s.") % names)
    return redirect("telephones", slug=slug)


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


def name_team(request: TenantRequest, form: TeamForm) -> Team | None:
    """Make a team or rename one as the form says; None when it was refused."""
    if not form.is_valid():
        return None
    team = get_object_or_404(Team.objects, pk=chosen(request, "team")) if request.POST.get("team") else None
    named = attempt(
        form, lambda: accounts.name_team(name=form.cleaned_data["name"], team=team, actor=request.membership)
    )
    if named is not None:
        messages.success(request, _("The team is called %(name)s.") % {"name": named.name})
    return named


def who_works_here() -> dict[int, Membership]:
    """Return the people a telephone can be given to."""
    return {person.pk: person for person in Membership.objects.active()}


def chosen(request: TenantRequest, name: str) -> int:
    """Return the id a pressed button sent along; what is none leads nowhere."""
    text = request.POST.get(name, "")
    if not (text.isascii() and text.isdecimal()):
        raise Http404
    return int(text)


def teams() -> QuerySet:
    """Return the teams with how many people work in each."""
    return Team.objects.annotate(size=Count("members", filter=Q(members__is_active=True)))
