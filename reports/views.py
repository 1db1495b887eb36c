from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from callcenter.accounts.requests import TenantRequest
from callcenter.web.templatetags.aftercall import figure
from callcenter.web.views import page
from reports.changes import percent
from reports.days import days_in_words, picture
from reports.filters import CODES, OWN, Selection
from reports.forms import FilterForm, PeriodForm
from reports.links import Links
from reports.periods import PRESETS, Period
from reports.tables import agent_rows, code_rows
from reports.tally import Tally
from reports.tiles import tiles


@page("reports.view")
def disposition_report(request: TenantRequest, slug: str) -> HttpResponse:
    """Answer how calls ended: counted once by the code that counts first, or every code."""
    selection = Selection(request, slug, timezone.now())
    tally = Tally(selection)
    links = Links(
        selection,
        firsts=[tally.codes[pk] for pk in tally.now.by_code],
        used=[tally.codes[pk] for pk in tally.now.uses],
    )
    context: dict[str, Any] = {
        "title": title(selection),
        "sentence": sentence(selection, tally),
        "by_code": selection.counts == CODES,
        "switch_url": selection.here(count=None if selection.counts == CODES else CODES),
        "bar": filter_bar(selection, tally),
        "now": selection.now,
        "empty": not tally.now.calls and not tally.now.lacking,
    }
    if not context["empty"]:
        context |= {
            "tally": tally,
            "tiles": tiles(tally, links),
            "picture": picture(tally, links),
            "codes": code_rows(tally, links),
            "agents": agent_rows(tally, links),
            "conversion": percent(tally.now.conversion.percent),
            "coded_url": links.coded(),
            "lacking_url": links.lacking(),
        }
    return render(request, "reports/disposition_report.html", context)


def title(selection: Selection) -> str:
    """Ask the question the page answers."""
    direction = selection.filters.get("direction")
    if direction == ["inbound"]:
        return _("How did inbound calls end?")
    if direction == ["outbound"]:
        return _("How did outbound calls end?")
    return _("How did calls end?")


def sentence(selection: Selection, tally: Tally) -> str:
    """Say what is counted, how, and by which clock."""
    zone, calls, codes = selection.zone.key, tally.now.calls, tally.now.codes
    if selection.counts == CODES:
        return ngettext(
            "%(codes)s code on %(calls)s calls, every code counted, at the time of the call (%(zone)s).",
            "%(codes)s codes on %(calls)s calls, every code counted, at the time of the call (%(zone)s).",
            codes,
        ) % {"codes": figure(codes), "calls": figure(calls), "zone": zone}
    return ngettext(
        "%(calls)s coded call, counted once, by the code that counts first, at the time of the call (%(zone)s).",
        "%(calls)s coded calls, each counted once, by the code that counts first, at the time of the call (%(zone)s).",
        calls,
    ) % {"calls": figure(calls), "zone": zone}


def filter_bar(selection: Selection, tally: Tally) -> dict[str, Any]:
    """Shape the period, what it is compared with, and the filters that hold."""
    names = preset_names()
    period = selection.period
    kept = [(name, value) for name, values in selection.request.GET.lists() for value in values]
    times = {*OWN, "period"}
    form = FilterForm(selection)
    return {
        "period": days_in_words(period.first, period.last, selection.now.astimezone(selection.zone).year),
        "preset": names.get(period.preset, ""),
        "presets": [
            {
                "key": preset,
                "label": names[preset],
                "url": selection.here(period=preset, started_after=None, started_before=None),
                "current": preset == period.preset,
            }
            for preset in PRESETS
        ],
        "against": against(period),
        "period_form": PeriodForm(selection),
        "period_keep": [pair for pair in kept if pair[0] not in times],
        "chips": [
            {
                "label": selection.asked.form.fields[name].label,
                "value": ", ".join(selection.words(name)),
                "category": selection.category(name),
                "remove_url": selection.here(**{name: None}),
            }
            for name in selection.filters
        ],
        "form": form,
        "form_keep": [pair for pair in kept if pair[0] not in form.fields],
        "clear_url": selection.here(**dict.fromkeys(selection.filters)),
    }


def preset_names() -> dict[str, str]:
    """Name the presets."""
    return {
        "today": _("Today"),
        "yesterday": _("Yesterday"),
        "7d": _("Last 7 days"),
        "28d": _("Last 28 days"),
        "this_month": _("This month"),
        "last_month": _("Last month"),
    }


def against(period: Period) -> str:
    """Name the days before that a period is compared with."""
    return ngettext("the day before", "the %(n)s days before", period.days) % {"n": period.days}
