from datetime import datetime
from typing import Any

from django.dispatch import receiver

from callcenter.tenancy.together import create_later
from dispositions.signals import Fact, facts_changed
from reports.models import Delta


def quarter_of(moment: datetime) -> datetime:
    """Return the beginning of the quarter hour (UTC) a moment lies in."""
    return moment.replace(minute=moment.minute - moment.minute % 15, second=0, microsecond=0)


def delta(fact: Fact, n: int) -> Delta:
    """Shape one change of a count."""
    return Delta(
        measure=fact.measure,
        quarter_at=quarter_of(fact.started_at),
        code_id=fact.code_id,
        membership_id=fact.membership_id,
        queue_id=fact.queue_id,
        campaign_id=fact.campaign_id,
        direction=fact.direction,
        n=n,
    )


@receiver(facts_changed)
def write_deltas(sender: Any, added: list[Fact], removed: list[Fact], **kwargs: Any) -> None:
    """Write what changed in the counts, in the transaction that changed it."""
    create_later([delta(fact, -1) for fact in removed] + [delta(fact, 1) for fact in added])
