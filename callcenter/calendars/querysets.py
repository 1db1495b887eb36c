from datetime import datetime
from typing import Any

from django.db.models import Q

from callcenter.tenancy.querysets import TenantQuerySet


class IncidentQuerySet(TenantQuerySet):
    def standing(self) -> "IncidentQuerySet":
        """Keep what has not ended."""
        return self.filter(ended_at=None)

    def touching(self, team_ids: Any) -> "IncidentQuerySet":
        """Keep what concerns somebody of these teams; what concerns the whole organization concerns everybody."""
        return self.filter(Q(team=None) | Q(team__in=[team_id for team_id in team_ids if team_id is not None]))

    def between(self, start: Any, end: Any) -> "IncidentQuerySet":
        """Keep what overlaps a stretch of time; expressions are welcome."""
        return self.filter(Q(ended_at=None) | Q(ended_at__gt=start), started_at__lt=end)

    def declared_by(self, membership: Any | None) -> "IncidentQuerySet":
        """Keep what a member may end: a manager of one team only that team's; a key everything."""
        if membership is None or not membership.limited_to_team:
            return self
        return self.filter(team_id=membership.team_id, team__isnull=False)

    def after(self, moment: datetime) -> "IncidentQuerySet":
        """Keep what had not ended by a moment."""
        return self.filter(Q(ended_at=None) | Q(ended_at__gt=moment))
