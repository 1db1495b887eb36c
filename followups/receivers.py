from typing import Any

from django.dispatch import receiver

from callcenter.tenancy.models import Organization
from callcenter.tenancy.signals import organization_created
from calllog.signals import calls_merged, contacts_merged, contacts_parted
from followups.actions import ship_plans, stop
from followups.models import Callback, Enrolment, Message

FOLLOWING = (Callback, Enrolment, Message)


@receiver(organization_created)
def furnish_plans(sender: Any, organization: Organization, **kwargs: Any) -> None:
    """Give a new organization the plans that ship; on in the demonstration only."""
    ship_plans(organization=organization, is_on=organization.is_demo)


@receiver(calls_merged)
def follow_merge(sender: Any, survivor_id: int, merged_id: int, **kwargs: Any) -> None:
    """Move what followed a call to the call it turned out to be part of."""
    for model in FOLLOWING:
        model.objects.filter(call_id=merged_id).update(call_id=survivor_id)


@receiver(contacts_merged)
def follow_contact(sender: Any, kept_id: int, gone_id: int, **kwargs: Any) -> dict[str, list[int]]:
    """Move what is planned for a contact to the one it turned out to be; nobody goes through a plan twice at once."""
    active = Enrolment.objects.filter(state=Enrolment.State.ACTIVE)
    plans = active.filter(contact=kept_id).values("plan")
    for enrolment in active.filter(contact=gone_id, plan__in=plans):
        stop(enrolment_id=enrolment.pk, because="contact_merged")
    moved = {}
    for model in FOLLOWING:
        own = model.objects.filter(contact=gone_id)
        moved[model.__name__.lower()] = list(own.values_list("pk", flat=True))
        own.update(contact_id=kept_id)
    return moved


@receiver(contacts_parted)
def follow_back(sender: Any, kept_id: int, gone_id: int, moved: dict[str, Any], **kwargs: Any) -> None:
    """Let go back what had come along."""
    for model in FOLLOWING:
        own = model.objects.filter(pk__in=moved[model.__name__.lower()], contact=kept_id)
        own.update(contact_id=gone_id)
