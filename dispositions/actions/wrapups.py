"""What becomes of a wrap-up while nobody saves: its draft is kept, and one left idle is laid aside."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from callcenter.accounts.models import Membership
from callcenter.calendars.incidents import stops_for
from callcenter.calendars.stops import Stop, runs_out
from callcenter.jobs import actions as jobs
from callcenter.jobs.querysets import Claim
from callcenter.outbox.post import announce_many
from callcenter.tenancy.scope import tenant_scope
from dispositions.errors import DraftConflict, WrapupClosed
from dispositions.models import Wrapup

IDLE = timedelta(minutes=15)
IDLE_KIND = "wrapup_idle"
EMPTY_DRAFT: dict[str, Any] = {"codes": [], "note": "", "fields": {}, "callback": None, "email": None}
CODABLE = (Wrapup.State.PREPARING, Wrapup.State.OPEN, Wrapup.State.TO_CLASSIFY)


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


def touched(wrapup: Wrapup) -> datetime:
    """Return since when a wrap-up has lain idle."""
    return wrapup.touched_at or wrapup.opened_at or timezone.now()


def idle_from(wrapup: Wrapup, stops: Iterable[Stop]) -> datetime | None:
    """Return when a wrap-up has lain idle for too long, None while its agent's clocks stand still."""
    return runs_out(touched(wrapup), IDLE, stops)


def lay_aside(claim: Claim) -> None:
    """Move a wrap-up that lay idle for 15 minutes to the agent's list of calls to classify; its draft stays."""
    with tenant_scope(claim.organization_id):
        # The wrap-up first, as a refold that opens it does: two that begin at different ends wait for each other.
        claimed = Wrapup.objects.select_for_update(of=("self",)).select_related("membership")
        wrapup = claimed.filter(pk=claim.subject_id).first()
        if not jobs.finish(claim) or wrapup is None or wrapup.state != Wrapup.State.OPEN:
            return
        idle_at = idle_from(wrapup, stops_for(wrapup.membership.team_id, touched(wrapup)))
        if idle_at is None or idle_at > timezone.now():
            # While clocks stand still nobody knows when: whoever lets them run again moves this to the right time.
            jobs.schedule(kind=IDLE_KIND, subject_id=wrapup.pk, due_at=idle_at or timezone.now() + IDLE)
            return
        wrapup.state = Wrapup.State.TO_CLASSIFY
        wrapup.save(update_fields=["state"])
        tell([wrapup])
