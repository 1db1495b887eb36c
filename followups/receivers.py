from typing import Any

from django.dispatch import receiver

from callcenter.tenancy.models import Organization
from callcenter.tenancy.signals import organization_created
from calllog.signals import calls_merged
from followups.actions import ship_plans
from followups.models import Callback, Enrolment, Message


@receiver(organization_created)
def furnish_plans(sender: Any, organization: Organization, **kwargs: Any) -> None:
    """Give a new organization the plans that ship; on in the demonstration only."""
    ship_plans(organization=organization, is_on=organization.is_demo)


@receiver(calls_merged)
def follow_merge(sender: Any, survivor_id: int, merged_id: int, **kwargs: Any) -> None:
    """Move what followed a call to the call it turned out to be part of."""
    for model in (Callback, Enrolment, Message):
        model.objects.filter(call_id=merged_id).update(call_id=survivor_id)
