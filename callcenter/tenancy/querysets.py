"""Querysets that cannot leave their organization."""

from collections.abc import Iterable
from typing import Any

from django.db import models

from callcenter.tenancy.errors import CrossTenant
from callcenter.tenancy.scope import current_organization_id


class TenantQuerySet(models.QuerySet):
    """Rows of the organization in scope; what it writes belongs there too."""

    def claim(self, objects: Iterable[Any]) -> list[Any]:
        """Give rows to be written the organization in scope; raises `CrossTenant` where one has another."""
        organization_id = current_organization_id()
        claimed = list(objects)
        for row in claimed:
            if row.organization_id is None:
                row.organization_id = organization_id
            if row.organization_id != organization_id:
                raise CrossTenant("A row of another organization was to be written.")
        return claimed

    def bulk_create(self, objs: Iterable[Any], *args: Any, **kwargs: Any) -> list[Any]:
        return super().bulk_create(self.claim(objs), *args, **kwargs)

    def bulk_update(self, objs: Iterable[Any], *args: Any, **kwargs: Any) -> int:
        return super().bulk_update(self.claim(objs), *args, **kwargs)

    def update(self, **kwargs: Any) -> int:
        if "organization" in kwargs or "organization_id" in kwargs:
            raise CrossTenant("A row does not change its organization.")
        return super().update(**kwargs)


class TenantManager(models.Manager.from_queryset(TenantQuerySet)):  # type: ignore[misc]
    """Filter by the organization in scope and raise outside, at the moment a queryset is made."""

    def get_queryset(self) -> models.QuerySet:
        return super().get_queryset().filter(organization_id=current_organization_id())

    @classmethod
    def offering(cls, queryset_class: type[TenantQuerySet]) -> "TenantManager":
        """Return a scoped manager that offers the queryset class's methods."""
        return cls.from_queryset(queryset_class)()
