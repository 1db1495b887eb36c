"""Stopping the clocks, and letting them run again."""

from django.db import transaction
from django.utils import timezone

from callcenter.accounts.models import Membership, Team
from callcenter.audit import log as audit
from callcenter.calendars.errors import IncidentOver, IncidentStands, NotYourTeam
from callcenter.calendars.models import Calendar, Incident
from callcenter.calendars.signals import incident_ended
from callcenter.outbox.post import announce


@transaction.atomic(savepoint=False)
def start_incident(*, reason: str, team: Team | None, actor: Membership | None) -> Incident:
    """Stop the clocks of a team, or of everybody; where they stand still already, that is said."""
    refuse_other_teams(team, actor)
    # One at a time decides: the calendar every organization has is the lock.
    Calendar.objects.select_for_update(of=("self",)).get(is_default=True)
    standing = Incident.objects.standing().touching([team.pk] if team else []).first()
    if standing is not None:
        raise IncidentStands(reason=standing.reason)
    reason = " ".join(reason.split())
    incident = Incident.objects.create(reason=reason, team=team, started_at=timezone.now(), started_by=actor)
    audit.record(actor, "incident.started", incident, {"reason": reason, "team": team.pk if team else None})
    announce("incident", {"id": incident.pk, "running": True}, audience_of(incident))
    return incident


@transaction.atomic(savepoint=False)
def end_incident(*, incident: Incident, actor: Membership | None) -> Incident:
    """Let the clocks run again; what had an end in that time ends so much later."""
    refuse_other_teams(incident.team, actor)
    incident = Incident.objects.select_for_update(of=("self",)).get(pk=incident.pk)
    if incident.ended_at is not None:
        raise IncidentOver
    incident.ended_at, incident.ended_by = timezone.now(), actor
    incident.save(update_fields=["ended_at", "ended_by"])
    length_s = round((incident.ended_at - incident.started_at).total_seconds())
    audit.record(actor, "incident.ended", incident, {"reason": incident.reason, "length_s": length_s})
    incident_ended.send(sender=Incident, incident=incident)
    announce("incident", {"id": incident.pk, "running": False}, audience_of(incident))
    return incident


def refuse_other_teams(team: Team | None, actor: Membership | None) -> None:
    """Refuse a manager of one team whatever concerns others."""
    if actor is not None and actor.limited_to_team and (team is None or team.pk != actor.team_id):
        raise NotYourTeam


def audience_of(incident: Incident) -> list[int]:
    """Return the users an incident concerns; nobody named means everybody."""
    if incident.team_id is None:
        return []
    # Who declares an incident for a team without anybody in it tells no one: everybody would be wrong.
    return list(Membership.objects.active().filter(team_id=incident.team_id).values_list("user_id", flat=True)) or [0]
