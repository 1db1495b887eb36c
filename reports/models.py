from django.db import models

from callcenter.tenancy.models import TenantModel


class Delta(TenantModel):
    """One change of a count, written with the fact; a rollup folds and removes it."""

    class Measure(models.TextChoices):
        CALL = "call"
        USE = "use"

    measure = models.CharField(max_length=4, choices=Measure)
    quarter_at = models.DateTimeField(help_text="Quarter hour (UTC) in which the call started.")
    code_id = models.BigIntegerField()
    membership_id = models.BigIntegerField(null=True)
    queue_id = models.BigIntegerField(null=True)
    campaign_id = models.BigIntegerField(null=True)
    direction = models.CharField(max_length=8)
    n = models.SmallIntegerField()

    class Meta(TenantModel.Meta):
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.n:+d} {self.measure}"
