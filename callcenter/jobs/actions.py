from datetime import datetime, timedelta

from django.utils import timezone

from callcenter.jobs.models import DueItem
from callcenter.jobs.querysets import Claim

GIVES_UP_AFTER = 8
BACKOFF = [10, 60, 300, 1_800, 7_200, 21_600, 43_200, 86_400]


def schedule(*, kind: str, subject_id: int, due_at: datetime) -> None:
    """Make a piece of work due at a time; the same subject again moves it."""
    item = DueItem(kind=kind, subject_id=subject_id, due_at=due_at)
    DueItem.objects.bulk_create(
        [item],
        update_conflicts=True,
        unique_fields=["organization", "kind", "subject_id"],
        update_fields=["due_at", "state", "lease_until", "attempts", "last_error"],
    )


def cancel(*, kind: str, subject_id: int) -> bool:
    """Take back work that has not been done; tell whether there was any."""
    waiting = DueItem.objects.filter(
        kind=kind, subject_id=subject_id, state__in=[DueItem.State.WAITING, DueItem.State.LEASED]
    )
    return bool(waiting.update(state=DueItem.State.CANCELLED))


def finish(claim: Claim) -> bool:
    """Mark claimed work as done; tell whether the claim still held."""
    return bool(_held(claim).update(state=DueItem.State.DONE, lease_until=None))


def put_back(claim: Claim, error: str) -> bool:
    """Return failed work for a later try, or park it when it has failed too often."""
    parked = claim.attempts >= GIVES_UP_AFTER
    wait = timedelta(seconds=BACKOFF[min(claim.attempts, len(BACKOFF)) - 1])
    return bool(
        _held(claim).update(
            state=DueItem.State.PARKED if parked else DueItem.State.WAITING,
            due_at=timezone.now() + wait,
            lease_until=None,
            last_error=error[:200],
        )
    )


def _held(claim: Claim):  # type: ignore[no-untyped-def]
    return DueItem.objects.filter(pk=claim.id, token=claim.token, state=DueItem.State.LEASED)
