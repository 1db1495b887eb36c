"""What a switch says after a call was settled is kept as a correction: what stood there, what stands there now."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from calllog.models import Call, CallCorrection

# Events of one call arrive over a minute or two; what comes later is news about something people have seen.
SETTLE = timedelta(seconds=120)
# Agent, contact and campaign are not in it: they follow what people put right elsewhere.
EVIDENCE = (
    "direction",
    "status",
    "cause_q850",
    "number",
    "our_number",
    "agent_extension",
    "started_at",
    "answered_at",
    "ended_at",
    "ring_s",
    "wait_s",
    "talk_s",
    "hold_s",
    "customer_time_s",
    "hung_up_by",
    "quality",
)


def settle(call: Call, now: datetime) -> list[str]:
    """Start the time in which an ended call still gathers its events; returns the columns it changed."""
    if call.ended_at is None or call.settled_at is not None:
        return []
    call.settled_at = now + SETTLE
    return ["settled_at"]


def is_settled(call: Call, now: datetime) -> bool:
    return call.pk is not None and call.settled_at is not None and call.settled_at <= now


def correct(call: Call, before: Mapping[str, Any], now: datetime) -> None:
    """Keep which evidence of a settled call changed."""
    changes = {name: [plain(before[name]), plain(getattr(call, name))] for name in EVIDENCE if name in before}
    if changes:
        CallCorrection.objects.create(call=call, revision=call.revision, at=now, changes=changes)


def plain(value: Any) -> Any:
    """Return a column's value as JSON holds it."""
    if isinstance(value, datetime):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal) else value
