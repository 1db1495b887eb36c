"""Who holds which telephone, as the pages of people show it."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.utils import timezone

from callcenter.accounts.models import Membership
from calllog.models import Extension, ExtensionAssignment


@dataclass(slots=True)
class Telephone:
    """A telephone with who has it now, who gets it, and who had it."""

    extension: Extension
    holding: ExtensionAssignment | None = None
    planned: list[ExtensionAssignment] = field(default_factory=list)
    past: list[ExtensionAssignment] = field(default_factory=list)


def held_now(people: Iterable[Membership]) -> dict[int, list[str]]:
    """Return the numbers of the telephones each person holds at this moment."""
    assignments = ExtensionAssignment.objects.at(timezone.now()).filter(membership__in=[one.pk for one in people])
    held: dict[int, list[str]] = {}
    for assignment in assignments.select_related("extension").order_by("extension__number"):
        held.setdefault(assignment.membership_id, []).append(assignment.extension.number)
    return held


def telephones(*, past: bool = True) -> list[Telephone]:
    """List every telephone of the organization with its holders, newest first; `past` adds those of before."""
    now = timezone.now()
    found = {row.pk: Telephone(row) for row in Extension.objects.select_related("source")}
    assignments = ExtensionAssignment.objects.select_related("membership")
    for assignment in assignments if past else assignments.at(now):
        telephone = found[assignment.extension_id]
        if assignment.starts_at > now:
            telephone.planned.append(assignment)
        elif assignment.ends_at is None or assignment.ends_at > now:
            telephone.holding = assignment
        else:
            telephone.past.append(assignment)
    return list(found.values())
