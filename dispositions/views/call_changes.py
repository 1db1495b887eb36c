"""What people change on a call's page: its codes, and whose it was."""

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from callcenter.accounts.models import Membership
from callcenter.accounts.requests import TenantRequest
from callcenter.calendars.effective import book
from callcenter.tenancy.errors import DomainError, NotFound
from callcenter.web.views import page, posted_id
from calllog.actions.same_call import join
from calllog.actions.split import split_call
from calllog.actions.whose import whose_was_it
from calllog.call_forms import AssignForm
from dispositions import effects
from dispositions.actions.refusals import check_owner
from dispositions.actions.save import code_wrapup, wrapup_for
from dispositions.call_page import may_code, visible_call
from dispositions.change_form import ChangeCodesForm
from dispositions.errors import CodesRequired
from dispositions.listing import row_of
from dispositions.models import Disposition, Wrapup


def part_to_change(call: Any, actor: Membership, named: int | None) -> Wrapup | None:
    """Return whose part of a call is meant; None for a call without a wrap-up, which saving makes."""
    try:
        return wrapup_for(call_id=call.pk, actor=actor, named=named, make=False)
    except NotFound:
        if named is not None or not may_code(call, actor):
            raise
        return None


@page("calls.view")
def change_codes(request: TenantRequest, slug: str, pk: int) -> HttpResponse:
    """Change the codes of one person's part of a call: the own one, or any with permission and a reason."""
    call, organization, actor = visible_call(pk, request.membership), request.organization, request.membership
    given = request.GET.get("wrapup", "")
    named = int(given) if given.isascii() and given.isdigit() and len(given) < 19 else None
    wrapup = part_to_change(call, actor, named)
    said = Disposition.objects.filter(wrapup=wrapup).first() if wrapup else None
    if wrapup is not None:
        now = timezone.now()
        check_owner(wrapup=wrapup, disposition=said, actor=actor, reason="-", organization=organization, at=now)
    zone = organization.time_zone
    form = ChangeCodesForm(request.POST if request.method == "POST" else None, call=call, wrapup=wrapup, zone=zone)
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():
                if not form.cleaned_data["codes"] and not form.standing:
                    raise CodesRequired
                part = wrapup or wrapup_for(call_id=pk, actor=actor, named=None)
                saved = code_wrapup(wrapup=part, actor=actor, organization=organization, **form.answers(zone))
        except DomainError as refusal:
            form.refuse(refusal.code, str(refusal))
        else:
            done = ", ".join(code.label() for code in saved.codes) or _("Codes taken back")
            told = [one["text"] for one in effects.tell(saved.effects, organization) if one["text"]]
            messages.success(request, " · ".join([done, *told]))
            return redirect("call", slug=slug, pk=pk)
    whose = wrapup.membership.name if wrapup is not None and wrapup.membership_id != actor.pk else ""
    context = {
        "call": call,
        "row": row_of(call, organization, book(organization)),
        "form": form,
        "axes": form.axes(),
        "whose": whose,
        "asks_reason": bool(said and said.revision),
    }
    return render(request, "dispositions/call_codes.html", context, status=400 if form.errors else 200)


@page("calls.log")
def join_call(request: TenantRequest, slug: str, pk: int) -> HttpResponse:
    """Say that a call logged by hand and one that a switch told are the same."""
    call = visible_call(pk, request.membership)
    if request.method == "POST":
        other = visible_call(posted_id(request, "other"), request.membership)
        try:
            with transaction.atomic():
                call = join(one=call, other=other, actor=request.membership, organization=request.organization)
            messages.success(request, _("These were one call."))
        except DomainError as refusal:
            messages.error(request, str(refusal))
    return redirect("call", slug=slug, pk=call.pk)


@page("calls.correct")
def take_apart(request: TenantRequest, slug: str, pk: int) -> HttpResponse:
    """Make a call of its own of some of the conversations that were joined into one."""
    call = visible_call(pk, request.membership)
    if request.method == "POST":
        apart = request.POST.getlist("apart")
        try:
            with transaction.atomic():
                made = split_call(call=call, apart=apart, actor=request.membership, organization=request.organization)
            messages.success(request, _("These are two calls now; this is the one that was taken out."))
            return redirect("call", slug=slug, pk=made.pk)
        except DomainError as refusal:
            messages.error(request, str(refusal))
    return redirect("call", slug=slug, pk=call.pk)


@page("calls.assign")
def assign_call(request: TenantRequest, slug: str, pk: int) -> HttpResponse:
    """Say whose call of a telephone nobody held it was."""
    call = visible_call(pk, request.membership)
    zone = request.organization.time_zone
    form = AssignForm(request.POST if request.method == "POST" else None, membership=request.membership, zone=zone)
    if form.is_valid():
        member, since = form.cleaned_data["member"], form.cleaned_data["since"]
        try:
            with transaction.atomic():
                count = whose_was_it(call=call, membership=member, actor=request.membership, since=since)
            told = _("This was a call of %(name)s.") if since is None else _("%(count)s calls were of %(name)s.")
            messages.success(request, told % {"name": member.name, "count": count})
        except DomainError as refusal:
            messages.error(request, str(refusal))
    elif request.method == "POST":
        messages.error(request, " ".join(str(error) for errors in form.errors.values() for error in errors))
    return redirect(reverse("call", kwargs={"slug": slug, "pk": pk}))
