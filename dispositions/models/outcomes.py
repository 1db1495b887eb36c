from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from callcenter.accounts.models import Membership
from callcenter.tenancy.models import TenantModel, tenant_foreign_key
from calllog.models import Call, Campaign, Queue
from dispositions.categories import Category
from dispositions.models.codes import Code
from dispositions.models.wrapups import Disposition, Revision


class CallOutcome(TenantModel):
    """A call's codes over all its dispositions: which counts first, and whether two of them contradict each other."""

    call = tenant_foreign_key(Call, related_name="outcomes")
    primary = tenant_foreign_key(Code, null=True, related_name="+")
    category = models.CharField(max_length=14, choices=Category, default=Category.UNCLASSIFIED)
    membership = tenant_foreign_key(Membership, null=True, related_name="+")
    uses = models.PositiveSmallIntegerField(default=0)
    contradiction = models.JSONField(default=list)
    started_at = models.DateTimeField()
    direction = models.CharField(max_length=8)
    queue = tenant_foreign_key(Queue, null=True, related_name="+")
    campaign = tenant_foreign_key(Campaign, null=True, related_name="+")

    class Meta(TenantModel.Meta):
        constraints = [models.UniqueConstraint(fields=["organization", "call"], name="dispositions_outcome_once")]
        indexes = [
            # The report that counts each call once.
            models.Index(fields=["organization", "started_at"], name="dispositions_outcome_by_time"),
        ]

    def __str__(self) -> str:
        return f"{self.category} of {self.call_id}"


class Effect(TenantModel):
    """One thing a disposition set off, and what became of it."""

    class State(models.TextChoices):
        PLANNED = "planned", _("Planned")
        APPLIED = "applied", _("Done")
        HAPPENED = "happened", _("Happened")
        CANCELLED = "cancelled", _("Taken back")
        NO_NUMBER = "no_number", _("No number: nothing will be blocked")
        NOTHING_SENT = "nothing_sent", _("No address: nothing will be sent")

    disposition = tenant_foreign_key(Disposition, related_name="effects")
    revision = tenant_foreign_key(Revision, related_name="effects")
    code = tenant_foreign_key(Code, related_name="+")
    kind = models.CharField(max_length=20)
    params = models.JSONField(default=dict)
    state = models.CharField(max_length=12, choices=State)
    subject_id = models.BigIntegerField(null=True, help_text=_("The entry, callback or enrolment it made."))
    memory = models.JSONField(default=dict, help_text=_("What it has to know to be taken back."))
    created_at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True)

    found: Any = None  # set where its kind looked up what telling it takes

    class Meta(TenantModel.Meta):
        ordering = ["pk"]
        indexes = [
            # What a disposition set off.
            models.Index(fields=["organization", "disposition"], name="dispositions_effects_of"),
            # Which codes an entry of the do-not-contact list rests on.
            models.Index(
                fields=["organization", "kind", "subject_id"],
                condition=~models.Q(subject_id=None),
                name="dispositions_effect_subject",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.disposition_id}"
