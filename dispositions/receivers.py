from typing import Any

from django.dispatch import receiver

from callcenter.calendars.models import Incident
from callcenter.calendars.signals import incident_ended
from callcenter.outbox.post import announced_at_once
from callcenter.tenancy.models import Organization
from callcenter.tenancy.signals import organization_created
from calllog.models import Call
from calllog.signals import calls_merged, calls_refolded, calls_split, contacts_merged, contacts_parted
from dispositions.actions.contacts import move_back, move_entries
from dispositions.actions.follow import follow_calls
from dispositions.actions.merge import move_along, move_to_survivor
from dispositions.actions.provision import furnish
from dispositions.actions.stopped_clocks import run_on
from dispositions.actions.system import code_by_rule, code_passed_on, take_back_passed_on
from dispositions.outcome import follow_dimensions


@receiver(calls_refolded)
def follow(sender: Any, call_ids: list[int], organization: Organization, live: bool = True, **kwargs: Any) -> None:
    """Bring wrap-ups, system codes and counted facts in line with calls that changed."""
    calls = list(Call.objects.filter(pk__in=call_ids).order_by("pk"))
    with announced_at_once():
        followed = follow_calls(calls=calls, organization=organization, live=live)
        take_back_passed_on(followed.talked_after_all)
        code_passed_on(followed.passed_on, organization=organization)
        code_by_rule(calls=calls, organization=organization)
        follow_dimensions(calls)


@receiver(calls_merged)
def follow_merge(sender: Any, survivor_id: int, merged_id: int, **kwargs: Any) -> None:
    """Move what people said about a call to the call it turned out to be part of."""
    move_to_survivor(survivor_id=survivor_id, merged_id=merged_id)


@receiver(calls_split)
def follow_split(sender: Any, stays_id: int, leaves_id: int, **kwargs: Any) -> None:
    """Let people take what they said along to the call they were in."""
    move_along(stays_id=stays_id, leaves_id=leaves_id)


@receiver(contacts_merged)
def follow_contact(sender: Any, kept_id: int, gone_id: int, **kwargs: Any) -> dict[str, list[int]]:
    """Let what is said of who may be contacted go along."""
    return move_entries(kept_id=kept_id, gone_id=gone_id)


@receiver(contacts_parted)
def follow_back(sender: Any, kept_id: int, gone_id: int, moved: dict[str, Any], **kwargs: Any) -> None:
    """Let it go back."""
    move_back(kept_id=kept_id, gone_id=gone_id, moved=moved)


@receiver(incident_ended)
def follow_clocks(sender: Any, incident: Incident, **kwargs: Any) -> None:
    """Let what had an end while clocks stood still end later."""
    run_on(incident)


@receiver(organization_created)
def furnish_codes(sender: Any, **kwargs: Any) -> None:
    """Give a new organization its codes."""
    furnish()
