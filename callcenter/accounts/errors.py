from django.utils.translation import gettext_lazy as _

from callcenter.tenancy.errors import DomainError


class NotSignedIn(DomainError):
    code = "not_authenticated"
    status = 401
    message = _("Please sign in again.")


class KeyRefused(DomainError):
    code = "invalid_key"
    status = 401
    message = _("This key is unknown, expired or withdrawn.")


class OrganizationRequired(DomainError):
    code = "organization_required"
    status = 400
    message = _("You belong to several organizations: name one in the Organization header.")


class Forbidden(DomainError):
    code = "forbidden"
    status = 403
    message = _("Your role does not allow this.")


class EmailTaken(DomainError):
    code = "email_taken"
    message = _("%(email)s already belongs to this organization.")


class LastAdmin(DomainError):
    code = "last_admin"
    message = _("%(name)s is the last admin: make somebody else an admin first.")


class TeamNameTaken(DomainError):
    code = "team_name_taken"
    message = _("There is already a team called %(name)s.")
