from celery import shared_task
from django.db import connection
from django.utils import timezone

from callcenter.outbox import live
from callcenter.outbox.models import Event
from callcenter.outbox.post import deliver
from callcenter.tenancy.scope import tenant_scope


@shared_task
def deliver_left_over() -> None:
    """Hint events whose process died between commit and delivery, and mark all as delivered."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT organization_id, id FROM platform.events_waiting(%s)", [500])
        waiting: dict[int, list[int]] = {}
        for organization_id, event_id in cursor.fetchall():
            waiting.setdefault(organization_id, []).append(event_id)
    for organization_id, event_ids in waiting.items():
        with tenant_scope(organization_id):
            missed = set(event_ids) - live.already_published(event_ids)
            if not missed or deliver(organization_id, list(Event.objects.filter(pk__in=missed))):
                Event.objects.filter(pk__in=event_ids).update(delivered_at=timezone.now())
