import hashlib
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from callcenter.accounts.querysets import ApiKeyAcross, MembershipAcross, MembershipQuerySet
from callcenter.accounts.roles import CAPABILITIES, SCOPES, Role
from callcenter.tenancy.models import TenantModel, tenant_foreign_key
from callcenter.tenancy.querysets import TenantManager


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email__iexact=username)


class User(AbstractBaseUser, PermissionsMixin):
    """A person who signs in; what they may do stands in their memberships."""

    email = models.EmailField(unique=True)
    name = models.CharField(max_length=120, blank=True)
    language = models.CharField(max_length=5, blank=True)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[UserManager] = UserManager()
    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        ordering = ["email"]

    def __str__(self) -> str:
        return self.name or self.email


class Team(TenantModel):
    name = models.CharField(max_length=80)

    class Meta(TenantModel.Meta):
        ordering = ["name", "pk"]
        constraints = [models.UniqueConstraint(fields=["organization", "name"], name="accounts_team_name")]

    def __str__(self) -> str:
        return self.name


class Membership(TenantModel):
    """A person's place in one organization."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=120, help_text=_("As colleagues see it."))
    role = models.CharField(max_length=10, choices=Role, default=Role.AGENT)
    team = tenant_foreign_key(Team, null=True, blank=True, related_name="members")
    limited_to_team = models.BooleanField(default=False, help_text=_("A manager who sees the own team only."))
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[Any] = TenantManager.offering(MembershipQuerySet)
    across_organizations = MembershipAcross()

    class Meta(TenantModel.Meta):
        ordering = ["name", "pk"]
        constraints = [models.UniqueConstraint(fields=["organization", "user"], name="accounts_membership_once")]

    def __str__(self) -> str:
        return self.name

    @property
    def capabilities(self) -> frozenset[str]:
        """Return what this person may do here; nothing once deactivated."""
        return CAPABILITIES[self.role] if self.is_active else frozenset()


class ApiKey(TenantModel):
    """A machine's way in: scoped, expiring, kept as a hash."""

    name = models.CharField(max_length=80)
    prefix = models.CharField(max_length=16, unique=True)
    secret_hash = models.CharField(max_length=64)
    scopes = models.JSONField(default=list)
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    across_organizations = ApiKeyAcross()

    class Meta(TenantModel.Meta):
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.name} ({self.prefix})"

    @property
    def capabilities(self) -> frozenset[str]:
        """Return the union of what the key's scopes allow."""
        return frozenset().union(*(SCOPES.get(scope, frozenset()) for scope in self.scopes))

    def opens_with(self, secret: str) -> bool:
        """Tell whether the secret fits and the key still stands."""
        digest = hashlib.sha256(secret.encode()).hexdigest()
        return digest == self.secret_hash and self.revoked_at is None and self.expires_at > timezone.now()
