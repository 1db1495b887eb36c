from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db.models import F

from callcenter.accounts.models import Membership
from callcenter.tenancy.together import create_later, save_later, update_later, written_together
from calllog.models import Call
from dispositions.models import CallOutcome, Code, CodeUse, CodeVersion, Disposition, Revision
from dispositions.outcome import recompute, standing_on


def revise(
    disposition: Disposition,
    *,
    codes: list[Code],
    former: Sequence[CodeUse],
    by: str,
    at: datetime,
    call: Call,
    before: Sequence[CodeUse],
    first: bool = False,
) -> Revision:
    """Write the next revision of what a rule says with its code uses, and the call's outcome over all of them.

    `before` are the codes that stood on the call, `former` those of them that this disposition had; `first` says that
    nobody has spoken on this call before, which saves looking.
    """
    revision = reword(disposition, codes=codes, former=former, by=by, at=at)
    with written_together():
        use_codes(revision, codes, call=call, before=before, former=former, first=first)
    return revision


def reword(
    disposition: Disposition,
    *,
    codes: list[Code],
    former: Sequence[CodeUse],
    by: str,
    at: datetime,
    actor: Membership | None = None,
    **said: Any,
) -> Revision:
    """Write the next revision of a disposition; the codes of the one before stand no longer."""
    is_new = disposition.pk is None
    disposition.revision += 1
    disposition.saved_at = at
    if is_new:
        disposition.first_saved_at = at
        disposition.save()
    slugs = [code.slug for code in codes]
    revision = Revision(
        disposition=disposition, number=disposition.revision, by=by, actor=actor, at=at, codes=slugs, **said
    )
    with written_together():
        create_later([revision])
        if not is_new:
            save_later([disposition], ["revision", "saved_at"])
        if former:
            update_later(CodeUse.objects.filter(pk__in=[use.pk for use in former]), superseded_at=at)
    return revision


def use_codes(
    revision: Revision,
    codes: list[Code],
    *,
    call: Call,
    before: Sequence[CodeUse],
    former: Sequence[CodeUse],
    first: bool,
) -> CallOutcome:
    """Write a revision's code uses, and the call's outcome over all of them."""
    versions = current_versions(codes)
    added = create_later(
        CodeUse(
            call=call,
            disposition=revision.disposition,
            revision=revision,
            code=code,
            version=versions[code.pk],
            membership=revision.disposition.membership,
            order=order,
            started_at=call.started_at,
            direction=call.direction,
            queue_id=call.queue_id,
            campaign_id=call.campaign_id,
        )
        for order, code in enumerate(codes)
    )
    standing = [use for use in before if use not in former] + added
    return recompute(call, standing=standing, added=added, removed=former, first=first)


def current_versions(codes: list[Code]) -> dict[int, CodeVersion]:
    """Return each code's current version; the refusals have fetched them with the codes already."""
    known = {code.pk: code.current for code in codes if code.current is not None}
    missing = [code for code in codes if code.pk not in known]
    if missing:
        found = CodeVersion.objects.filter(code__in=missing, number=F("code__version"))
        known |= {version.code_id: version for version in found}
    return known


def take_back(said: Disposition, *, call: Call, at: datetime) -> None:
    """Take back what a rule said."""
    before = standing_on(call)
    if former := [use for use in before if use.disposition_id == said.pk]:
        revise(said, codes=[], former=former, by=Revision.By.SYSTEM, at=at, call=call, before=before)


def silence_system(call: Call, *, at: datetime) -> None:
    """Take back the system's word on a call on which a person has spoken."""
    system = Disposition.objects.filter(call=call, wrapup=None).first()
    if system is not None:
        take_back(system, call=call, at=at)
