from collections.abc import Iterator
from datetime import timedelta

from django.utils import timezone

from callcenter.audit.equations import Equation, register
from callcenter.outbox.models import Event

PATIENCE = timedelta(seconds=75)


def counted() -> Iterator[Equation]:
    """News that was written is delivered."""
    late = Event.objects.filter(delivered_at=None, created_at__lt=timezone.now() - PATIENCE)
    yield Equation("news", {"undelivered for more than 75 s": late.count()}, {})


register(counted)
