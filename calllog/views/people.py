from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from callcenter.accounts import actions as accounts
from callcenter.accounts.models import Membership, Team
from callcenter.accounts.requests import TenantRequest
from callcenter.web.refusals import attempt
from callcenter.web.views import page, posted_id
from calllog import telephones as holding
from calllog.forms import NewPersonForm, PersonForm, TeamForm


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


def name_team(request: TenantRequest, form: TeamForm) -> Team | None:
    """Make a team or rename one as the form says; None when it was refused."""
    if not form.is_valid():
        return None
    team = get_object_or_404(Team.objects, pk=posted_id(request, "team")) if request.POST.get("team") else None
    named = attempt(
        form, lambda: accounts.name_team(name=form.cleaned_data["name"], team=team, actor=request.membership)
    )
    if named is not None:
        messages.success(request, _("The team is called %(name)s.") % {"name": named.name})
    return named


def teams() -> QuerySet:
    """Return the teams with how many people work in each."""
    return Team.objects.annotate(size=Count("members", filter=Q(members__is_active=True)))
