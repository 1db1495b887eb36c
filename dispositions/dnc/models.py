from datetime import datetime
from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from callcenter.accounts.models import Membership
from callcenter.tenancy.models import TenantModel, tenant_foreign_key
from callcenter.tenancy.querysets import TenantManager
from calllog.models import Call, Campaign, Contact
from dispositions.dnc.querysets import EntryQuerySet


class DncEntry(TenantModel):
    """Somebody or some number that is not to be contacted: for good, or until an end (then it is a cooldown).

    Released with who and why, never deleted. Kinds are independent: a cooldown that ends frees no opt-out.
    """

    class Kind(models.TextChoices):
        OPT_OUT = "opt_out", _("Asked not to be contacted")
        REGISTER = "register", _("Register")
        COOLDOWN = "cooldown", _("Resting")
        INVALID = "invalid", _("Wrong number")
        MANUAL = "manual", _("Blocked by hand")
        LEGAL_HOLD = "legal_hold", _("Legal hold")

    class Channel(models.TextChoices):
        ALL = "all", _("Every channel")
        VOICE = "voice", _("Calls")
        SMS = "sms", _("SMS")
        MAIL = "mail", _("Mail")

    class Purpose(models.TextChoices):
        ALL = "all", _("Everything")
        MARKETING = "marketing", _("Marketing")

    number = models.BigIntegerField(null=True, help_text=_("E.164 without the plus."))
    contact = tenant_foreign_key(Contact, null=True, related_name="dnc_entries")
    email = models.EmailField(blank=True)
    kind = models.CharField(max_length=10, choices=Kind)
    channel = models.CharField(max_length=5, choices=Channel, default=Channel.ALL)
    purpose = models.CharField(max_length=9, choices=Purpose, default=Purpose.ALL)
    campaign = tenant_foreign_key(Campaign, null=True, related_name="+")
    reason = models.CharField(max_length=60, blank=True)
    call = tenant_foreign_key(Call, null=True, related_name="dnc_entries")
    disposition_id = models.BigIntegerField(null=True, help_text=_("The disposition it came from."))
    created_by = tenant_foreign_key(Membership, null=True, related_name="+")
    starts_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True)
    released_at = models.DateTimeField(null=True)
    released_by = tenant_foreign_key(Membership, null=True, related_name="+")
    release_reason = models.CharField(max_length=200, blank=True)

    objects: ClassVar[Any] = TenantManager.offering(EntryQuerySet)

    class Meta(TenantModel.Meta):
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(number=None) | ~Q(contact=None) | ~Q(email=""), name="dispositions_dnc_somebody"
            ),
            models.CheckConstraint(
                condition=Q(expires_at=None) | Q(expires_at__gt=F("starts_at")), name="dispositions_dnc_order"
            ),
            models.CheckConstraint(
                condition=~Q(kind="cooldown") | ~Q(expires_at=None), name="dispositions_cooldown_has_an_end"
            ),
            # Renewing extends, it does not stack.
            models.UniqueConstraint(
                fields=["number", "organization", "kind", "channel", "purpose", "campaign"],
                condition=Q(released_at=None, contact=None),
                nulls_distinct=False,
                name="dispositions_dnc_number_once",
            ),
            models.UniqueConstraint(
                fields=["contact", "organization", "number", "kind", "channel", "purpose", "campaign"],
                condition=Q(released_at=None) & ~Q(contact=None),
                nulls_distinct=False,
                name="dispositions_dnc_contact_once",
            ),
        ]
        indexes = [
            # Is this number blocked? (number first: one index search answers)
            models.Index(fields=["number", "organization"], name="dispositions_dnc_number"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"

    def blocks(self, at: datetime) -> bool:
        """Tell whether the entry is in force at a moment: begun, not ended, not released."""
        ended = self.expires_at is not None and self.expires_at <= at
        return self.released_at is None and self.starts_at <= at and not ended
