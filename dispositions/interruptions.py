"""What stopped the clocks while a call or its wrap-ups were going on: lines of the call's story."""

from collections.abc import Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.translation import gettext as _

from callcenter.calendars.models import Incident
from callcenter.tenancy.models import Organization
from callcenter.web.templatetags.aftercall import duration
from calllog.models import Call
from calllog.timeline import TimelineEntry, bold, register
from dispositions.models import Wrapup


def told_by_incidents(call: Call, organization: Organization) -> Iterator[TimelineEntry]:
    """Tell each incident that overlapped the call or the wrap-up of somebody it concerned."""
    now = timezone.now()
    worked = list(Wrapup.objects.filter(call=call).exclude(state=Wrapup.State.WITHDRAWN).select_related("membership"))
    coded = [row.saved_at or (now if row.state == Wrapup.State.OPEN else None) for row in worked]
    until = max([call.ended_at or now, *(moment for moment in coded if moment)])
    teams = {row.membership.team_id for row in worked}
    concerning = Incident.objects.touching(teams).between(call.started_at, until).select_related("team")
    for incident in concerning.order_by("started_at", "pk")[:20]:
        yield told(incident, call, organization)


def told(incident: Incident, call: Call, organization: Organization) -> TimelineEntry:
    """Tell one incident, at its beginning or, where that was earlier, at the call's."""
    whose = incident.team.name if incident.team else ""
    if incident.ended_at is None:
        return TimelineEntry(
            max(incident.started_at, call.started_at),
            format_html(_("{}: clocks are stopped"), bold(incident.reason)),
            "pause",
            why=_("since %(time)s") % {"time": clock(incident.started_at, organization)},
            who=whose,
        )
    times = {"from": clock(incident.started_at, organization), "to": clock(incident.ended_at, organization)}
    length = duration((incident.ended_at - incident.started_at).total_seconds())
    why = _("%(from)s – %(to)s, left out of averages") % times
    return TimelineEntry(
        max(incident.started_at, call.started_at),
        format_html(_("{}: clocks were stopped for {}"), bold(incident.reason), length),
        "pause",
        why=why,
        who=whose,
    )


def clock(moment: datetime, organization: Organization) -> str:
    """Write a time as the organization's clock showed it."""
    return date_format(moment.astimezone(ZoneInfo(organization.time_zone)), "H:i")


register(told_by_incidents)
