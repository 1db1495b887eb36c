from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from callcenter.accounts.models import Membership
from callcenter.audit import log as audit
from callcenter.jobs import actions as jobs
from callcenter.jobs.querysets import Claim
from callcenter.outbox.post import announce
from callcenter.tenancy.scope import tenant_scope
from callcenter.tenancy.together import save_later
from calllog.models import Contact
from dispositions.dnc.models import DncEntry

EXPIRY = "cooldown"


@dataclass(frozen=True, slots=True)
class Subject:
    """Who is meant: a number, a person, or a number of one person."""

    number: int | None
    contact: Contact | None


def block(
    *,
    subject: Subject,
    kind: str,
    actor: Membership | None,
    at: datetime,
    expires_at: datetime | None = None,
    purpose: str = DncEntry.Purpose.ALL,
    reason: str = "",
    call_id: int | None = None,
    disposition_id: int | None = None,
) -> tuple[DncEntry, datetime | None, bool]:
    """Write an entry, or extend the standing one of the same kind: the later end wins.

    Returns the entry, its former end, and whether it is new.
    """
    facts: dict[str, Any] = {"number": subject.number, "contact": subject.contact, "kind": kind, "purpose": purpose}
    same = DncEntry.objects.select_for_update(of=("self",)).filter(
        **facts, channel="all", campaign=None, released_at=None
    )
    entry, new = same.first(), False
    if entry is None:
        try:
            with transaction.atomic():
                entry = DncEntry.objects.create(
                    **facts,
                    reason=reason,
                    call_id=call_id,
                    disposition_id=disposition_id,
                    created_by=actor,
                    starts_at=at,
                    expires_at=expires_at,
                )
            new = True
        except IntegrityError:
            # Another call of this person was coded at the same moment, and its entry stands now.
            entry = same.get()
    former = None if new else entry.expires_at
    if expires_at is not None and former is not None and expires_at > former:
        entry.expires_at = expires_at
        entry.save(update_fields=["expires_at"])
    if entry.expires_at is not None:
        jobs.schedule(kind=EXPIRY, subject_id=entry.pk, due_at=entry.expires_at)
    return entry, former, new


def release(*, entry: DncEntry, actor: Membership | None, reason: str, at: datetime) -> DncEntry:
    """End an entry before its time, saying who and why; the row stays."""
    entry.released_at, entry.released_by, entry.release_reason = at, actor, reason
    save_later([entry], ["released_at", "released_by", "release_reason"])
    audit.record(actor, "dnc.released", entry, {"kind": entry.kind, "reason": reason})
    return entry


def set_end(*, entry: DncEntry, expires_at: datetime) -> DncEntry:
    """Move the end of a cooldown back to where it would be without an extension that was taken back."""
    entry.expires_at = expires_at
    entry.save(update_fields=["expires_at"])
    jobs.schedule(kind=EXPIRY, subject_id=entry.pk, due_at=expires_at)
    return entry


def release_ended(claim: Claim) -> None:
    """Release a cooldown whose time has come and tell people that the contact is ready again."""
    with tenant_scope(claim.organization_id):
        # The entry first, as a save that renews it does: two that begin at different ends wait for each other for ever.
        entry = DncEntry.objects.select_for_update(of=("self",)).filter(pk=claim.subject_id, released_at=None).first()
        now = timezone.now()
        if not jobs.finish(claim) or entry is None or entry.expires_at is None:
            return
        if entry.expires_at > now:
            jobs.schedule(kind=EXPIRY, subject_id=entry.pk, due_at=entry.expires_at)
            return
        release(entry=entry, actor=None, reason="expired", at=now)
        announce("cooldown_ended", {"entry": entry.pk, "call": entry.call_id})
