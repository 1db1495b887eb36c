from typing import Any, ClassVar

from django.db import models

from callcenter.jobs.querysets import DueAcross
from callcenter.tenancy.models import TenantModel
from callcenter.tenancy.querysets import TenantManager


class DueItem(TenantModel):
    """Work that becomes due at a time: claimed with a lease, fenced by a token, parked when it keeps failing."""

    class State(models.TextChoices):
        WAITING = "waiting"
        LEASED = "leased"
        DONE = "done"
        CANCELLED = "cancelled"
        PARKED = "parked"

    kind = models.CharField(max_length=30)
    subject_id = models.BigIntegerField()
    due_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    lease_until = models.DateTimeField(null=True)
    token = models.BigIntegerField(default=0)
    attempts = models.PositiveSmallIntegerField(default=0)
    last_error = models.CharField(max_length=200, blank=True)

    objects: ClassVar[Any] = TenantManager()
    across_organizations = DueAcross()

    class Meta(TenantModel.Meta):
        ordering = ["due_at", "pk"]
        constraints = [models.UniqueConstraint(fields=["organization", "kind", "subject_id"], name="jobs_due_once")]
        indexes = [
            # The next work of a kind, and leases that ran out.
            models.Index(
                fields=["kind", "due_at", "id"],
                condition=models.Q(state__in=["waiting", "leased"]),
                name="jobs_due_next",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.subject_id}"
