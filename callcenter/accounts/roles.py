"""Roles as sets of capabilities. Manager includes agent, admin includes manager."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    AGENT = "agent", _("Agent")
    MANAGER = "manager", _("Manager")
    ADMIN = "admin", _("Admin")


AGENT = frozenset({"work.own_calls", "calls.view", "calls.log", "codes.view", "hours.view"})
MANAGER = AGENT | {
    "calls.view_others",
    "calls.correct",
    "calls.assign",
    "reports.view",
    "people.view",
    "outbox.view",
    "incident.declare",
}
ADMIN = MANAGER | {"codes.manage", "people.manage", "dnc.release_opt_out", "sources.manage", "hours.manage"}

CAPABILITIES: dict[str, frozenset[str]] = {Role.AGENT: AGENT, Role.MANAGER: MANAGER, Role.ADMIN: ADMIN}
EVERY_CAPABILITY = ADMIN

# What a key may be allowed; a key acts for the organization and is nobody's telephone.
SCOPES: dict[str, frozenset[str]] = {
    "calls:read": frozenset({"calls.view", "calls.view_others"}),
    "calls:write": frozenset({"calls.view", "calls.view_others", "calls.log"}),
    "codes:read": frozenset({"codes.view"}),
    "codes:write": frozenset({"codes.view", "codes.manage"}),
    "hours:read": frozenset({"hours.view"}),
    "hours:write": frozenset({"hours.view", "hours.manage", "incident.declare"}),
    "reports:read": frozenset({"reports.view", "calls.view", "calls.view_others"}),
}
