from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from callcenter.accounts.models import Membership
from callcenter.tenancy.models import TenantModel, tenant_foreign_key
from callcenter.tenancy.querysets import TenantManager
from calllog.querysets import ContactNumberQuerySet, ContactQuerySet


class Contact(TenantModel):
    """Somebody calls are with; the mail address written to stands here, further ones beside it."""

    name = models.CharField(max_length=200, blank=True)
    email = models.EmailField(blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    merged_into = tenant_foreign_key("self", null=True, related_name="+")

    objects: ClassVar[Any] = TenantManager.offering(ContactQuerySet)

    class Meta(TenantModel.Meta):
        ordering = ["name", "pk"]
        indexes = [
            # The list of people, a page at a time.
            models.Index(
                fields=["organization", "name", "id"],
                condition=models.Q(merged_into=None),
                name="calllog_contact_by_name",
            ),
        ]

    def __str__(self) -> str:
        return self.name or self.email or gettext("No name")


class ContactNumber(TenantModel):
    contact = tenant_foreign_key(Contact, related_name="numbers")
    number = models.CharField(max_length=40, db_collation="C", help_text=_("E.164 with a plus."))

    objects: ClassVar[Any] = TenantManager.offering(ContactNumberQuerySet)

    class Meta(TenantModel.Meta):
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["organization", "number", "contact"], name="calllog_contact_number_once")
        ]

    def __str__(self) -> str:
        return self.number


class ContactMail(TenantModel):
    """A further mail address of a contact; nothing is sent there."""

    contact = tenant_foreign_key(Contact, related_name="mails")
    email = models.EmailField()

    class Meta(TenantModel.Meta):
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["organization", "contact", "email"], name="calllog_contact_mail_once")
        ]

    def __str__(self) -> str:
        return self.email


class ContactMerge(TenantModel):
    """Two contacts turned out to be one person; `moved` says what came along, so that it can be taken back."""

    kept = tenant_foreign_key(Contact, related_name="merges")
    gone = tenant_foreign_key(Contact, related_name="+")
    moved = models.JSONField(default=dict)
    at = models.DateTimeField()
    by = tenant_foreign_key(Membership, null=True, related_name="+")
    undone_at = models.DateTimeField(null=True)
    undone_by = tenant_foreign_key(Membership, null=True, related_name="+")

    class Meta(TenantModel.Meta):
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "gone"], condition=models.Q(undone_at=None), name="calllog_merged_once"
            )
        ]
        indexes = [
            # The history of a contact.
            models.Index(fields=["organization", "kept"], name="calllog_merges_of_contact"),
        ]

    def __str__(self) -> str:
        return f"{self.gone_id} into {self.kept_id}"
