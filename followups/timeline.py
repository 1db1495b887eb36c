"""What followed a call: this floor's lines of its story."""

from collections.abc import Iterator
from datetime import datetime

from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.translation import gettext as _

from callcenter.tenancy.models import Organization
from calllog.models import Call
from calllog.timeline import TimelineEntry, bold, register
from followups.models import Callback, Message


def told_by_followups(call: Call, organization: Organization) -> Iterator[TimelineEntry]:
    """Tell each mail and each promised callback of a call."""
    for message in Message.objects.filter(call=call).order_by("pk"):
        yield mail(message)
    for callback in Callback.objects.filter(call=call).select_related("owner", "done_by"):
        yield promise(callback)


def mail(message: Message) -> TimelineEntry:
    """Tell what became of a mail."""
    state = Message.State(message.state)
    words = {
        Message.State.PLANNED: _("Mail to {} is going out"),
        Message.State.SENDING: _("Mail to {} is leaving"),
        Message.State.SENT: _("Mail sent to {}"),
        Message.State.FAILED: _("Mail to {} failed, it is tried again"),
        Message.State.UNCERTAIN: _("Mail to {}: unknown whether it left"),
        Message.State.SUPPRESSED: _("Mail to {} held back"),
        Message.State.CANCELLED: _("Mail to {} taken back before it left"),
        Message.State.DEAD: _("Mail to {} given up"),
    }
    good = state in {Message.State.PLANNED, Message.State.SENDING, Message.State.SENT}
    through = _("kept in the outbox: no mail server is set up") if message.through == "outbox" else ""
    icon = "mail" if good else "undo" if state == Message.State.CANCELLED else "alert"
    return TimelineEntry(
        message.sent_at or message.due_at,
        format_html(words[state], bold(message.to)),
        icon,
        why=f"“{message.subject}”",
        who=through,
    )


def promise(callback: Callback) -> TimelineEntry:
    """Tell a promise at the time it was made for, or kept."""
    local = datetime.fromisoformat(callback.local_time)
    when = {"day": date_format(local, "MONTH_DAY_FORMAT"), "time": f"{local:%H:%M}", "zone": callback.zone}
    owner = callback.owner.name if callback.owner else _("the team")
    if callback.state == Callback.State.DONE and callback.done_at:
        keeper = callback.done_by.name if callback.done_by else owner
        return TimelineEntry(callback.done_at, format_html(_("{} called back"), bold(keeper)), "check")
    if callback.state == Callback.State.CANCELLED:
        return TimelineEntry(
            callback.created_at, _("Callback on %(day)s at %(time)s taken back") % when, "undo", who=callback.zone
        )
    what = format_html(_("Callback by {}"), bold(owner))
    return TimelineEntry(
        callback.at,
        what,
        category="callback",
        why=_("%(day)s at %(time)s, %(zone)s") % when,
        who=callback.get_state_display(),
    )


register(told_by_followups)
