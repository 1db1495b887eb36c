"""What is said of who may be contacted goes along when two contacts turn out to be one person."""

from typing import Any

from django.utils import timezone

from callcenter.jobs import actions as jobs
from dispositions.dnc.actions import EXPIRY
from dispositions.dnc.models import DncEntry

MERGED = "merged"


def move_entries(*, kept_id: int, gone_id: int) -> dict[str, list[int]]:
    """Move the entries about a contact to another; of two alike the one that lasts longer stands."""
    moved, released, now = [], [], timezone.now()
    for entry in DncEntry.objects.filter(contact=gone_id).order_by("pk"):
        if entry.released_at is None:
            alike = same_as(entry, kept_id)
            if alike is not None:
                shorter = entry if lasts(alike, entry) else alike
                shorter.released_at, shorter.release_reason = now, MERGED
                shorter.save(update_fields=["released_at", "release_reason"])
                released.append(shorter.pk)
        DncEntry.objects.filter(pk=entry.pk).update(contact=kept_id)
        moved.append(entry.pk)
    return {"entries": moved, "released": released}


def move_back(*, kept_id: int, gone_id: int, moved: dict[str, Any]) -> None:
    """Take entries back to whom they were about; what ended only because of the merge stands again."""
    DncEntry.objects.filter(pk__in=moved["entries"], contact=kept_id).update(contact=gone_id)
    ended = DncEntry.objects.filter(pk__in=moved["released"], release_reason=MERGED)
    for entry in ended.select_for_update(of=("self",)).order_by("pk"):
        if same_as(entry, entry.contact_id) is None:
            entry.released_at, entry.release_reason = None, ""
            entry.save(update_fields=["released_at", "release_reason"])
            if entry.expires_at is not None:
                jobs.schedule(kind=EXPIRY, subject_id=entry.pk, due_at=entry.expires_at)


def same_as(entry: DncEntry, contact_id: int) -> DncEntry | None:
    """Return the standing entry that says of a contact what this one says."""
    said = {name: getattr(entry, name) for name in ("number", "kind", "channel", "purpose", "campaign_id")}
    alike = DncEntry.objects.select_for_update(of=("self",)).filter(**said, contact=contact_id, released_at=None)
    return alike.exclude(pk=entry.pk).first()


def lasts(one: DncEntry, other: DncEntry) -> bool:
    """Tell whether one entry ends no earlier than another; without an end it never does."""
    return one.expires_at is None or (other.expires_at is not None and one.expires_at >= other.expires_at)
