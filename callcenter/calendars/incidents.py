"""Which clocks stand still, and since when."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from callcenter.calendars.models import Incident
from callcenter.calendars.stops import Stop


def stops_for(team_id: int | None, since: datetime) -> list[Stop]:
    """Return when the clocks of somebody in a team, or in none, stood still since a moment."""
    return stops(Incident.objects.touching([team_id]).after(since))


def stops(incidents: Iterable[Incident]) -> list[Stop]:
    """Return incidents as stops of clocks."""
    return [Stop(incident.started_at, incident.ended_at) for incident in incidents]


def standing_for(team_id: int | None) -> Incident | None:
    """Return what stops the clocks of somebody in a team now, the one that began first."""
    return Incident.objects.standing().touching([team_id]).order_by("started_at", "pk").first()


def shown(incident: Incident | None) -> dict[str, Any] | None:
    """Shape what stops clocks now for a screen."""
    return {"id": incident.pk, "reason": incident.reason, "since": incident.started_at} if incident else None
