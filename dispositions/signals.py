"""News of codes for the floors above; sent inside the transaction and the scope that made it true."""

from dataclasses import dataclass
from datetime import datetime

from django.dispatch import Signal


@dataclass(frozen=True, slots=True)
class Fact:
    """One counted thing with the dimensions reports know: a call by its primary code, or one use of a code."""

    measure: str
    call_id: int
    started_at: datetime
    code_id: int
    membership_id: int | None
    queue_id: int | None
    campaign_id: int | None
    direction: str


# added, removed: lists of Fact. A correction removes what stood and adds what stands now.
facts_changed = Signal()
# disposition_ids, actor: dispositions that got a revision.
dispositions_saved = Signal()
