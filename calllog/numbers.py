"""Our numbers with what each stands for now, will, and did, as their pages show it."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.utils import timezone

from calllog.models import Channel, NumberUse, OurNumber


@dataclass(slots=True)
class OwnNumber:
    """A number of ours with its uses, newest first."""

    row: OurNumber
    now: NumberUse | None = None
    planned: list[NumberUse] = field(default_factory=list)
    past: list[NumberUse] = field(default_factory=list)


def numbers(rows: Iterable[OurNumber]) -> list[OwnNumber]:
    """Put numbers together with their uses."""
    moment = timezone.now()
    found = {row.pk: OwnNumber(row) for row in rows}
    for use in NumberUse.objects.filter(our_number__in=list(found)).select_related("campaign"):
        number = found[use.our_number_id]
        if use.starts_at > moment:
            number.planned.append(use)
        elif use.ends_at is None or use.ends_at > moment:
            number.now = use
        else:
            number.past.append(use)
    return list(found.values())


def channel_label(channel: str) -> str:
    """Return a channel as people read it: one of ours in their language, else the organization's own words."""
    return str(Channel(channel).label) if channel in Channel.values else channel


def channel_of(words: str) -> str:
    """Return what is stored for a channel as somebody typed it: one of ours whatever the language, else the words."""
    plain = words.strip()
    known = {str(one.label).casefold(): one.value for one in Channel} | {one.value: one.value for one in Channel}
    return known.get(plain.casefold(), plain)


def channels() -> list[tuple[str, str]]:
    """Return the channels calls can come by: ours, then the organization's own words."""
    own = NumberUse.objects.exclude(channel__in=["", *Channel.values]).order_by("channel")
    words = own.values_list("channel", flat=True).distinct()
    return [(one.value, str(one.label)) for one in Channel] + [(word, word) for word in words]
