from datetime import datetime

from django.db.models import Q

from callcenter.tenancy.querysets import TenantQuerySet


class EntryQuerySet(TenantQuerySet):
    def about(self, number: int | None, contact_id: int | None) -> "EntryQuerySet":
        """Keep the entries about a number or a contact; nothing about nobody.

        An entry about a number of one person (a wrong number) does not speak of other people there.
        """
        same = Q()
        if number is not None:
            same |= Q(number=number, contact=None) | (Q(number=number) & Q(contact_id=contact_id))
        if contact_id is not None:
            same |= Q(contact_id=contact_id, number=None)
        return self.filter(same) if same else self.none()

    def in_force(self, at: datetime) -> "EntryQuerySet":
        """Keep what blocks at a moment: begun, not ended, not released."""
        return self.filter(Q(expires_at=None) | Q(expires_at__gt=at), released_at=None, starts_at__lte=at)
