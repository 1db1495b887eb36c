"""Calls that are one matter: a repeat soon after a call that was cut, and a repeat about the same within a day."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from calllog.models import Call, ContactNumber

# The design's figures: ten minutes after a cut call, a day for the same reason.
AFTER_A_CUT = timedelta(minutes=10)
SAME_REASON = timedelta(hours=24)
CUT_CODE = "disconnected"


@dataclass(frozen=True, slots=True)
class Past:
    """An earlier call, as far as it matters here: `slugs` are the codes that stand on it."""

    call: int
    started_at: datetime
    ended_at: datetime | None
    agent: str
    answered: bool
    by_switch: bool
    slugs: frozenset[str]

    @property
    def was_cut(self) -> bool:
        """Tell a talk that neither side ended, by what the switch says or by what an agent said of it."""
        return self.answered and (self.by_switch or CUT_CODE in self.slugs)


def past_of(call: Any, slugs: Collection[str]) -> Past:
    """Shape a call fetched with its agent."""
    name = call.agent.name if call.agent else ""
    by_switch = call.hung_up_by == "switch"
    answered = call.answered_at is not None
    return Past(call.pk, call.started_at, call.ended_at, name, answered, by_switch, frozenset(slugs))


def continued(call: Any, slugs: Collection[str], earlier: Collection[Past]) -> tuple[Past, str] | None:
    """Return which earlier call with the same caller a call goes on with, and why: "cut" or "reason".

    `slugs` are the codes of the call itself; system codes give no reason, since nobody spoke.
    """
    before = [past for past in earlier if past.call != call.pk and past.started_at < call.started_at]
    latest = max(before, key=lambda past: past.started_at, default=None)
    if latest is None or latest.ended_at is None:
        return None
    if latest.was_cut and call.started_at - latest.ended_at <= AFTER_A_CUT:
        return latest, "cut"
    same = [
        past
        for past in before
        if past.answered
        and past.ended_at
        and call.started_at - past.ended_at <= SAME_REASON
        and past.slugs & set(slugs)
    ]
    found = max(same, key=lambda past: past.started_at, default=None)
    return (found, "reason") if found else None


def people_of(calls: Collection[Call]) -> dict[str, list[dict[str, Any]]]:
    """Return who shares each number that is several people's, by name: a family's line, a switchboard."""
    numbers = {call.number for call in calls if call.number_e164}
    found: dict[str, list[dict[str, Any]]] = {}
    if numbers:
        owners = ContactNumber.objects.filter(number__in=numbers).select_related("contact")
        for row in owners.order_by("contact__name", "contact_id"):
            person = {"id": row.contact_id, "name": row.contact.name, "email": row.contact.email}
            found.setdefault(row.number, []).append(person)
    return {number: people for number, people in found.items() if len(people) > 1}
