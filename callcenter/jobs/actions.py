from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime, timedelta
from functools import reduce
from operator import or_

from django.db.models import Q
from django.utils import timezone

from callcenter.jobs.models import DueItem
from callcenter.jobs.querysets import Claim
from callcenter.tenancy.together import Moving, create_later, update_later

GIVES_UP_AFTER = 8
BACKOFF = [10, 60, 300, 1_800, 7_200, 21_600, 43_200, 86_400]

MOVING = Moving(
    unique_fields=["organization", "kind", "subject_id"],
    update_fields=["due_at", "state", "lease_until", "attempts", "last_error"],
)
# What waits for the end of a block in which work is scheduled at once, by kind and subject; None for what is cancelled.
_gathered: ContextVar[dict[tuple[str, int], DueItem | None] | None] = ContextVar("gathered_due_items", default=None)


def schedule(*, kind: str, subject_id: int, due_at: datetime) -> None:
    """Make a piece of work due at a time; the same subject again moves it."""
    with scheduled_at_once() as gathered:
        gathered[kind, subject_id] = DueItem(kind=kind, subject_id=subject_id, due_at=due_at)


def cancel(*, kind: str, subject_id: int) -> None:
    """Take back work that has not been done."""
    with scheduled_at_once() as gathered:
        gathered[kind, subject_id] = None


@contextmanager
def scheduled_at_once() -> Iterator[dict[tuple[str, int], DueItem | None]]:
    """Write whatever is scheduled and cancelled inside the block at its end; a block that fails writes nothing."""
    gathered: dict[tuple[str, int], DueItem | None] = {}
    outer = _gathered.get()
    token = _gathered.set(gathered)
    try:
        yield gathered
    finally:
        _gathered.reset(token)
    if outer is not None:
        outer.update(gathered)
        return
    create_later([item for item in gathered.values() if item is not None], MOVING)
    if cancelled := [subject for subject, item in gathered.items() if item is None]:
        meant = reduce(or_, (Q(kind=kind, subject_id=subject_id) for kind, subject_id in cancelled))
        not_done = DueItem.objects.filter(meant, state__in=[DueItem.State.WAITING, DueItem.State.LEASED])
        update_later(not_done, state=DueItem.State.CANCELLED)


def holds(claim: Claim) -> bool:
    """Tell whether a claim still holds; nobody else gets the work before the transaction ends."""
    held = _held(claim).select_for_update(of=("self",)).filter(lease_until__gt=timezone.now())
    return held.first() is not None


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
