"""What a call was coded as, by whom, and what that set off: this floor's lines of a call's story."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from callcenter.tenancy.models import Organization
from callcenter.web.templatetags.aftercall import coded, duration
from calllog.models import Call
from calllog.timeline import TimelineEntry, bold, register
from dispositions import effects
from dispositions.models import Code, CodeUse, Effect, Revision, Wrapup
from dispositions.serializers import code_ref

DOT = mark_safe(" · ")


def told_by_codes(call: Call, organization: Organization) -> Iterator[TimelineEntry]:
    """Tell each wrap-up that opened and each wording of each disposition."""
    for wrapup in Wrapup.objects.filter(call=call).exclude(opened_at=None).select_related("membership"):
        if wrapup.opened_at is not None and wrapup.state != Wrapup.State.WITHDRAWN:
            yield TimelineEntry(
                wrapup.opened_at, format_html(_("Wrap-up of {} opened"), bold(wrapup.membership.name)), "tag"
            )
    used: dict[int, list[Code]] = {}
    for use in CodeUse.objects.filter(call=call).select_related("code").order_by("order"):
        used.setdefault(use.revision_id, []).append(use.code)
    touched = list(Effect.objects.filter(disposition__call=call).select_related("code"))
    effects.look_up(touched)
    meant = effects.complete([{**effect.params, "kind": effect.kind} for effect in touched])
    former: dict[int, list[Code]] = {}
    wordings = (
        Revision.objects.filter(disposition__call=call)
        .select_related("actor", "disposition__membership", "disposition__wrapup")
        .order_by("number", "pk")
    )
    for revision in wordings:
        codes = used.get(revision.pk, [])
        before = former.get(revision.disposition_id, [])
        yield told(revision, codes, before, effects_of(revision, list(zip(touched, meant, strict=True)), organization))
        former[revision.disposition_id] = codes


def told(revision: Revision, codes: list[Code], before: list[Code], consequences: str) -> TimelineEntry:
    """Tell one wording: who said what, and if it is not the first, what stood there before."""
    if revision.by == Revision.By.SYSTEM:
        return by_system(revision, codes, before)
    author = revision.actor.name if revision.actor else _("A client of the API")
    quote = f"“{revision.note}”" if revision.note else ""
    if revision.number == 1:
        acw = revision.disposition.wrapup.acw_s if revision.disposition.wrapup else None
        took = _("Wrap-up %(length)s") % {"length": duration(acw)} if acw is not None else ""
        what = format_html(_("{} coded {}"), bold(author), listed(codes))
        why = dotted([quote, took])
        return TimelineEntry(
            revision.at, what, category=codes[0].category if codes else "unclassified", why=why, who=consequences
        )
    agent = revision.disposition.membership
    whose = f"{agent.name}: " if agent and revision.actor and agent.pk != revision.actor.pk else ""
    what = format_html(_("Corrected by {}") if codes else _("Taken back by {}"), bold(author))
    change = (
        format_html("{}{} → {}", whose, struck(before), shown(codes))
        if codes
        else format_html("{}{}", whose, struck(before))
    )
    why = dotted([change, f"“{revision.reason}”" if revision.reason else "", quote])
    number = _("Revision %(number)s") % {"number": revision.number}
    return TimelineEntry(revision.at, what, "edit" if codes else "undo", why=why, who=dotted([number, consequences]))


def by_system(revision: Revision, codes: list[Code], before: list[Code]) -> TimelineEntry:
    """Tell what a locked rule set, or that it fell silent because somebody spoke."""
    if not codes:
        what = format_html(_("The automatic code {} was withdrawn"), struck(before))
        return TimelineEntry(revision.at, what, "undo")
    return TimelineEntry(revision.at, format_html(_("Coded by rule: {}"), listed(codes)), category=codes[0].category)


def effects_of(revision: Revision, touched: Iterable[tuple[Effect, dict[str, Any]]], organization: Organization) -> str:
    """Say what a wording set off and what it took back; what was taken back later is told as it was meant."""
    parts = []
    for effect, meant in touched:
        kind = effects.KINDS.get(effect.kind)
        if kind is None:
            continue
        if effect.revision_id == revision.pk and effect.ended_at is None:
            parts.append(kind.tell(effect, organization))
        elif effect.revision_id == revision.pk:
            parts.append(kind.describe(meant, organization, revision.at))
        elif effect.disposition_id == revision.disposition_id and effect.ended_at == revision.at:
            parts.append(kind.tell(effect, organization))
    return dotted(parts)


def listed(codes: list[Code]) -> SafeString:
    """List codes in bold."""
    return format_html_join(", ", "<b>{}</b>", ((code.label(),) for code in codes))


def struck(codes: list[Code]) -> SafeString:
    return format_html_join(", ", "<del>{}</del>", ((code.label(),) for code in codes))


def shown(codes: list[Code]) -> SafeString:
    """Show codes with their marks."""
    return format_html_join(" ", "{}", ((coded(code_ref(code)),) for code in codes))


def dotted(parts: Iterable[str]) -> SafeString:
    """Join what there is with dots."""
    return format_html_join(DOT, "{}", ((part,) for part in parts if part))


register(told_by_codes)
