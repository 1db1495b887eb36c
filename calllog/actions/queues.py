from collections.abc import Mapping

from django.db import transaction

from callcenter.accounts.models import Membership
from callcenter.audit import log as audit
from callcenter.calendars.models import Calendar
from calllog.models import Queue


@transaction.atomic(savepoint=False)
def choose_hours(*, choices: Mapping[Queue, Calendar | None], actor: Membership | None) -> None:
    """Let queues go by opening hours of their own, None for the organization's."""
    wanted = {queue.pk: calendar for queue, calendar in choices.items()}
    for queue in Queue.objects.select_for_update(of=("self",)).filter(pk__in=wanted).order_by("pk"):
        calendar = wanted[queue.pk]
        before, queue.calendar = queue.calendar_id, calendar
        if before == queue.calendar_id:
            continue
        queue.save(update_fields=["calendar"])
        audit.record(actor, "queue.hours_chosen", queue, {"before": before, "calendar": queue.calendar_id})
