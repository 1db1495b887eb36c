from typing import Any

from django.dispatch import receiver

from callcenter.tenancy.models import Organization
from callcenter.tenancy.signals import organization_created
from calllog.models import Call
from calllog.signals import calls_merged, calls_refolded
from dispositions.actions.merge import move_to_survivor
from dispositions.actions.provision import furnish
from dispositions.actions.system import code_by_rule
from dispositions.actions.wrapups import follow_call
from dispositions.outcome import follow_dimensions


@receiver(calls_refolded)
def follow_calls(
    sender: Any, call_ids: list[int], organization: Organization, live: bool = True, **kwargs: Any
) -> None:
    """Bring wrap-ups, system codes and counted facts in line with calls that changed."""
    for call in Call.objects.filter(pk__in=call_ids).order_by("pk"):
        follow_call(call=call, organization=organization, live=live)
        code_by_rule(call=call, organization=organization)
        follow_dimensions(call)


@receiver(calls_merged)
def follow_merge(sender: Any, survivor_id: int, merged_id: int, **kwargs: Any) -> None:
    """Move what people said about a call to the call it turned out to be part of."""
    move_to_survivor(survivor_id=survivor_id, merged_id=merged_id)


@receiver(organization_created)
def furnish_codes(sender: Any, **kwargs: Any) -> None:
    """Give a new organization its codes."""
    furnish()
