"""Refusals and faults that every room shares."""

from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class DomainError(Exception):
    """A refusal a person may read: a stable code, an HTTP status and a full sentence."""

    code = "refused"
    status = 409
    message: str | Promise = _("This is not possible.")

    def __init__(
        self, *, fields: dict[str, list[str]] | None = None, extra: dict[str, Any] | None = None, **values: Any
    ):
        self.fields = fields or {}
        self.extra = extra or {}
        self.values = values
        super().__init__(str(self))

    def __str__(self) -> str:
        return str(self.message) % self.values if self.values else str(self.message)


class NotFound(DomainError):
    """The thing is missing, or somebody else's: both look alike."""

    code = "not_found"
    status = 404
    message = _("There is nothing here.")


class NoTenantScope(RuntimeError):
    """Rows of an organization were asked for outside `tenant_scope`."""


class CrossTenant(RuntimeError):
    """Code tried to reach into an organization other than the one in scope."""
