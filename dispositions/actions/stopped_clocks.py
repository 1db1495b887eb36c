"""When clocks run again, what had an end in that time ends so much later."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from callcenter.calendars.incidents import stops
from callcenter.calendars.models import Incident
from callcenter.calendars.stops import stopped
from callcenter.jobs import actions as jobs
from dispositions.actions.wrapups import IDLE_KIND, idle_from, tell, touched
from dispositions.models import Wrapup


def run_on(incident: Incident) -> None:
    """Move the idle times and deadlines of open wrap-ups by how long the incident stopped them."""
    waiting = Wrapup.objects.filter(state=Wrapup.State.OPEN).select_related("membership")
    if incident.team_id is not None:
        waiting = waiting.filter(membership__team_id=incident.team_id)
    wrapups = list(waiting.order_by("pk"))
    if not wrapups:
        return
    since = min(min(touched(wrapup), wrapup.opened_at or touched(wrapup)) for wrapup in wrapups)
    incidents = list(Incident.objects.after(since))
    with jobs.scheduled_at_once():
        for wrapup in wrapups:
            idle_at = idle_from(wrapup, stops(concerning(incidents, wrapup)))
            if idle_at is not None:
                jobs.schedule(kind=IDLE_KIND, subject_id=wrapup.pk, due_at=idle_at)
    moved = [wrapup for wrapup in wrapups if wrapup.deadline_at is not None]
    if moved:
        tell(move_deadlines(moved, incident, incidents))


def move_deadlines(wrapups: list[Wrapup], incident: Incident, incidents: list[Incident]) -> list[Wrapup]:
    """Move the deadlines that were still ahead when the incident began; return the wrap-ups that have later ones."""
    assert incident.ended_at is not None
    locked = Wrapup.objects.select_for_update(of=("self",)).select_related("membership")
    changed = []
    for wrapup in locked.filter(pk__in=[wrapup.pk for wrapup in wrapups], state=Wrapup.State.OPEN).order_by("pk"):
        if wrapup.deadline_at is None or wrapup.deadline_at <= incident.started_at:
            continue
        later = lengthening(wrapup, incident, concerning(incidents, wrapup), incident.ended_at)
        if later:
            wrapup.deadline_at += later
            changed.append(wrapup)
    Wrapup.objects.bulk_update(changed, ["deadline_at"])
    return changed


def lengthening(wrapup: Wrapup, incident: Incident, incidents: Iterable[Incident], until: datetime) -> timedelta:
    """Return by how much an incident lengthens a wrap-up, without what one that had ended before it has added."""
    since = wrapup.opened_at or incident.started_at
    ended = [other for other in incidents if other.ended_at is not None and other.pk != incident.pk]
    return stopped(since, until, stops([*ended, incident])) - stopped(since, until, stops(ended))


def concerning(incidents: Iterable[Incident], wrapup: Wrapup) -> list[Incident]:
    """Keep the incidents that concern a wrap-up's agent."""
    return [row for row in incidents if row.team_id is None or row.team_id == wrapup.membership.team_id]
