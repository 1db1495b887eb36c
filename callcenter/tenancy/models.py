from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from callcenter.tenancy.errors import CrossTenant
from callcenter.tenancy.querysets import TenantManager
from callcenter.tenancy.scope import current_organization_id


class Organization(models.Model):
    """A tenant. A platform table: it carries no policy, its name is read before any scope is open."""

    slug = models.SlugField(max_length=50, unique=True)
    name = models.CharField(max_length=120)
    language = models.CharField(max_length=5, default="en")
    country = models.CharField(
        max_length=2, help_text=_("ISO 3166 country; numbers typed without one are read as its.")
    )
    time_zone = models.CharField(max_length=64, default="UTC")
    is_demo = models.BooleanField(default=False)
    talk_threshold_s = models.PositiveSmallIntegerField(
        default=5, help_text=_("Talks shorter than this ask for no code, in seconds.")
    )
    not_interested_days = models.PositiveSmallIntegerField(default=90)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["name", "pk"]

    def __str__(self) -> str:
        return self.name


class TenantModel(models.Model):
    """A row of one organization. Foreign keys between such rows are composite in the database."""

    organization = models.ForeignKey(
        Organization, on_delete=models.PROTECT, related_name="+", editable=False, db_index=False
    )

    objects: ClassVar[Any] = TenantManager()

    class Meta:
        abstract = True
        base_manager_name = "objects"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.organization_id is None:
            self.organization_id = current_organization_id()
        super().save(*args, **kwargs)

    def _do_insert(self, manager: Any, using: str | None, fields: Any, returning_fields: Any, raw: bool) -> Any:
        if self.organization_id != current_organization_id():
            raise CrossTenant("A row of another organization was to be written.")
        return super()._do_insert(manager, using, fields, returning_fields, raw)  # type: ignore[misc]

    def clean_fields(self, exclude: Any = None) -> None:
        if self.organization_id is None:
            self.organization_id = current_organization_id()
        super().clean_fields(exclude)


def tenant_foreign_key(to: Any, **kwargs: Any) -> models.ForeignKey:
    """Declare a foreign key whose constraint the migration operation writes over (organization_id, x_id)."""
    kwargs.setdefault("on_delete", models.PROTECT)
    return models.ForeignKey(to, db_constraint=False, **kwargs)
