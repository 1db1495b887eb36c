from collections.abc import Iterator
from datetime import timedelta

from django.db.models import Q
from django.utils import timezone

from callcenter.audit.equations import Equation, register
from callcenter.jobs.models import DueItem

# A lease and what it takes to notice its end: work of a dead worker goes on within this time.
PATIENCE = timedelta(seconds=75)


def counted() -> Iterator[Equation]:
    """Work is carried out when it is due: no lease stays with a worker that died, nothing waits past its time."""
    then = timezone.now() - PATIENCE
    late = Q(state=DueItem.State.WAITING, due_at__lt=then) | Q(state=DueItem.State.LEASED, lease_until__lt=then)
    yield Equation("due work", {"late by more than 75 s": DueItem.objects.filter(late).count()}, {})


def open_work(kind: str) -> int:
    """Count the work of a kind that is still to be done."""
    return int(DueItem.objects.filter(kind=kind, state__in=[DueItem.State.WAITING, DueItem.State.LEASED]).count())


register(counted)
