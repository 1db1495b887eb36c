from django.db import models

from callcenter.tenancy.models import TenantModel


class AuditEntry(TenantModel):
    """Who did what to what, and when; the serving role can add rows and read them, nothing else."""

    at = models.DateTimeField(auto_now_add=True)
    actor_id = models.BigIntegerField(null=True, help_text="Membership; empty for the system or a key.")
    actor_name = models.CharField(max_length=120, blank=True)
    action = models.CharField(max_length=60)
    subject_type = models.CharField(max_length=60)
    subject_id = models.BigIntegerField(null=True)
    details = models.JSONField(default=dict)

    class Meta(TenantModel.Meta):
        ordering = ["-pk"]
        indexes = [
            # The history of one thing.
            models.Index(fields=["organization", "subject_type", "subject_id"], name="audit_subject"),
        ]

    def __str__(self) -> str:
        return f"{self.action} {self.subject_type} {self.subject_id}"
