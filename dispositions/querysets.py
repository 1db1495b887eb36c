from typing import Any

from django.db.models import Exists, OuterRef, Q, Value

from callcenter.calendars.models import Incident
from callcenter.tenancy.querysets import TenantQuerySet


class CodeQuerySet(TenantQuerySet):
    def in_use(self) -> "CodeQuerySet":
        """Leave out what has retired."""
        return self.filter(retired_at=None)

    def offered(self) -> "CodeQuerySet":
        """Keep what an agent may choose."""
        return self.filter(retired_at=None, selectable=True)


class WrapupQuerySet(TenantQuerySet):
    WAITING = ("preparing", "open", "to_classify")

    def waiting(self) -> "WrapupQuerySet":
        """Keep what the agent still has to code, in the order it came."""
        return self.filter(state__in=self.WAITING).order_by("pk")

    model: Any

    def for_coding(self) -> "WrapupQuerySet":
        """Lock a wrap-up with its call and tell whether the call has any codes; the caller holds the call's lock."""
        said = self.model._meta.get_field("dispositions").related_model
        return (
            self.select_for_update(of=("call", "self"))
            .select_related("call", "membership")
            .annotate(
                is_locked=Value(True),
                call_has_codes=Exists(said.objects.filter(call=OuterRef("call_id"))),
            )
        )

    def undisturbed(self) -> "WrapupQuerySet":
        """Leave out wrap-ups during which clocks stood still: how long they took says nothing."""
        stopping = Incident.objects.filter(Q(team=None) | Q(team=OuterRef("membership__team_id")))
        return self.exclude(Exists(stopping.between(OuterRef("opened_at"), OuterRef("saved_at"))))

    def of(self, *, call: Any, membership: Any) -> Any:
        """Return a member's wrap-up of a call, or None."""
        return self.filter(call=call, membership=membership).first()


class CodeUseQuerySet(TenantQuerySet):
    def standing(self) -> "CodeUseQuerySet":
        """Keep the current revisions' codes."""
        return self.filter(superseded_at=None)
