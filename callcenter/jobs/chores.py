"""What is kept for a time only, and removed when it is over; in small batches, so that nothing waits for it."""

from datetime import timedelta
from typing import Any

from django.contrib.sessions.models import Session
from django.utils import timezone

from callcenter.api.idempotency import KEPT_DAYS
from callcenter.api.models import IdempotentRequest
from callcenter.jobs.models import DueItem
from callcenter.outbox.models import Event
from callcenter.tenancy.models import Organization
from callcenter.tenancy.scope import tenant_scope

BATCH = 5_000
NEWS_DAYS = 7
DONE_DAYS = 30


def remove_what_is_over() -> None:
    """Remove old idempotency keys, delivered news, finished due work and expired sessions."""
    now = timezone.now()
    for organization in Organization.objects.all():
        with tenant_scope(organization):
            remove(IdempotentRequest.objects.filter(created_at__lt=now - timedelta(days=KEPT_DAYS)))
            remove(Event.objects.filter(delivered_at__lt=now - timedelta(days=NEWS_DAYS)))
            ended = [DueItem.State.DONE, DueItem.State.CANCELLED]
            remove(DueItem.objects.filter(state__in=ended, due_at__lt=now - timedelta(days=DONE_DAYS)))
    remove(Session.objects.filter(expire_date__lt=now))


def remove(rows: Any) -> None:
    """Delete a batch of rows; what is left waits for the next round."""
    keys = list(rows.order_by("pk").values_list("pk", flat=True)[:BATCH])
    if keys:
        rows.model._default_manager.filter(pk__in=keys).delete()
