"""One call as its page shows it: facts, who talked when, codes by agent, what came before."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from callcenter.accounts.models import Membership
from callcenter.tenancy.errors import DomainError, NotFound
from callcenter.tenancy.models import Organization
from callcenter.web.templatetags.aftercall import duration
from calllog import phone
from calllog.models import Call, Direction, Leg
from calllog.numbers import channel_label
from calllog.timeline import TimelineEntry
from dispositions import rows
from dispositions.actions.refusals import check_owner
from dispositions.matters import continued, past_of
from dispositions.models import Disposition, Revision, Wrapup
from dispositions.serializers import code_ref

EARLIER = 5


@dataclass(frozen=True, slots=True)
class Fact:
    label: str
    text: str
    strong: str = ""


def facts_of(call: Call, parts: list[Leg], organization: Organization) -> list[Fact]:
    """Return at most five facts for the head of the page."""
    inbound = call.direction == Direction.INBOUND
    talked = [leg for leg in parts if leg.talked]
    in_parts = (
        ngettext("in %(count)s part", "in %(count)s parts", len(talked)) % {"count": len(talked)}
        if len(talked) > 1
        else ""
    )
    facts = [
        Fact(_("Waited"), duration(call.wait_s)) if inbound else Fact(_("Rang"), duration(call.ring_s)),
        Fact(_("Talked"), in_parts, duration(call.talk_s) if call.talk_s else "–"),
    ]
    if call.hold_s:
        facts.append(Fact(_("On hold"), duration(call.hold_s)))
    who = {"customer": _("Customer"), "agent": _("Agent"), "switch": _("Switch")}.get(call.hung_up_by, "")
    if call.ended_at:
        ended = ", ".join(part for part in (who, call.cause_text) if part)
        facts += [Fact(_("Ended by"), ended)] if ended else []
    else:
        facts.append(Fact(_("Status"), call.get_status_display()))
    if call.our_number:
        number = phone.normalise(call.our_number, organization.country).text
        shown = phone.display(number, organization.country)
        stands_for = [call.campaign.name if call.campaign else "", channel_label(call.channel)]
        facts.append(
            Fact(_("They dialled") if inbound else _("We showed"), " · ".join(filter(None, [shown, *stands_for])))
        )
    return facts


@dataclass(frozen=True, slots=True)
class Part:
    """What one person said of the call."""

    name: str
    codes: list[Any]
    revision: int
    note: str
    state: str
    wrapup: Wrapup | None
    may_change: bool


def parts_of(call: Any, membership: Membership, organization: Organization, now: datetime) -> list[Part]:
    """Return the codes by agent, the system's word last."""
    notes = {
        row.disposition_id: row.note
        for row in Revision.objects.filter(disposition__in=call.said).order_by("number").only("disposition_id", "note")
    }
    by_wrapup = {said.wrapup_id: said for said in call.said}
    shown = []
    for wrapup in call.wrapup_rows:
        said = by_wrapup.get(wrapup.pk)
        if wrapup.state == Wrapup.State.WITHDRAWN and said is None:
            continue
        codes = [code_ref(use.code) for use in call.standing_uses if said and use.disposition_id == said.pk]
        may = may_change(wrapup, said, membership, organization, now)
        note = notes.get(said.pk, "") if said and codes else ""
        shown.append(Part(wrapup.membership.name, codes, said.revision if said else 0, note, wrapup.state, wrapup, may))
    system = by_wrapup.get(None)
    by_rule = [code_ref(use.code) for use in call.standing_uses if system and use.disposition_id == system.pk]
    if by_rule:
        shown.append(Part(_("Rule"), by_rule, 0, "", "", None, False))
    return shown


def may_change(
    wrapup: Wrapup, said: Disposition | None, membership: Membership, organization: Organization, now: datetime
) -> bool:
    """Tell whether a member could write a wrap-up's codes now, given a reason."""
    if wrapup.state == Wrapup.State.PREPARING:
        return False
    try:
        check_owner(wrapup=wrapup, disposition=said, actor=membership, reason="-", organization=organization, at=now)
    except DomainError:
        return False
    return True


def may_code(call: Any, membership: Membership) -> bool:
    """Tell whether a member could code a call that has no wrap-up."""
    if call.ended_at is None or any(wrapup.state != Wrapup.State.WITHDRAWN for wrapup in call.wrapup_rows):
        return False
    had_part = call.agent_id == membership.pk or any(leg.membership_id == membership.pk for leg in call.agent_legs)
    return had_part or "calls.correct" in membership.capabilities


@dataclass(frozen=True, slots=True)
class Earlier:
    """An earlier call with the same person; a link only for who may see it."""

    call: Any
    codes: list[Any]
    visible: bool


def earlier_of(call: Call, membership: Membership) -> Iterator[Earlier]:
    """Yield the last calls with the same person or number, newest first."""
    past = list(rows.calls(Call.objects.earlier_with(call))[:EARLIER])
    pks = [row.pk for row in past]
    visible = set(Call.objects.visible_to(membership).filter(pk__in=pks).values_list("pk", flat=True)) if pks else set()
    for row in past:
        yield Earlier(row, [code_ref(use.code) for use in row.standing_uses], row.pk in visible)


@dataclass(frozen=True, slots=True)
class GoesOn:
    """The earlier call of the same matter; `visible` says whether the reader may open it."""

    call: int
    started_at: datetime
    agent: str
    why: str
    visible: bool


def goes_on(call: Any, earlier: list[Earlier]) -> GoesOn | None:
    """Return which of the earlier calls a call goes on with."""
    known = {past_of(one.call, [code["slug"] for code in one.codes]): one for one in earlier}
    own = [use.code.slug for use in call.standing_uses if use.membership_id is not None]
    found = continued(call, own, list(known))
    if found is None:
        return None
    past, why = found
    return GoesOn(past.call, past.started_at, past.agent, why, known[past].visible)


def visible_call(pk: int, membership: Membership) -> Any:
    """Return a call the person may see, with everything shown beside it; any other is missing."""
    call = rows.calls(Call.objects.visible_to(membership)).filter(pk=pk).first()
    if call is None:
        raise NotFound
    return call


def day_of(call: Call, organization: Organization) -> str:
    """Write the day of a call in full."""
    here = call.started_at.astimezone(ZoneInfo(organization.time_zone))
    return date_format(here, pgettext("a day in full, as in Thursday 19 November 2026", "l j F Y"))


def told_of(entries: list[TimelineEntry], call: Call, organization: Any) -> Iterator[tuple[TimelineEntry, str, str]]:
    """Yield each line with its time as it is shown, and in full."""
    zone = ZoneInfo(organization.time_zone)
    first = call.started_at.astimezone(zone)
    for entry in entries:
        here = entry.at.astimezone(zone)
        days = (here.date() - first.date()).days
        form = "H:i:s" if days == 0 else "D H:i" if 0 < days < 7 else "j M"
        yield entry, date_format(here, form), f"{date_format(here, 'DATE_FORMAT')} {here:%H:%M:%S}"
