from typing import Any, ClassVar

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from callcenter.tenancy.models import TenantModel, tenant_foreign_key
from callcenter.tenancy.querysets import TenantManager
from dispositions.categories import Axis, Category
from dispositions.querysets import CodeQuerySet


class Code(TenantModel):
    """A disposition code. Once used it retires; it is never deleted."""

    class Possible(models.TextChoices):
        BOTH = "both", _("Both directions")
        INBOUND = "inbound", _("Inbound only")
        OUTBOUND = "outbound", _("Outbound only")

    class Note(models.TextChoices):
        OFF = "off", _("Off")
        OPTIONAL = "optional", _("Optional")
        REQUIRED = "required", _("Required")

    slug = models.SlugField(max_length=32)
    labels = models.JSONField(default=dict, help_text=_("Language to label."))
    hints = models.JSONField(default=dict)
    synonyms = models.JSONField(default=dict, help_text=_("Language to a list of words the search finds it by."))
    category = models.CharField(max_length=14, choices=Category)
    axis = models.CharField(max_length=8, choices=Axis, default=Axis.RESULT)
    position = models.PositiveSmallIntegerField(default=100)
    direction = models.CharField(max_length=8, choices=Possible, default=Possible.BOTH)
    needs_answer = models.BooleanField(default=True)
    selectable = models.BooleanField(default=True, help_text=_("System codes are set by locked rules only."))
    note = models.CharField(max_length=8, choices=Note, default=Note.OPTIONAL)
    asks = models.JSONField(default=list, help_text=_("Fields the card asks for: callback, email, amount."))
    effects = models.JSONField(default=list, help_text=_("What saving does: a list of {kind, …}."))
    version = models.PositiveIntegerField(default=1)
    retired_at = models.DateTimeField(null=True, blank=True)
    replaced_by = tenant_foreign_key("self", null=True, blank=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    current: "CodeVersion | None" = None  # set where a query fetched it along

    objects: ClassVar[Any] = TenantManager.offering(CodeQuerySet)

    class Meta(TenantModel.Meta):
        ordering = ["position", "slug", "pk"]
        constraints = [models.UniqueConstraint(fields=["organization", "slug"], name="dispositions_code_slug")]

    def __str__(self) -> str:
        return self.label()

    def label(self, language: str | None = None) -> str:
        """Return the label in a language, else English, else any, else the slug."""
        return in_language(self.labels, language) or self.slug

    def hint(self, language: str | None = None) -> str:
        """Return the second line of the chip in a language."""
        return in_language(self.hints, language)

    @property
    def is_permanent(self) -> bool:
        """Tell whether choosing it blocks somebody for good, so that it takes a second key."""
        return any(effect.get("kind") in {"opt_out", "invalid_number"} for effect in self.effects)


def in_language(texts: dict[str, str], language: str | None = None) -> str:
    """Choose the text of a language, else English, else any."""
    wanted = language or get_language() or "en"
    return texts.get(wanted) or texts.get(wanted.split("-")[0]) or texts.get("en") or next(iter(texts.values()), "")


class CodeVersion(TenantModel):
    """What a code meant and did from one change to the next; a disposition keeps the version it used."""

    code = tenant_foreign_key(Code, related_name="versions")
    number = models.PositiveIntegerField()
    category = models.CharField(max_length=14, choices=Category)
    labels = models.JSONField(default=dict)
    effects = models.JSONField(default=list)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta(TenantModel.Meta):
        ordering = ["code", "number"]
        constraints = [
            models.UniqueConstraint(fields=["organization", "code", "number"], name="dispositions_version_once")
        ]

    def __str__(self) -> str:
        return f"{self.code_id} v{self.number}"


class CodeSet(TenantModel):
    """The codes an agent is offered, with the digits that choose them; digits move only by an admin."""

    name = models.CharField(max_length=80)
    is_default = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1)

    class Meta(TenantModel.Meta):
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["organization", "name"], name="dispositions_set_name"),
            models.UniqueConstraint(
                fields=["organization"], condition=models.Q(is_default=True), name="dispositions_one_default_set"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class CodeSetItem(TenantModel):
    code_set = tenant_foreign_key(CodeSet, related_name="items")
    code = tenant_foreign_key(Code, related_name="set_items")
    digit = models.CharField(max_length=1, blank=True)
    position = models.PositiveSmallIntegerField(default=100)

    class Meta(TenantModel.Meta):
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["organization", "code_set", "code"], name="dispositions_set_code_once"),
            models.UniqueConstraint(
                fields=["organization", "code_set", "digit"],
                condition=~models.Q(digit=""),
                name="dispositions_set_digit_once",
            ),
            models.CheckConstraint(
                condition=models.Q(digit="") | models.Q(digit__in=list("0123456789")), name="dispositions_digit"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.digit or '-'} {self.code_id}"
