from typing import Any

from django.db.models import Q

from callcenter.tenancy.querysets import TenantQuerySet


class CallbackQuerySet(TenantQuerySet):
    def open(self) -> "CallbackQuerySet":
        """Keep promises not yet kept or taken back."""
        return self.filter(state__in=["scheduled", "due"])

    def mine(self, membership: Any) -> "CallbackQuerySet":
        """Keep a member's own and the ones without an owner."""
        return self.filter(Q(owner=membership) | Q(owner=None))
