from django.db import models

from callcenter.tenancy.models import TenantModel


class Event(TenantModel):
    """News of the domain: written with the fact, delivered after the commit."""

    type = models.CharField(max_length=40)
    payload = models.JSONField(default=dict)
    audience = models.JSONField(default=list, help_text="Users who see it at once; empty means the whole organization.")
    created_at = models.DateTimeField(auto_now_add=True)
    delivered_at = models.DateTimeField(null=True)

    class Meta(TenantModel.Meta):
        ordering = ["pk"]
        indexes = [
            # What the sweep still has to deliver.
            models.Index(fields=["created_at"], condition=models.Q(delivered_at=None), name="outbox_waiting"),
        ]

    def __str__(self) -> str:
        return f"{self.type} {self.pk}"
