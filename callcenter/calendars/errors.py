from django.utils.translation import gettext_lazy as _

from callcenter.tenancy.errors import DomainError


class CalendarNameTaken(DomainError):
    code = "calendar_name_taken"
    message = _("There are already opening hours called %(name)s.")


class HoursOverlap(DomainError):
    code = "hours_overlap"
    status = 400
    message = _("The times of %(day)s overlap each other or the next day's.")


class CountryUnknown(DomainError):
    code = "country_unknown"
    status = 400
    message = _("No holidays are known for %(country)s.")


class RegionUnknown(DomainError):
    code = "region_unknown"
    status = 400
    message = _("%(country)s has no holidays of its own for %(region)s.")


class DefaultCalendarStays(DomainError):
    code = "default_calendar_stays"
    message = _("The organization's own opening hours cannot be deleted.")


class CalendarInUse(DomainError):
    code = "calendar_in_use"
    message = _("%(name)s is still in use: choose other hours there first.")


class DayNeedsHours(DomainError):
    code = "day_needs_hours"
    status = 400
    message = _("Say from when to when it is open on that day.")


class IncidentStands(DomainError):
    code = "incident_stands"
    message = _("Clocks are already stopped: %(reason)s.")


class IncidentOver(DomainError):
    code = "incident_over"
    message = _("This has already ended.")


class NotYourTeam(DomainError):
    code = "not_your_team"
    status = 403
    message = _("You may stop the clocks of your own team only.")
