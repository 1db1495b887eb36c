from typing import Any, ClassVar

from django.db import models
from django.db.models import Q, Value
from django.db.models.functions import Right
from django.utils.translation import gettext_lazy as _

from callcenter.accounts.models import Membership
from callcenter.tenancy.models import TenantModel, tenant_foreign_key
from callcenter.tenancy.querysets import TenantManager
from calllog.models.contacts import Contact
from calllog.models.switches import Source
from calllog.models.vocabulary import Campaign, OurNumber, Queue
from calllog.querysets import CallQuerySet, LegQuerySet


class Direction(models.TextChoices):
    INBOUND = "inbound", _("Inbound")
    OUTBOUND = "outbound", _("Outbound")
    INTERNAL = "internal", _("Internal")


class Status(models.TextChoices):
    IN_PROGRESS = "in_progress", _("In progress")
    ANSWERED = "answered", _("Answered")
    MISSED = "missed", _("Missed")
    ABANDONED = "abandoned", _("Abandoned")
    REJECTED = "rejected", _("Rejected")
    BUSY = "busy", _("Busy")
    NO_ANSWER = "no_answer", _("No answer")
    VOICEMAIL = "voicemail", _("Voicemail")
    FAILED = "failed", _("Failed")


class Medium(models.TextChoices):
    """How somebody was in touch; all but the telephone are logged by hand."""

    PHONE = "phone", _("Telephone")
    MOBILE = "mobile", _("Mobile")
    WALK_IN = "walk_in", _("Walk-in")
    MAIL = "mail", _("Mail")
    CHAT = "chat", _("Chat")


class Quality(models.TextChoices):
    """What is wanting in the evidence for a call's times."""

    WHOLE = "", _("Whole")
    PARTIAL = "partial", _("Partial")
    UNCERTAIN = "uncertain", _("Uncertain time")


def seconds() -> models.DecimalField:
    """Declare a length in seconds, to the millisecond."""
    return models.DecimalField(max_digits=9, decimal_places=3, default=0)


class Call(TenantModel):
    """What happened, as telephony tells it. Comment and contact are people's; codes live one floor up."""

    source = tenant_foreign_key(Source, related_name="calls")
    external_id = models.CharField(max_length=120)
    conversation_id = models.BigIntegerField(null=True)
    direction = models.CharField(max_length=8, choices=Direction)
    status = models.CharField(max_length=11, choices=Status)
    medium = models.CharField(max_length=7, choices=Medium, default=Medium.PHONE)
    cause_q850 = models.PositiveSmallIntegerField(null=True)
    cause_text = models.CharField(max_length=80, blank=True)
    number = models.CharField(max_length=80, blank=True, db_collation="C", help_text=_("E.164, else as it came."))
    number_e164 = models.BooleanField(default=False)
    number_last4 = models.GeneratedField(
        expression=Right("number", Value(4)), output_field=models.CharField(max_length=4), db_persist=True
    )
    caller_name = models.CharField(max_length=200, blank=True)
    our_number = models.CharField(max_length=80, blank=True)
    our_number_row = tenant_foreign_key(OurNumber, null=True, related_name="+")
    contact = tenant_foreign_key(Contact, null=True, blank=True, related_name="calls")
    agent = tenant_foreign_key(Membership, null=True, related_name="+")
    agent_extension = models.CharField(max_length=40, blank=True)
    queue = tenant_foreign_key(Queue, null=True, related_name="+")
    campaign = tenant_foreign_key(Campaign, null=True, related_name="+")
    channel = models.CharField(
        max_length=40, blank=True, default="", help_text="Where the number they dialled was shown then."
    )
    started_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    ring_s = seconds()
    wait_s = seconds()
    talk_s = seconds()
    hold_s = seconds()
    customer_time_s = seconds()
    hung_up_by = models.CharField(max_length=8, blank=True)
    comment = models.TextField(blank=True)
    quality = models.CharField(max_length=9, choices=Quality, blank=True, default=Quality.WHOLE)
    settled_at = models.DateTimeField(null=True, help_text="From then on a change of facts is a correction.")
    merged_into = tenant_foreign_key("self", null=True, related_name="absorbed")
    revision = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[Any] = TenantManager.offering(CallQuerySet)

    class Meta(TenantModel.Meta):
        ordering = ["-started_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["organization", "source", "external_id"], name="calllog_call_external_id"),
        ]
        indexes = [
            # The call list, an agent's own calls, everything with a number (exact and prefix), the last four digits.
            models.Index(fields=["organization", "-started_at", "-id"], name="calllog_call_list"),
            models.Index(fields=["organization", "agent", "-started_at", "-id"], name="calllog_call_agent"),
            models.Index(fields=["organization", "number", "-started_at", "-id"], name="calllog_call_number"),
            models.Index(fields=["organization", "number_last4", "-started_at", "-id"], name="calllog_call_last4"),
            # A contact's history.
            models.Index(
                fields=["organization", "contact", "-started_at"],
                condition=~Q(contact=None),
                name="calllog_call_contact",
            ),
            # The call of a conversation.
            models.Index(
                fields=["organization", "conversation_id"], condition=~Q(conversation_id=None), name="calllog_call_conv"
            ),
            # Calls without an end, for whoever looks for those that were lost.
            models.Index(
                fields=["organization", "started_at"], condition=Q(ended_at=None), name="calllog_call_going_on"
            ),
        ]

    def __str__(self) -> str:
        return f"call {self.pk}"


class CallCorrection(TenantModel):
    """Facts of a settled call that turned out to be otherwise; rows are added, never changed."""

    call = tenant_foreign_key(Call, related_name="corrections", on_delete=models.CASCADE)
    revision = models.PositiveIntegerField()
    at = models.DateTimeField()
    changes = models.JSONField(help_text="Column -> [what stood there, what stands there now].")

    class Meta(TenantModel.Meta):
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["organization", "call", "revision"], name="calllog_correction_once")
        ]

    def __str__(self) -> str:
        return f"correction {self.revision} of call {self.call_id}"


class Leg(TenantModel):
    """One party's part in a call."""

    class Party(models.TextChoices):
        CUSTOMER = "customer", _("Customer")
        AGENT = "agent", _("Agent")
        OTHER = "other", _("Other")

    call = tenant_foreign_key(Call, related_name="legs", on_delete=models.CASCADE)
    key = models.CharField(max_length=160)
    party = models.CharField(max_length=8, choices=Party)
    extension = models.CharField(max_length=40, blank=True)
    membership = tenant_foreign_key(Membership, null=True, related_name="+")
    number = models.CharField(max_length=80, blank=True)
    state = models.CharField(max_length=8)
    outcome = models.CharField(max_length=12, blank=True)
    started_at = models.DateTimeField(null=True)
    ringing_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    cause_q850 = models.PositiveSmallIntegerField(null=True)
    talk_s = seconds()
    hold_s = seconds()
    talked = models.BooleanField(default=False)
    listening = models.BooleanField(default=False)
    passed_on = models.CharField(
        max_length=8, blank=True, default="", help_text="How this party handed the customer over: blind or attended."
    )

    objects: ClassVar[Any] = TenantManager.offering(LegQuerySet)

    class Meta(TenantModel.Meta):
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["organization", "call", "key"], name="calllog_leg_key")]
        indexes = [
            # Whose part of which call.
            models.Index(fields=["organization", "membership", "call"], name="calllog_leg_agent"),
            # Whose was it?
            models.Index(
                fields=["organization", "call"],
                condition=Q(party="agent", membership=None, talked=True),
                name="calllog_leg_unheld",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.party} {self.extension or self.number}"
