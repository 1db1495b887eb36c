from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from callcenter.accounts.requests import TenantRequest
from callcenter.web.refusals import attempt
from callcenter.web.views import page
from dispositions import code_facts
from dispositions.actions import codes as actions
from dispositions.actions import retirement
from dispositions.api.codes import hint
from dispositions.code_preview import lines, preview
from dispositions.forms import CodeForm, RetireForm
from dispositions.meanings import MEANINGS
from dispositions.models import Code, CodeSetItem

PREVIEW = "X-Preview"


@page("codes.view")
def code_list(request: TenantRequest, slug: str) -> HttpResponse:
    """Show every code and the card they make; who may manage codes goes on from here."""
    sections = code_facts.sections()
    card = [(section.title, with_hints(request, section)) for section in sections if section.kind == "axis"]
    return render(
        request,
        "dispositions/code_list.html",
        {"sections": sections, "card": card, "manage": "codes.manage" in request.capabilities},
    )


@page("codes.manage")
def code_new(request: TenantRequest, slug: str) -> HttpResponse:
    """Ask the three answers and make a code of them."""
    form = form_for(request)
    if PREVIEW in request.headers:
        return render(request, "dispositions/_code_preview.html", {"preview": preview(form, request.organization)})
    if request.method == "POST" and form.is_valid():
        code = attempt(form, lambda: define(request, form))
        if code is not None:
            messages.success(request, _("%(code)s is on the card of every agent now.") % {"code": code})
            return redirect("code", slug=slug, pk=code.pk)
    return editor(request, form, None)


@page("codes.manage")
def code_edit(request: TenantRequest, slug: str, pk: int) -> HttpResponse:
    """Show a code, and change it; what the system sets is shown locked."""
    code: Code = get_object_or_404(Code.objects.select_related("replaced_by"), pk=pk)
    if not code.selectable:
        facts = {"lines": lines(code, request.organization), "hint": hint(code, request.organization)}
        return render(request, "dispositions/code_locked.html", beside(request, code) | facts)
    form = form_for(request, code)
    if PREVIEW in request.headers:
        return render(request, "dispositions/_code_preview.html", {"preview": preview(form, request.organization)})
    if request.method == "POST" and form.is_valid():
        changed = attempt(
            form,
            lambda: actions.change_code(code=code, actor=request.membership, answers=form.answers(), **form.further()),
        )
        if changed is not None:
            messages.success(request, said_of_change(code, changed))
            return redirect("code", slug=slug, pk=pk)
    return editor(request, form, code)


@page("codes.manage")
def code_retire(request: TenantRequest, slug: str, pk: int) -> HttpResponse:
    """Retire a code, bring it back, or delete one that was never used; each is spelled out before."""
    code: Code = get_object_or_404(Code.objects.select_related("replaced_by"), pk=pk, selectable=True)
    form = RetireForm(request.POST or None, code=code)
    if request.method == "POST" and form.is_valid():
        gone = attempt(form, lambda: carry_out(request, code, form))
        if gone is not None:
            messages.success(request, gone)
            return (
                redirect("code", slug=slug, pk=pk)
                if Code.objects.filter(pk=pk).exists()
                else redirect("codes", slug=slug)
            )
    context = beside(request, code) | {
        "form": form,
        "deletable": retirement.deletable(code),
        "by_rule": code.category not in MEANINGS,
    }
    return render(request, "dispositions/code_retire.html", context)


def carry_out(request: TenantRequest, code: Code, form: RetireForm) -> str:
    """Do what the pressed button says and return the sentence about it."""
    wish, actor = request.POST.get("do"), request.membership
    if wish == "delete":
        retirement.delete_code(code=code, actor=actor)
        return _("%(code)s is deleted.") % {"code": code}
    if wish == "bring_back":
        retirement.bring_back(code=code, actor=actor)
        return _("%(code)s is on the card again, without a digit.") % {"code": code}
    retirement.retire_code(code=code, replaced_by=form.cleaned_data["replaced_by"], actor=actor)
    return _("%(code)s has left the card.") % {"code": code}


def define(request: TenantRequest, form: CodeForm) -> Code:
    """Make the code of the three answers, then say of it what was given under More."""
    answers = form.answers()
    code = actions.define_code(
        name=form.cleaned_data["name"],
        meaning=answers.meaning,
        then=answers.then,
        rest_days=answers.rest_days,
        digit=form.cleaned_data["digit"],
        language=form.language,
        actor=request.membership,
    )
    further = form.further() | {"position": form.cleaned_data["position"] or code.position}
    return actions.change_code(code=code, actor=request.membership, **further)


def form_for(request: TenantRequest, code: Code | None = None) -> CodeForm:
    """Make the form of a code in the language of the person at the screen."""
    items = CodeSetItem.objects.filter(code_set__is_default=True).exclude(digit="").select_related("code")
    return CodeForm(
        request.POST if request.method == "POST" else None,
        code=code,
        language=request.LANGUAGE_CODE,
        usual_days=request.organization.not_interested_days,
        holders={item.digit: item.code for item in items},
    )


def editor(request: TenantRequest, form: CodeForm, code: Code | None) -> HttpResponse:
    """Show the list, the answers, and the preview beside them."""
    context = beside(request, code) | {
        "form": form,
        "preview": preview(form, request.organization),
        "explained": [(radio, MEANINGS.get(radio.data["value"], "")) for radio in form["meaning"]],
        "usual_days": request.organization.not_interested_days,
    }
    return render(request, "dispositions/code_edit.html", context)


def beside(request: TenantRequest, code: Code | None) -> dict[str, object]:
    """Return what stands left and right of a code."""
    context: dict[str, object] = {"sections": code_facts.sections(), "code": code}
    if code is not None:
        context |= {"use": code_facts.use_of(code), "versions": code_facts.versions_of(code, request.organization)}
    return context


def with_hints(request: TenantRequest, section: code_facts.Section) -> list[tuple[code_facts.Row, str]]:
    """Return the rows of a column with the second line of each chip."""
    return [(row, hint(row.code, request.organization)) for row in section.rows]


def said_of_change(before: Code, after: Code) -> str:
    """Say whether a change made a version."""
    if after.version == before.version:
        return _("%(code)s is saved; no new version.") % {"code": after}
    return _("%(code)s is saved as version %(version)s.") % {"code": after, "version": after.version}
