import uuid
from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from callcenter.accounts.models import Membership
from callcenter.tenancy.models import TenantModel, tenant_foreign_key
from callcenter.tenancy.querysets import TenantManager
from calllog.models import Call, Contact
from dispositions.models import Disposition
from followups.querysets import CallbackQuerySet


class Plan(TenantModel):
    """What is sent after a code, step by step; off until an admin switches it on."""

    slug = models.SlugField(max_length=40)
    name = models.CharField(max_length=120)
    is_on = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1)

    class Meta(TenantModel.Meta):
        ordering = ["slug", "pk"]
        constraints = [models.UniqueConstraint(fields=["organization", "slug"], name="followups_plan_slug")]

    def __str__(self) -> str:
        return self.name


class Step(TenantModel):
    plan = tenant_foreign_key(Plan, related_name="steps")
    position = models.PositiveSmallIntegerField()
    delay_s = models.PositiveIntegerField(default=0, help_text=_("After the save; 8 seconds at the earliest."))
    template = models.CharField(max_length=40)

    class Meta(TenantModel.Meta):
        ordering = ["plan", "position"]
        constraints = [models.UniqueConstraint(fields=["organization", "plan", "position"], name="followups_step_once")]

    def __str__(self) -> str:
        return f"{self.plan_id} step {self.position}"


class Enrolment(TenantModel):
    """A contact going through a plan because of a disposition."""

    class State(models.TextChoices):
        ACTIVE = "active", _("Active")
        DONE = "done", _("Done")
        STOPPED = "stopped", _("Stopped")

    plan = tenant_foreign_key(Plan, related_name="enrolments")
    plan_version = models.PositiveIntegerField()
    contact = tenant_foreign_key(Contact, related_name="enrolments")
    call = tenant_foreign_key(Call, related_name="enrolments")
    disposition = tenant_foreign_key(Disposition, related_name="+")
    state = models.CharField(max_length=8, choices=State, default=State.ACTIVE)
    stopped_because = models.CharField(max_length=60, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta(TenantModel.Meta):
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "plan", "contact"],
                condition=models.Q(state="active"),
                name="followups_one_active_enrolment",
            )
        ]

    def __str__(self) -> str:
        return f"enrolment {self.pk}"


class Message(TenantModel):
    """One mail, from plan to proof: `sending` is committed before it leaves, `sent` after."""

    class State(models.TextChoices):
        PLANNED = "planned", _("Planned")
        SENDING = "sending", _("Leaving")
        SENT = "sent", _("Sent")
        FAILED = "failed", _("Failed")
        UNCERTAIN = "uncertain", _("Uncertain")
        SUPPRESSED = "suppressed", _("Held back")
        CANCELLED = "cancelled", _("Taken back")
        DEAD = "dead", _("Given up")

    key = models.UUIDField(default=uuid.uuid4, help_text=_("Also the Message-ID, so that a repeat can be recognized."))
    enrolment = tenant_foreign_key(Enrolment, related_name="messages")
    step = tenant_foreign_key(Step, related_name="+")
    contact = tenant_foreign_key(Contact, related_name="messages")
    call = tenant_foreign_key(Call, related_name="messages")
    to = models.EmailField()
    language = models.CharField(max_length=5)
    subject = models.CharField(max_length=200)
    body = models.TextField()
    state = models.CharField(max_length=10, choices=State, default=State.PLANNED)
    reason = models.CharField(max_length=120, blank=True)
    through = models.CharField(
        max_length=10, blank=True, help_text=_("smtp, or outbox where nothing leaves the house.")
    )
    due_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta(TenantModel.Meta):
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["organization", "enrolment", "step"], name="followups_message_once"),
            models.UniqueConstraint(fields=["organization", "key"], name="followups_message_key"),
        ]
        indexes = [
            # What followed a call.
            models.Index(fields=["organization", "call"], name="followups_message_by_call"),
        ]

    def __str__(self) -> str:
        return f"message {self.pk}"


class Callback(TenantModel):
    """A promise to call at a time of the customer's clock."""

    class State(models.TextChoices):
        SCHEDULED = "scheduled", _("Scheduled")
        DUE = "due", _("Due")
        DONE = "done", _("Done")
        CANCELLED = "cancelled", _("Taken back")

    call = tenant_foreign_key(Call, related_name="callbacks")
    disposition = tenant_foreign_key(Disposition, related_name="+")
    contact = tenant_foreign_key(Contact, null=True, related_name="callbacks")
    number = models.CharField(max_length=80, blank=True)
    at = models.DateTimeField()
    local_time = models.CharField(max_length=16, help_text=_("As agreed: 2026-11-23T10:00."))
    zone = models.CharField(max_length=64)
    owner = tenant_foreign_key(Membership, null=True, related_name="callbacks", help_text=_("Empty: the team's."))
    note = models.CharField(max_length=500, blank=True)
    state = models.CharField(max_length=9, choices=State, default=State.SCHEDULED)
    created_at = models.DateTimeField(auto_now_add=True)
    done_at = models.DateTimeField(null=True)
    done_by = tenant_foreign_key(Membership, null=True, related_name="+")

    objects: ClassVar[Any] = TenantManager.offering(CallbackQuerySet)

    class Meta(TenantModel.Meta):
        ordering = ["at", "pk"]
        indexes = [
            # What a person or the team has promised.
            models.Index(
                fields=["organization", "owner", "at"],
                condition=models.Q(state__in=["scheduled", "due"]),
                name="followups_callback_open",
            ),
        ]

    def __str__(self) -> str:
        return f"callback {self.pk}"
