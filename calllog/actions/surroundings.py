"""What the calls of one organization's source refer to, read once for many calls."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import TypeVar

from callcenter.tenancy.models import Organization
from calllog import phone
from calllog.directory import ours_among
from calllog.fold import FoldedCall
from calllog.models import ContactNumber, ExtensionAssignment, NumberUse, OurNumber, Queue, Source, Switch


class Surroundings:
    """Answers whose telephone, which queue, which number of ours and whose number of theirs."""

    def __init__(self, organization: Organization, switch: Switch, calls: Sequence[FoldedCall]) -> None:
        self.country = organization.country
        self.source = Source.objects.get_or_create(switch=switch, defaults={"name": switch.name})[0]
        self._own = {row.number: row for row in OurNumber.objects.all()}
        self._uses = uses_of_numbers()
        self._queues = queues_named({call.queue[:80] for call in calls if call.queue})
        self._held = held(
            self.source, {leg.extension for call in calls for leg in call.legs} | {c.agent_extension for c in calls}
        )
        self._contacts = contacts_of({phone.normalise(call.number, self.country).text for call in calls})

    def own_number(self, number: str) -> OurNumber | None:
        """Return our number's row; the switch may write it with or without a plus."""
        found = ours_among(number, self._own) if number else None
        return self._own[found] if found else None

    def use(self, own: OurNumber, moment: datetime) -> NumberUse | None:
        """Return where a number of ours was shown at a moment."""
        return in_force(self._uses.get(own.pk, ()), moment)

    def queue(self, name: str | None) -> int | None:
        return self._queues[name[:80]] if name else None

    def contact(self, number: str) -> int | None:
        """Return the contact a number belongs to, if it belongs to exactly one."""
        return self._contacts.get(number)

    def holder(self, extension: str, moment: datetime) -> int | None:
        """Return who held a telephone at a moment."""
        holding = in_force(self._held.get(extension, ()), moment)
        return holding.membership_id if holding else None


def queues_named(names: set[str]) -> dict[str, int]:
    """Return the ids of queues by name; one that is new is made."""
    known = dict(Queue.objects.filter(name__in=names).values_list("name", "pk")) if names else {}
    for name in sorted(names - known.keys()):
        known[name] = Queue.objects.get_or_create(name=name)[0].pk
    return known


Dated = TypeVar("Dated", ExtensionAssignment, NumberUse)


def in_force(rows: Iterable[Dated], moment: datetime) -> Dated | None:
    """Return which of the rows with a beginning and an end was in force at a moment."""
    return next(
        (row for row in rows if row.starts_at <= moment and (row.ends_at is None or row.ends_at > moment)), None
    )


def uses_of_numbers() -> dict[int, list[NumberUse]]:
    """Return where the organization's numbers were shown, by number."""
    found: dict[int, list[NumberUse]] = {}
    for use in NumberUse.objects.all():
        found.setdefault(use.our_number_id, []).append(use)
    return found


def held(source: Source, extensions: Iterable[str | None]) -> dict[str, list[ExtensionAssignment]]:
    """Return the assignments of one source's telephones by their numbers."""
    found: dict[str, list[ExtensionAssignment]] = {}
    wanted = {extension for extension in extensions if extension}
    if wanted:
        of_source = ExtensionAssignment.objects.filter(extension__source=source, extension__number__in=wanted)
        for row in of_source.select_related("extension"):
            found.setdefault(row.extension.number, []).append(row)
    return found


def contacts_of(numbers: set[str]) -> dict[str, int]:
    """Return the only contact of each number that has one."""
    owners: dict[str, set[int]] = {}
    for number, contact_id in ContactNumber.objects.filter(number__in=numbers - {""}).values_list(
        "number", "contact_id"
    ):
        owners.setdefault(number, set()).add(contact_id)
    return {number: min(ids) for number, ids in owners.items() if len(ids) == 1}
