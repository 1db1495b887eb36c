from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from callcenter.accounts.requests import TenantRequest
from callcenter.calendars import facts, typed
from callcenter.calendars.actions import calendars as actions
from callcenter.calendars.effective import book
from callcenter.calendars.forms import CalendarForm, DayForm, initial_of
from callcenter.calendars.models import Calendar, CalendarDay
from callcenter.calendars.tabs import tabs
from callcenter.web.refusals import attempt
from callcenter.web.views import page

COPY = "copy"


@page("hours.view")
def hours(request: TenantRequest, slug: str) -> HttpResponse:
    """Show the organization's own opening hours, and change them."""
    return one(request, Calendar.objects.get(is_default=True))


@page("hours.view")
def calendar(request: TenantRequest, slug: str, pk: int) -> HttpResponse:
    """Show further opening hours, and change them."""
    found: Calendar = get_object_or_404(Calendar.objects, pk=pk)
    return redirect("hours", slug=slug) if found.is_default and request.method == "GET" else one(request, found)


def one(request: TenantRequest, found: Calendar) -> HttpResponse:
    """Answer for one calendar: a post is its week."""
    week = actions.week_of(found)
    initial = initial_of(found, week)
    if request.method != "POST":
        return show(request, found, CalendarForm(initial=initial, country=found.country))
    need_manage(request)
    form = CalendarForm(posted(request), initial=initial, country=found.country)
    if form.is_valid():
        saved = attempt(
            form, lambda: actions.change_calendar(calendar=found, actor=request.membership, **form.answers())
        )
        if saved is not None:
            messages.success(request, _("%(name)s: saved.") % {"name": saved.name})
            return redirect(address(request, saved))
    return show(request, found, form)


@page("hours.manage")
def calendar_new(request: TenantRequest, slug: str) -> HttpResponse:
    """Make further opening hours, for a part of the organization."""
    default = Calendar.objects.get(is_default=True)
    fresh = Calendar(country=default.country, region=default.region, half_day_min=default.half_day_min)
    initial = initial_of(fresh, actions.week_of(default))
    form = CalendarForm(posted(request) if request.method == "POST" else None, initial=initial, country=fresh.country)
    if request.method == "POST" and form.is_valid():
        made = attempt(form, lambda: actions.make_calendar(actor=request.membership, **form.answers()))
        if made is not None:
            messages.success(request, _("%(name)s: saved.") % {"name": made.name})
            return redirect("calendar", slug=slug, pk=made.pk)
    context = {"form": form, "tabs": tabs(request, "new")}
    return render(request, "calendars/calendar_new.html", context)


@page("hours.manage")
def calendar_days(request: TenantRequest, slug: str, pk: int) -> HttpResponse:
    """Decide of holidays, add a day of one's own or take one back, as the pressed button says."""
    found: Calendar = get_object_or_404(Calendar.objects, pk=pk)
    if request.method != "POST":
        return redirect(address(request, found))
    wish = request.POST.get("do", "")
    if wish == "add":
        return add_day(request, found)
    if wish.startswith("remove-"):
        number = wish.removeprefix("remove-")
        pk = int(number) if number.isascii() and number.isdecimal() else 0
        day: CalendarDay = get_object_or_404(found.days, pk=pk)
        actions.clear_day(day=day, actor=request.membership)
        messages.success(request, _("%(day)s is a day like others again.") % {"day": facts.day_words(day.day)})
    else:
        today = timezone.now().astimezone(book(request.organization).default.zone).date()
        years = facts.holiday_years(found, book(request.organization).of(found.pk), today)
        kinds = {CalendarDay.Kind.CLOSED, CalendarDay.Kind.HALF, CalendarDay.Kind.WORKS, ""}
        given = {row.day: request.POST.get(row.field) for row in facts.choices_of(years)}
        decisions = {day: kind for day, kind in given.items() if kind is not None and kind in kinds}
        actions.decide_days(calendar=found, decisions=decisions, actor=request.membership)
        messages.success(request, _("Holidays: saved."))
    return redirect(address(request, found) + "#days")


def add_day(request: TenantRequest, found: Calendar) -> HttpResponse:
    """Add a day of one's own; a refusal is shown at the form, with what was typed."""
    form = DayForm(request.POST)
    if form.is_valid():
        made = attempt(form, lambda: actions.set_day(calendar=found, actor=request.membership, **form.answers()))
        if made is not None:
            messages.success(request, _("%(day)s: saved.") % {"day": facts.day_words(made.day)})
            return redirect(address(request, found) + "#days")
    return show(request, found, None, day_form=form)


@page("hours.manage")
def calendar_delete(request: TenantRequest, slug: str, pk: int) -> HttpResponse:
    """Delete further opening hours that nothing uses."""
    found: Calendar = get_object_or_404(Calendar.objects, pk=pk)
    if request.method != "POST":
        return redirect(address(request, found))
    actions.delete_calendar(calendar=found, actor=request.membership)
    messages.success(request, _("%(name)s: deleted.") % {"name": found.name})
    return redirect("hours", slug=slug)


def show(
    request: TenantRequest, found: Calendar, form: CalendarForm | None, day_form: DayForm | None = None
) -> HttpResponse:
    """Show a calendar with everything it comes to."""
    hours_now, now = book(request.organization).of(found.pk), timezone.now()
    today = now.astimezone(hours_now.zone).date()
    if form is None:
        form = CalendarForm(initial=initial_of(found, actions.week_of(found)), country=found.country)
    days = [(row, typed.write(hours_now.spans_on(row.day)) if hours_now.told else "") for row in found.days.all()]
    own = [(row, facts.day_words(row.day), spans) for row, spans in days if row.name]
    context: dict[str, Any] = {
        "calendar": found,
        "form": form,
        "day_form": day_form or DayForm(initial={"kind": CalendarDay.Kind.CLOSED}),
        "now": facts.now_of(hours_now, now),
        "ahead": list(facts.days_ahead(hours_now, today)),
        "years": facts.holiday_years(found, hours_now, today),
        "own": [row for row in own if row[0].day >= today],
        "own_past": [row for row in own if row[0].day < today],
        "adding": day_form is not None,
        "manage": "hours.manage" in request.capabilities,
        "tabs": tabs(request, str(found.pk)),
        "url": address(request, found),
    }
    return render(request, "calendars/calendar.html", context)


def posted(request: TenantRequest) -> Any:
    """Return what was sent; one button gives Tuesday to Friday the hours of Monday."""
    if request.POST.get("do") != COPY:
        return request.POST
    data = request.POST.copy()
    for weekday in range(1, 5):
        data[f"day{weekday}"] = data.get("day0", "")
    return data


def address(request: TenantRequest, found: Calendar) -> str:
    """Return where a calendar is shown."""
    slug = request.organization.slug
    return reverse("hours", args=[slug]) if found.is_default else reverse("calendar", args=[slug, found.pk])


def need_manage(request: TenantRequest) -> None:
    """Refuse who may only look."""
    if "hours.manage" not in request.capabilities:
        raise PermissionDenied
