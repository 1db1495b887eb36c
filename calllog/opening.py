"""Whether a call came while we were open, by the hours of its queue, else of the organization."""

from callcenter.calendars.effective import Book
from calllog.models import Call, Direction


def came_outside(call: Call, hours: Book) -> bool:
    """Tell whether a call began outside opening hours; where no hours are told, none did."""
    if call.direction == Direction.INTERNAL:
        return False
    return not hours.of(call.queue.calendar_id if call.queue else None).is_open(call.started_at)
