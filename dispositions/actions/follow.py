"""Wrap-ups follow their agents' parts of calls."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any

from django.utils import timezone

from callcenter.jobs import actions as jobs
from callcenter.tenancy.models import Organization
from calllog.models import Call, Direction, Leg
from dispositions.actions.wrapups import CODABLE, EMPTY_DRAFT, IDLE, IDLE_KIND, tell
from dispositions.models import CodeSet, Revision, Wrapup

# A blind transfer after less talk than this codes itself, in seconds.
COLD_S = 15
ENDS_AS = (Wrapup.State.PREPARING, Wrapup.State.WITHDRAWN)
# What a wrap-up knows of its agent's part.
PART = ("ringing_at", "answered_at", "part_ended_at", "talk_s")


def follow_calls(*, calls: Sequence[Call], organization: Organization, live: bool = True) -> "Followed":
    """Make, open or withdraw the wrap-ups of calls after their legs changed; called in the refold's transaction.

    Not live, a wrap-up that should open is one to classify: its agent is long past that call. Returns those about
    whose codes a rule has something to say.
    """
    outside = {call.pk: call for call in calls if call.direction != Direction.INTERNAL}
    if not outside:
        return Followed()
    legs = list(Leg.objects.filter(call__in=outside))
    parts: dict[tuple[int, int], list[Leg]] = {}
    for leg in legs:
        if leg.party == Leg.Party.AGENT and not leg.listening and leg.membership_id is not None:
            parts.setdefault((leg.call_id, leg.membership_id), []).append(leg)
    existing = {(row.call_id, row.membership_id): row for row in Wrapup.objects.filter(call__in=outside)}
    follow = _Following(organization, live)
    for (call_id, membership_id), of_agent in sorted(parts.items(), key=lambda part: part[0]):
        wrapup = existing.get((call_id, membership_id))
        if wrapup is None:
            wrapup = Wrapup(call_id=call_id, membership_id=membership_id, draft=dict(EMPTY_DRAFT))
        follow.part(wrapup, of_agent, by_hand=outside[call_id].conversation_id is None)
    # A telephone that turned out to be somebody else's takes its card along, unless codes stand on it.
    with_legs = {leg.call_id for leg in legs}
    for key, wrapup in existing.items():
        if key not in parts and wrapup.state in CODABLE and wrapup.call_id in with_legs:
            wrapup.state = Wrapup.State.WITHDRAWN
            wrapup.save(update_fields=["state"])
            follow.changed.append(wrapup)
    follow.finish()
    return follow.by_rule


@dataclass(slots=True)
class Followed:
    """Wrap-ups that ask nothing of agents who passed the call on at once, and those of which that turned out wrong."""

    passed_on: list[Wrapup] = field(default_factory=list)
    talked_after_all: list[Wrapup] = field(default_factory=list)


class _Following:
    """Gathers what changes over many parts, so that new wrap-ups are written together."""

    def __init__(self, organization: Organization, live: bool) -> None:
        self.organization, self.live, self.now = organization, live, timezone.now()
        self.new: list[Wrapup] = []
        self.changed: list[Wrapup] = []
        self.opened: list[Wrapup] = []
        self.by_rule = Followed()

    @cached_property
    def code_set(self) -> CodeSet | None:
        return CodeSet.objects.filter(is_default=True).first()

    def part(self, wrapup: Wrapup, legs: Sequence[Leg], *, by_hand: bool) -> None:
        """Bring one agent's wrap-up in line with the agent's legs."""
        facts = facts_of(legs)
        state = self.next_state(wrapup, legs, facts, by_hand=by_hand)
        if wrapup.pk is not None and state == wrapup.state and all(getattr(wrapup, key) == facts[key] for key in PART):
            return
        for name, value in facts.items():
            setattr(wrapup, name, value)
        if state == Wrapup.State.SAVED != wrapup.state:
            self.by_rule.passed_on.append(wrapup)
            wrapup.saved_at, wrapup.opened_at, wrapup.touched_at = self.now, None, None
        elif wrapup.state == Wrapup.State.SAVED != state:
            self.by_rule.talked_after_all.append(wrapup)
            wrapup.saved_at = None
        opens = state == Wrapup.State.OPEN and wrapup.state != state
        wrapup.state = state
        if opens:
            self.opened.append(wrapup)
            if wrapup.opened_at is None:
                wrapup.opened_at = wrapup.touched_at = self.now
        if wrapup.pk is None:
            if self.code_set is not None:
                wrapup.code_set, wrapup.code_set_version = self.code_set, self.code_set.version
            self.new.append(wrapup)
        else:
            wrapup.save(update_fields=["state", "opened_at", "touched_at", "saved_at", *PART])
        self.changed.append(wrapup)

    def next_state(self, wrapup: Wrapup, legs: Sequence[Leg], facts: dict[str, Any], *, by_hand: bool) -> str:
        """Return the state that a wrap-up's part puts it in."""
        if facts["part_ended_at"] is None:
            return Wrapup.State.PREPARING if wrapup.state == Wrapup.State.WITHDRAWN else wrapup.state
        cold = is_cold(legs, facts) and not has_content(wrapup.draft)
        if wrapup.state not in ENDS_AS and not self.rule_speaks(wrapup, cold=cold):
            return wrapup.state
        talked = any(leg.talked for leg in legs)
        long_enough = facts["talk_s"] >= self.organization.talk_threshold_s or has_content(wrapup.draft)
        if not by_hand and not (talked and long_enough):
            return Wrapup.State.WITHDRAWN
        if cold:
            return Wrapup.State.SAVED
        return Wrapup.State.OPEN if self.live else Wrapup.State.TO_CLASSIFY

    def rule_speaks(self, wrapup: Wrapup, *, cold: bool) -> bool:
        """Tell whether facts that came late turn a card nobody has worked on into a cold transfer, or back."""
        by_rule = wrapup.state == Wrapup.State.SAVED and wrapup.opened_at is None
        turns = wrapup.state in (Wrapup.State.OPEN, Wrapup.State.TO_CLASSIFY) if cold else by_rule
        return turns and not Revision.objects.filter(disposition__wrapup=wrapup).exclude(by="system").exists()

    def finish(self) -> None:
        """Write new wrap-ups, let the opened ones run out some day, and tell the agents."""
        Wrapup.objects.bulk_create(self.new)
        with jobs.scheduled_at_once():
            for wrapup in self.opened:
                jobs.schedule(kind=IDLE_KIND, subject_id=wrapup.pk, due_at=self.now + IDLE)
        tell(self.changed)


def facts_of(legs: Sequence[Leg]) -> dict[str, Any]:
    """Return when an agent's part rang, was answered and ended, and how long it was talked, over all its legs."""
    ended: list[datetime | None] = [leg.ended_at for leg in legs]
    return {
        "ringing_at": min((leg.ringing_at for leg in legs if leg.ringing_at), default=None),
        "answered_at": min((leg.answered_at for leg in legs if leg.answered_at), default=None),
        "part_ended_at": None if None in ended else max(at for at in ended if at),
        "talk_s": sum(leg.talk_s for leg in legs),
    }


def is_cold(legs: Sequence[Leg], facts: dict[str, Any]) -> bool:
    """Tell whether an agent did no more than pass the call on, without a word to the next one."""
    talked = any(leg.talked for leg in legs)
    return talked and facts["talk_s"] < COLD_S and any(leg.passed_on == "blind" for leg in legs)


def has_content(draft: dict[str, Any]) -> bool:
    """Tell whether the agent has prepared anything."""
    return bool(draft.get("codes") or (draft.get("note") or "").strip())
