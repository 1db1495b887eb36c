"""The words a call is described with: people's telephones, queues, campaigns, our numbers, contacts."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from callcenter.accounts.models import Membership
from callcenter.calendars.models import Calendar
from callcenter.tenancy.models import TenantModel, tenant_foreign_key
from callcenter.tenancy.querysets import TenantManager
from calllog.models.switches import Extension
from calllog.querysets import AssignmentQuerySet


class ExtensionAssignment(TenantModel):
    """Who held a telephone from when to when; a call is the agent's of its time."""

    extension = tenant_foreign_key(Extension, related_name="assignments")
    membership = tenant_foreign_key(Membership, related_name="assignments")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[Any] = TenantManager.offering(AssignmentQuerySet)

    class Meta(TenantModel.Meta):
        ordering = ["-starts_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "extension"], condition=Q(ends_at=None), name="calllog_one_open_assignment"
            ),
            models.CheckConstraint(
                condition=Q(ends_at=None) | Q(ends_at__gt=F("starts_at")), name="calllog_assignment_order"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.extension_id} {self.membership_id}"


class Queue(TenantModel):
    name = models.CharField(max_length=80)
    calendar = tenant_foreign_key(
        Calendar, null=True, blank=True, related_name="+", help_text="Empty for the organization's own hours."
    )

    class Meta(TenantModel.Meta):
        ordering = ["name", "pk"]
        constraints = [models.UniqueConstraint(fields=["organization", "name"], name="calllog_queue_name")]

    def __str__(self) -> str:
        return self.name


class Campaign(TenantModel):
    class Purpose(models.TextChoices):
        MARKETING = "marketing", _("Marketing")
        SERVICE = "service", _("Service")

    name = models.CharField(max_length=80)
    purpose = models.CharField(max_length=10, choices=Purpose, default=Purpose.MARKETING)

    class Meta(TenantModel.Meta):
        ordering = ["name", "pk"]
        constraints = [models.UniqueConstraint(fields=["organization", "name"], name="calllog_campaign_name")]

    def __str__(self) -> str:
        return self.name


class Channel(models.TextChoices):
    """Where people find a number of ours."""

    SITE = "site", _("Site")
    SEARCH = "search", _("Search")
    SOCIAL = "social", _("Social")
    PRINT = "print", _("Print")
    OUTDOOR = "outdoor", _("Outdoor")
    PARTNER = "partner", _("Partner")


class OurNumber(TenantModel):
    """A number of ours: the one the caller dialled, or the caller id we showed."""

    number = models.CharField(max_length=40)
    label = models.CharField(max_length=80, blank=True)

    class Meta(TenantModel.Meta):
        ordering = ["number", "pk"]
        constraints = [models.UniqueConstraint(fields=["organization", "number"], name="calllog_our_number_once")]

    def __str__(self) -> str:
        return self.label or self.number


class NumberUse(TenantModel):
    """Where one of our numbers was shown, from when to when; a call is of the campaign and channel of its time."""

    our_number = tenant_foreign_key(OurNumber, related_name="uses")
    campaign = tenant_foreign_key(Campaign, null=True, blank=True, related_name="+")
    channel = models.CharField(max_length=40, blank=True, help_text="One of the channels, or the organization's words.")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[Any] = TenantManager.offering(AssignmentQuerySet)

    class Meta(TenantModel.Meta):
        ordering = ["-starts_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "our_number"], condition=Q(ends_at=None), name="calllog_one_open_use"
            ),
            models.CheckConstraint(condition=Q(ends_at=None) | Q(ends_at__gt=F("starts_at")), name="calllog_use_order"),
        ]

    def __str__(self) -> str:
        return f"{self.our_number_id} {self.channel}"


class PendingRefold(TenantModel):
    """Calls of a telephone or a number of ours about which something was put right, left to a worker."""

    extension = tenant_foreign_key(Extension, null=True, related_name="+")
    our_number = tenant_foreign_key(OurNumber, null=True, related_name="+")
    since = models.DateTimeField()
    until = models.DateTimeField(help_text="Calls that began later are done,")
    last_call = models.BigIntegerField(help_text="and of those of this moment, this one and newer ones.")

    class Meta(TenantModel.Meta):
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"until {self.until:%Y-%m-%d}"
