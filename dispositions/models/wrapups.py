from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from callcenter.accounts.models import Membership
from callcenter.tenancy.models import TenantModel, tenant_foreign_key
from callcenter.tenancy.querysets import TenantManager
from calllog.models import Call, Campaign, Queue
from dispositions.models.codes import Code, CodeSet, CodeVersion
from dispositions.querysets import CodeUseQuerySet, WrapupQuerySet


class Wrapup(TenantModel):
    """One agent's work after that agent's part of a call."""

    class State(models.TextChoices):
        PREPARING = "preparing", _("Preparing")
        OPEN = "open", _("Wrap-up")
        TO_CLASSIFY = "to_classify", _("To classify")
        SAVED = "saved", _("Saved")
        TIMED_OUT = "timed_out", _("Timed out")
        RELEASED = "released", _("Released")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    call = tenant_foreign_key(Call, related_name="wrapups")
    membership = tenant_foreign_key(Membership, related_name="wrapups")
    state = models.CharField(max_length=11, choices=State, default=State.PREPARING)
    code_set = tenant_foreign_key(CodeSet, null=True, related_name="+")
    code_set_version = models.PositiveIntegerField(null=True)
    ringing_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    part_ended_at = models.DateTimeField(null=True)
    talk_s = models.DecimalField(max_digits=9, decimal_places=3, default=0)
    opened_at = models.DateTimeField(null=True)
    touched_at = models.DateTimeField(null=True)
    deadline_at = models.DateTimeField(null=True, help_text=_("Empty in mode ask, which draws no clock."))
    saved_at = models.DateTimeField(null=True)
    acw_s = models.DecimalField(max_digits=9, decimal_places=3, null=True)
    draft = models.JSONField(default=dict)
    draft_revision = models.PositiveIntegerField(default=0)

    # Told by `for_coding`, which locks.
    is_locked = False
    call_has_codes = True

    objects: ClassVar[Any] = TenantManager.offering(WrapupQuerySet)

    class Meta(TenantModel.Meta):
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["organization", "call", "membership"], name="dispositions_wrapup_once")
        ]
        indexes = [
            # What waits for an agent.
            models.Index(
                fields=["organization", "membership"],
                condition=models.Q(state__in=["preparing", "open", "to_classify"]),
                name="dispositions_wrapup_waiting",
            ),
        ]

    def __str__(self) -> str:
        return f"wrapup {self.pk}"


class Disposition(TenantModel):
    """What one wrap-up was coded as; without a wrap-up it is the system's word on a call that reached nobody."""

    call = tenant_foreign_key(Call, related_name="dispositions")
    wrapup = tenant_foreign_key(Wrapup, null=True, related_name="dispositions")
    membership = tenant_foreign_key(Membership, null=True, related_name="+")
    revision = models.PositiveIntegerField(default=0)
    # From then on runs the time in which its author may change it.
    first_saved_at = models.DateTimeField()
    saved_at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "wrapup"], condition=~models.Q(wrapup=None), name="dispositions_one_per_wrapup"
            ),
            models.UniqueConstraint(
                fields=["organization", "call"], condition=models.Q(wrapup=None), name="dispositions_one_by_system"
            ),
        ]
        indexes = [
            # All words on one call.
            models.Index(fields=["organization", "call"], name="dispositions_by_call"),
        ]

    def __str__(self) -> str:
        return f"disposition {self.pk}"


class Revision(TenantModel):
    """One wording of a disposition: who, when, why, and what it said."""

    class By(models.TextChoices):
        AGENT = "agent", _("Agent")
        MANAGER = "manager", _("Manager")
        SYSTEM = "system", _("System")

    disposition = tenant_foreign_key(Disposition, related_name="revisions")
    number = models.PositiveIntegerField()
    by = models.CharField(max_length=8, choices=By)
    actor = tenant_foreign_key(Membership, null=True, related_name="+")
    at = models.DateTimeField()
    note = models.TextField(blank=True)
    fields = models.JSONField(default=dict)
    answers = models.JSONField(default=dict, help_text=_("Callback time and address as given on the card."))
    reason = models.CharField(max_length=500, blank=True)
    codes = models.JSONField(default=list, help_text=_("Slugs in the order chosen."))

    class Meta(TenantModel.Meta):
        ordering = ["disposition", "number"]
        constraints = [
            models.UniqueConstraint(fields=["organization", "disposition", "number"], name="dispositions_revision_once")
        ]

    def __str__(self) -> str:
        return f"{self.disposition_id} r{self.number}"


class CodeUse(TenantModel):
    """A code standing on a call, with the facts reports filter by copied beside it; superseded, never deleted."""

    call = tenant_foreign_key(Call, related_name="code_uses")
    disposition = tenant_foreign_key(Disposition, related_name="code_uses")
    revision = tenant_foreign_key(Revision, related_name="code_uses")
    code = tenant_foreign_key(Code, related_name="uses")
    version = tenant_foreign_key(CodeVersion, related_name="+")
    membership = tenant_foreign_key(Membership, null=True, related_name="+")
    order = models.PositiveSmallIntegerField(default=0)
    started_at = models.DateTimeField()
    direction = models.CharField(max_length=8)
    queue = tenant_foreign_key(Queue, null=True, related_name="+")
    campaign = tenant_foreign_key(Campaign, null=True, related_name="+")
    superseded_at = models.DateTimeField(null=True)

    objects: ClassVar[Any] = TenantManager.offering(CodeUseQuerySet)

    class Meta(TenantModel.Meta):
        ordering = ["disposition", "order", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "disposition", "code"],
                condition=models.Q(superseded_at=None),
                name="dispositions_use_stands_once",
            )
        ]
        indexes = [
            # Calls with a code, newest first; the codes of a call; the report of a period.
            models.Index(
                fields=["organization", "code", "-started_at", "-call"],
                condition=models.Q(superseded_at=None),
                name="dispositions_use_by_code",
            ),
            models.Index(fields=["organization", "call"], name="dispositions_use_by_call"),
            models.Index(
                fields=["organization", "started_at"],
                condition=models.Q(superseded_at=None),
                name="dispositions_use_by_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code_id} on {self.call_id}"
