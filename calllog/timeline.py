"""What happened to a call, in order; upper floors hang their lines on it."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.html import format_html
from django.utils.translation import gettext as _

from callcenter.audit.models import AuditEntry
from callcenter.tenancy.models import Organization
from callcenter.web.templatetags.aftercall import duration
from calllog import phone
from calllog.models import Call, CallCorrection, Direction, Leg, Status


@dataclass(frozen=True, slots=True)
class TimelineEntry:
    """One line: what happened, why or how, who or with what; the node is an icon, or the mark of a category."""

    at: datetime
    what: str
    icon: str = ""
    category: str = ""
    why: str = ""
    who: str = ""


Teller = Callable[[Call, Organization], Iterable[TimelineEntry]]
_tellers: list[Teller] = []


def register(teller: Teller) -> None:
    """Add a floor's part of the story, after those of the floors below."""
    if teller not in _tellers:
        _tellers.append(teller)


def timeline(call: Call, organization: Organization) -> list[TimelineEntry]:
    """Return everything that happened, oldest first; of one moment, what was registered first stands first."""
    entries = [entry for teller in _tellers for entry in teller(call, organization)]
    return sorted(entries, key=lambda entry: entry.at)


def told_by_telephony(call: Call, organization: Organization) -> Iterator[TimelineEntry]:
    """Tell the call itself: how it began, who had it, how it ended, and what people wrote on it."""
    legs = list(Leg.objects.of_agents().filter(call=call).select_related("membership"))
    yield beginning(call, legs, organization)
    parts = sorted((leg for leg in legs if leg.answered_at), key=lambda leg: leg.answered_at)
    if call.direction == Direction.OUTBOUND and call.answered_at:
        yield TimelineEntry(
            call.answered_at, _("The customer answered"), "phone", why=length(parts[0]) if parts else ""
        )
        parts = parts[1:]
    for place, leg in enumerate(parts):
        yield taken(leg, first=place == 0 and call.direction != Direction.OUTBOUND)
    if call.direction == Direction.INBOUND:
        for leg in legs:
            if not leg.answered_at and leg.ringing_at:
                yield TimelineEntry(
                    leg.ringing_at, format_html(_("Rang at {}, not answered"), bold(name_of(leg))), "bell"
                )
    if call.ended_at:
        yield TimelineEntry(call.ended_at, ending(call), "phone", why=call.cause_text)
    yield from told_by_the_record(call)


def beginning(call: Call, legs: list[Leg], organization: Organization) -> TimelineEntry:
    """Tell who called whom."""
    ours = phone.display(phone.normalise(call.our_number, organization.country).text, organization.country)
    place = str(call.queue or "") or str(call.campaign or "")
    if call.direction == Direction.INBOUND:
        what = format_html(_("Called {}"), bold(ours)) if ours else _("Called us")
        return TimelineEntry(call.started_at, what, "in", why=place)
    if call.direction == Direction.INTERNAL:
        return TimelineEntry(call.started_at, _("Internal call"), "swap")
    caller = str(call.agent or "") or (name_of(legs[0]) if legs else "")
    what = format_html(_("Dialled by {}"), bold(caller)) if caller else _("Dialled")
    return TimelineEntry(call.started_at, what, "out", why=place)


def taken(leg: Leg, *, first: bool) -> TimelineEntry:
    """Tell that somebody of ours came to the call."""
    assert leg.answered_at
    words = _("{} answered") if first else _("{} took over")
    return TimelineEntry(
        leg.answered_at, format_html(words, bold(name_of(leg))), "phone" if first else "swap", why=length(leg)
    )


def length(leg: Leg) -> str:
    """Say how long somebody talked, and how much of it was on hold."""
    if not leg.talk_s:
        return ""
    talk = _("talked %(length)s") % {"length": duration(leg.talk_s)}
    if not leg.hold_s:
        return talk
    return _("%(talk)s, %(hold)s on hold") % {"talk": talk, "hold": duration(leg.hold_s)}


def ending(call: Call) -> str:
    """Tell how the call ended."""
    if call.status not in {Status.ANSWERED, Status.IN_PROGRESS}:
        return str(Status(call.status).label)
    return {
        "customer": _("The customer hung up"),
        "agent": _("We hung up"),
        "switch": _("Ended by the switch"),
    }.get(call.hung_up_by, _("The call ended"))


def told_by_the_record(call: Call) -> Iterator[TimelineEntry]:
    """Tell what people did to the call itself."""
    words = {
        "call.assigned": (_("{} told whose call it was"), "user"),
        "call.split": (_("{} made two calls of this one"), "swap"),
        "call.split_off": (_("{} took this call out of another"), "swap"),
        "call.annotated": (_("{} changed comment or contact"), "note"),
        "call.logged": (_("{} logged this call by hand"), "edit"),
    }
    rows = AuditEntry.objects.filter(subject_type=Call._meta.label_lower, subject_id=call.pk, action__in=words)
    for row in rows.order_by("pk")[:100]:
        text, icon = words[row.action]
        yield TimelineEntry(row.at, format_html(text, bold(row.actor_name or _("A client of the API"))), icon)


def told_by_corrections(call: Call, organization: Organization) -> Iterator[TimelineEntry]:
    """Tell what the switch said after the call was settled, and what it changed."""
    for row in CallCorrection.objects.filter(call=call)[:50]:
        changes = [pair for name, (old, new) in row.changes.items() if (pair := difference(name, old, new))]
        yield TimelineEntry(row.at, _("The switch corrected itself"), "again", why=" · ".join(changes))


def difference(name: str, before: Any, after: Any) -> str:
    """Say how one fact changed; a time that moved along with another says nothing of its own."""
    if name == "status":
        return f"{Status(before).label} → {Status(after).label}"
    if name == "direction":
        return f"{Direction(before).label} → {Direction(after).label}"
    words = {"talk_s": _("talk"), "hold_s": _("hold"), "wait_s": _("wait")}
    if name in words:
        return f"{words[name]} {duration(float(before or 0))} → {duration(float(after or 0))}"
    return f"{before} → {after}" if name in ("number", "our_number", "agent_extension") else ""


def name_of(leg: Leg) -> str:
    """Name whoever had a part: the person, else the telephone."""
    if leg.membership:
        return leg.membership.name
    return _("Telephone %(number)s") % {"number": leg.extension} if leg.extension else _("Somebody")


def bold(text: str) -> str:
    return format_html("<b>{}</b>", text)


register(told_by_telephony)
register(told_by_corrections)
