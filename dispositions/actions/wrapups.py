"""A wrap-up follows its agent's part of the call."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from callcenter.accounts.models import Membership
from callcenter.jobs import actions as jobs
from callcenter.jobs.querysets import Claim
from callcenter.outbox.post import announce_many
from callcenter.tenancy.models import Organization
from callcenter.tenancy.scope import tenant_scope
from calllog.models import Call, Direction, Leg
from dispositions.errors import DraftConflict, WrapupClosed
from dispositions.models import CodeSet, Wrapup

IDLE = timedelta(minutes=15)
IDLE_KIND = "wrapup_idle"
EMPTY_DRAFT: dict[str, Any] = {"codes": [], "note": "", "fields": {}, "callback": None, "email": None}
CODABLE = (Wrapup.State.PREPARING, Wrapup.State.OPEN, Wrapup.State.TO_CLASSIFY)


def follow_call(*, call: Call, organization: Organization, live: bool = True) -> None:
    """Make, open or withdraw the wrap-ups of a call after its legs changed; called in the refold's transaction.

    Not live, a wrap-up that should open is one to classify: its agent is long past that call.
    """
    if call.direction == Direction.INTERNAL:
        return
    parts: dict[int, list[Leg]] = {}
    for leg in Leg.objects.of_agents().filter(call=call).exclude(membership=None):
        parts.setdefault(leg.membership_id, []).append(leg)
    existing = {wrapup.membership_id: wrapup for wrapup in Wrapup.objects.filter(call=call)}
    news = []
    for membership_id, legs in parts.items():
        wrapup = existing.get(membership_id) or Wrapup(call=call, membership_id=membership_id, draft=dict(EMPTY_DRAFT))
        if follow_part(wrapup, legs, organization, by_hand=call.conversation_id is None, live=live):
            news.append(wrapup)
    # A telephone that turned out to be somebody else's takes its card along, unless codes stand on it.
    for membership_id, wrapup in existing.items():
        if membership_id not in parts and wrapup.state in CODABLE and call.legs.exists():
            wrapup.state = Wrapup.State.WITHDRAWN
            wrapup.save(update_fields=["state"])
            news.append(wrapup)
    tell(news)


def tell(wrapups: Iterable[Wrapup]) -> None:
    """Tell each wrap-up's agent that it changed."""
    changed = list(wrapups)
    if not changed:
        return
    ids = {wrapup.membership_id for wrapup in changed}
    users = dict(Membership.objects.filter(pk__in=ids).values_list("pk", "user_id"))
    announce_many(
        ("wrapup", {"id": wrapup.pk, "state": wrapup.state}, [users[wrapup.membership_id]]) for wrapup in changed
    )


def follow_part(wrapup: Wrapup, legs: list[Leg], organization: Organization, *, by_hand: bool, live: bool) -> bool:
    """Bring one agent's wrap-up in line with the agent's legs; tell whether anything changed."""
    now = timezone.now()
    goes_on = any(leg.ended_at is None for leg in legs)
    talk_s = sum(leg.talk_s for leg in legs)
    talked = any(leg.talked for leg in legs)
    facts = {
        "ringing_at": min((leg.ringing_at for leg in legs if leg.ringing_at), default=None),
        "answered_at": min((leg.answered_at for leg in legs if leg.answered_at), default=None),
        "part_ended_at": None if goes_on else max(leg.ended_at for leg in legs if leg.ended_at),
        "talk_s": talk_s,
    }
    state = wrapup.state
    if goes_on:
        if state == Wrapup.State.WITHDRAWN:
            state = Wrapup.State.PREPARING
    elif state in {Wrapup.State.PREPARING, Wrapup.State.WITHDRAWN}:
        long_enough = talk_s >= organization.talk_threshold_s or has_content(wrapup.draft)
        asks = by_hand or (talked and long_enough)
        asked = Wrapup.State.OPEN if live else Wrapup.State.TO_CLASSIFY
        state = asked if asks else Wrapup.State.WITHDRAWN
    changed = [name for name, value in facts.items() if getattr(wrapup, name) != value]
    if wrapup.pk is not None and not changed and state == wrapup.state:
        return False
    for name, value in facts.items():
        setattr(wrapup, name, value)
    opens = state == Wrapup.State.OPEN and wrapup.state != state
    wrapup.state = state
    if opens and wrapup.opened_at is None:
        wrapup.opened_at = wrapup.touched_at = now
    if wrapup.pk is None:
        code_set = CodeSet.objects.filter(is_default=True).first()
        if code_set is not None:
            wrapup.code_set, wrapup.code_set_version = code_set, code_set.version
        wrapup.save()
    else:
        wrapup.save(update_fields=["state", "opened_at", "touched_at", *facts])
    if opens:
        jobs.schedule(kind=IDLE_KIND, subject_id=wrapup.pk, due_at=now + IDLE)
    return True


def has_content(draft: dict[str, Any]) -> bool:
    """Tell whether the agent has prepared anything."""
    return bool(draft.get("codes") or (draft.get("note") or "").strip())


@transaction.atomic(savepoint=False)
def keep_draft(*, wrapup: Wrapup, draft: dict[str, Any], expected: int, actor: Membership) -> Wrapup:
    """Keep what the agent has chosen and typed so far; a newer draft from another window is not overwritten."""
    wrapup = Wrapup.objects.select_for_update(of=("self",)).get(pk=wrapup.pk)
    if wrapup.state not in CODABLE:
        raise WrapupClosed
    kept = {**EMPTY_DRAFT, **draft}
    if expected != wrapup.draft_revision:
        if kept == {**EMPTY_DRAFT, **wrapup.draft}:
            return wrapup
        raise DraftConflict
    wrapup.draft, wrapup.draft_revision, wrapup.touched_at = kept, wrapup.draft_revision + 1, timezone.now()
    wrapup.save(update_fields=["draft", "draft_revision", "touched_at"])
    return wrapup


def lay_aside(claim: Claim) -> None:
    """Move a wrap-up that lay idle for 15 minutes to the agent's list of calls to classify; its draft stays."""
    with tenant_scope(claim.organization_id):
        if not jobs.finish(claim):
            return
        wrapup = Wrapup.objects.select_for_update(of=("self",)).filter(pk=claim.subject_id).first()
        if wrapup is None or wrapup.state != Wrapup.State.OPEN:
            return
        idle_at: datetime = (wrapup.touched_at or wrapup.opened_at or timezone.now()) + IDLE
        if idle_at > timezone.now():
            jobs.schedule(kind=IDLE_KIND, subject_id=wrapup.pk, due_at=idle_at)
            return
        wrapup.state = Wrapup.State.TO_CLASSIFY
        wrapup.save(update_fields=["state"])
        tell([wrapup])
