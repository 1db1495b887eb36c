from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from callcenter.accounts.errors import Forbidden
from callcenter.accounts.models import Membership
from callcenter.audit import log as audit
from callcenter.jobs.actions import scheduled_at_once
from callcenter.outbox.post import announce, announced_at_once
from callcenter.tenancy.errors import NotFound
from callcenter.tenancy.models import Organization
from callcenter.tenancy.together import save_later, written_together
from calllog.locks import lock_calls
from calllog.models import Call, Status
from dispositions import effects
from dispositions.actions.refusals import check_codes, check_owner
from dispositions.actions.revise import reword, silence_system, use_codes
from dispositions.errors import CallStillInProgress, RevisionConflict
from dispositions.models import Code, CodeUse, Disposition, Effect, Revision, Wrapup
from dispositions.outcome import standing_on
from dispositions.signals import dispositions_saved

ACW_CAP_S = 10**6 - 1


@dataclass(frozen=True, slots=True)
class Saved:
    """What a save left behind."""

    disposition: Disposition
    revision: Revision
    codes: list[Code]
    effects: list[Effect]
    wrapup: Wrapup | None
    primary_id: int | None


@transaction.atomic(savepoint=False)
def code_wrapup(
    *,
    wrapup: Wrapup,
    slugs: Sequence[str],
    actor: Membership,
    organization: Organization,
    note: str = "",
    fields: Mapping[str, Any] | None = None,
    callback: Mapping[str, Any] | None = None,
    email: str | None = None,
    reason: str = "",
    expected: int | None = None,
    at: datetime | None = None,
) -> Saved:
    """Record what an agent's part of a call was, as its next revision; no codes takes the former ones back.

    `at` is for what was coded earlier elsewhere; everything else is coded now.
    """
    now = at or timezone.now()
    if not wrapup.is_locked:
        lock_calls([wrapup.call_id])
        wrapup = Wrapup.objects.for_coding().get(pk=wrapup.pk)
    call = wrapup.call
    if wrapup.state == Wrapup.State.PREPARING:
        raise CallStillInProgress
    if slugs and call.status != Status.ANSWERED and wrapup.call_has_codes:
        silence_system(call, at=now)
    before = standing_on(call) if wrapup.call_has_codes else []
    disposition = said_of(wrapup, before) if wrapup.call_has_codes else None
    standing = disposition.revision if disposition else 0
    if expected is not None and expected != standing:
        raise RevisionConflict(extra={"current": {"revision": standing}})
    former = [use for use in before if use.disposition == disposition]
    check_owner(wrapup=wrapup, disposition=disposition, actor=actor, reason=reason, organization=organization, at=now)
    answers = {"callback": dict(callback) if callback else None, "email": (email or "").strip()}
    codes = check_codes(
        slugs=slugs, former=former, note=note, answers=answers, actor=actor, reason=reason, saved=disposition, at=now
    )
    if disposition is None:
        disposition = Disposition(call=call, wrapup=wrapup, membership=wrapup.membership)
    revision = reword(
        disposition,
        codes=codes,
        former=former,
        by=Revision.By.AGENT if actor.pk == wrapup.membership_id else Revision.By.MANAGER,
        actor=actor,
        at=now,
        note=note,
        fields=dict(fields or {}),
        answers=answers,
        reason=reason,
    )
    moment = effects.Moment(organization, call, disposition, revision, actor, now, answers)
    with written_together(), announced_at_once(), scheduled_at_once():
        outcome = use_codes(revision, codes, call=call, before=before, former=former, first=not wrapup.call_has_codes)
        touched = effects.exchange(moment, codes)
        settle(wrapup, coded=bool(codes), draft=draft_of(revision), at=now)
        audit.record(actor, "wrapup.coded" if codes else "wrapup.taken_back", wrapup, {"codes": list(slugs)})
        announce("wrapup", {"id": wrapup.pk, "state": wrapup.state}, [wrapup.membership.user_id])
        announce("disposition", {"call": call.pk})
    dispositions_saved.send(sender=Disposition, disposition_ids=[disposition.pk], actor=actor)
    return Saved(disposition, revision, codes, touched, wrapup, outcome.primary_id)


def said_of(wrapup: Wrapup, standing: Sequence[CodeUse]) -> Disposition | None:
    """Return what was said of a wrap-up, of which the codes may have been taken back."""
    own = (use.disposition for use in standing if use.disposition.wrapup_id == wrapup.pk)
    disposition = next(own, None) or Disposition.objects.filter(wrapup=wrapup).first()
    if disposition is not None:
        disposition.membership = wrapup.membership
    return disposition


def draft_of(revision: Revision) -> dict[str, Any]:
    """Return a revision as a draft, so that what is taken back comes back to the card whole."""
    return {"codes": revision.codes, "note": revision.note, "fields": revision.fields, **revision.answers}


def settle(wrapup: Wrapup, *, coded: bool, draft: dict[str, Any], at: datetime) -> None:
    """Close the wrap-up as saved, or open it again with what had been chosen."""
    if coded:
        if wrapup.acw_s is None and wrapup.opened_at is not None:
            wrapup.acw_s = min(round((at - wrapup.opened_at).total_seconds(), 3), ACW_CAP_S)
        wrapup.state, wrapup.saved_at, wrapup.draft = Wrapup.State.SAVED, at, draft
    else:
        recent = wrapup.opened_at is not None and at - wrapup.opened_at < timedelta(minutes=15)
        wrapup.state = Wrapup.State.OPEN if recent else Wrapup.State.TO_CLASSIFY
        wrapup.touched_at = at
    wrapup.draft_revision += 1
    save_later([wrapup], ["state", "saved_at", "draft", "draft_revision", "touched_at", "acw_s"])


def wrapup_for(*, call_id: int, actor: Membership | None, named: int | None, make: bool = True) -> Wrapup:
    """Find whose part of a call is meant and lock it: the named wrap-up, else the actor's own.

    A call without a wrap-up can be coded from its page by whoever had a part in it, or by a manager; `make` makes the
    wrap-up for it. Raises `NotFound` where there is nothing to code.
    """
    if actor is None:
        raise Forbidden
    manages = "calls.correct" in actor.capabilities
    lock_calls([call_id])
    of_call = Wrapup.objects.for_coding().filter(call_id=call_id, call__merged_into=None)
    own = None if named is not None else of_call.filter(membership=actor).first()
    if own is not None:
        return own
    call = Call.objects.visible_to(actor).filter(pk=call_id).first()
    if call is None:
        # Of a call that turned out to be part of another, the browser may not have heard yet.
        survivor = Call.objects.filter(pk=call_id).values_list("merged_into_id", flat=True).first()
        if survivor is None:
            raise NotFound
        return wrapup_for(call_id=survivor, actor=actor, named=named, make=make)
    if named is not None:
        found = of_call.filter(pk=named).first()
        if found is None or (found.membership_id != actor.pk and not manages):
            raise NotFound
        return found
    others = of_call.exclude(state=Wrapup.State.WITHDRAWN).first() if manages else None
    if others is not None:
        return others
    if not make:
        raise NotFound
    had_part = call.agent_id == actor.pk or call.legs.filter(membership=actor).exists()
    if not had_part and not manages:
        raise NotFound
    if call.ended_at is None:
        raise CallStillInProgress
    now = timezone.now()
    return Wrapup.objects.create(call=call, membership=actor, state=Wrapup.State.OPEN, opened_at=now, touched_at=now)
