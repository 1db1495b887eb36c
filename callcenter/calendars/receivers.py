from typing import Any

from django.dispatch import receiver

from callcenter.calendars.actions.calendars import furnish
from callcenter.tenancy.models import Organization
from callcenter.tenancy.signals import organization_created


@receiver(organization_created)
def furnish_calendar(sender: Any, organization: Organization, **kwargs: Any) -> None:
    """Give a new organization its own calendar, with its country's holidays and no hours yet."""
    furnish(organization)
