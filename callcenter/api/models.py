from django.db import models

from callcenter.tenancy.models import TenantModel


class IdempotentRequest(TenantModel):
    """An unsafe request under its client's key, with the answer it got; kept for seven days."""

    actor = models.CharField(max_length=40)
    route = models.CharField(max_length=200)
    key = models.CharField(max_length=100)
    body_hash = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(null=True)
    answer = models.TextField(blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["organization", "actor", "route", "key"], name="api_idempotent_once")
        ]

    def __str__(self) -> str:
        return f"{self.route} {self.key}"
