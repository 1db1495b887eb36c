from datetime import datetime
from typing import Any

from django.db import models
from django.db.models import Exists, OuterRef, Q

from callcenter.tenancy.querysets import TenantQuerySet


class AssignmentQuerySet(TenantQuerySet):
    def at(self, moment: datetime) -> "AssignmentQuerySet":
        """Keep the assignments in force at a moment."""
        return self.filter(Q(ends_at=None) | Q(ends_at__gt=moment), starts_at__lte=moment)

    def open(self) -> "AssignmentQuerySet":
        """Keep the assignments without an end."""
        return self.filter(ends_at=None)


class ContactQuerySet(TenantQuerySet):
    model: Any

    def standing(self) -> "ContactQuerySet":
        """Leave out who turned out to be somebody else."""
        return self.filter(merged_into=None)

    def survivor(self, pk: int) -> Any:
        """Return a contact, or whoever it turned out to be; None where there is nobody."""
        found: Any = self.filter(pk=pk).first()
        while found is not None and found.merged_into_id is not None:
            found = self.get(pk=found.merged_into_id)
        return found

    def called(self, text: str, number: str) -> "ContactQuerySet":
        """Keep whose name or address holds a text, or who has a number that begins with one."""
        wanted = Q(name__icontains=text) | Q(email__icontains=text)
        mails, numbers = (
            self.model._meta.get_field(name).related_model.objects.filter(contact=OuterRef("pk"))
            for name in ("mails", "numbers")
        )
        wanted |= Q(Exists(mails.filter(email__icontains=text)))
        if number:
            wanted |= Q(Exists(numbers.filter(number__startswith=number)))
        return self.filter(wanted)


class ContactNumberQuerySet(TenantQuerySet):
    def only_contact_of(self, number: str) -> int | None:
        """Return the contact a number belongs to, if it belongs to exactly one."""
        found = list(self.filter(number=number).values_list("contact_id", flat=True)[:2])
        return found[0] if len(found) == 1 else None


class LegQuerySet(TenantQuerySet):
    def of_agents(self) -> "LegQuerySet":
        """Keep the parts people of ours had, without those who only listened."""
        return self.filter(party="agent", listening=False)


class CallQuerySet(TenantQuerySet):
    model: Any

    def with_list_relations(self) -> "CallQuerySet":
        """Fetch what every list shows beside the call, in one statement."""
        return self.select_related("agent", "queue", "campaign", "contact", "source")

    def standing(self) -> "CallQuerySet":
        """Leave out what turned out to be part of another call."""
        return self.filter(merged_into=None)

    def visible_to(self, membership: Any) -> "CallQuerySet":
        """Keep what a member may see: an agent the own calls, a limited manager the team's; a key sees all."""
        standing = self.standing()
        if membership is None or ("calls.view_others" in membership.capabilities and not membership.limited_to_team):
            return standing
        people = type(membership).objects.reachable_by(membership).values("pk")
        return standing.with_part_of(people)

    def with_part_of(self, memberships: Any) -> "CallQuerySet":
        """Keep the calls in which any of the people had a part."""
        leg = self.model._meta.get_field("legs").related_model
        return self.filter(
            Q(agent__in=memberships) | Exists(leg.objects.filter(call=OuterRef("pk"), membership__in=memberships))
        )

    def of_telephones_nobody_held(self) -> "CallQuerySet":
        """Keep calls with somebody outside in which the telephone that talked belonged to nobody at the time."""
        leg = self.model._meta.get_field("legs").related_model
        nobody = leg.objects.filter(call=OuterRef("pk"), party="agent", membership=None, talked=True).exclude(
            extension=""
        )
        return self.exclude(direction="internal").filter(Exists(nobody))

    def earlier_with(self, call: Any) -> "CallQuerySet":
        """Keep earlier calls with the same person or number; a withheld caller has none."""
        same = Q()
        if call.contact_id:
            same |= Q(contact_id=call.contact_id)
        if call.number:
            same |= Q(number=call.number)
        if not same:
            return self.none()
        return (
            self.standing()
            .filter(same, started_at__lt=call.started_at)
            .exclude(pk=call.pk)
            .order_by("-started_at", "-pk")
        )


def prefix_range(prefix: str) -> models.Q:
    """Match numbers that begin with a text, in the form an index can serve."""
    return Q(number__gte=prefix, number__lt=prefix[:-1] + chr(ord(prefix[-1]) + 1))
