"""What a save is refused for."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import F

from callcenter.accounts.errors import Forbidden
from callcenter.accounts.models import Membership
from callcenter.tenancy.models import Organization
from dispositions.categories import Category, first_contradiction
from dispositions.effects import UNDO_S
from dispositions.errors import (
    CallbackTimeRequired,
    CodeNotOffered,
    CodeRetired,
    ContradictoryCodes,
    CorrectionTooLate,
    NoteRequired,
    OptOutStands,
    ReasonRequired,
    TooManyCodes,
    UnknownCode,
    WrapupClosed,
)
from dispositions.models import Code, CodeUse, CodeVersion, Disposition, Wrapup

MOST_CODES = 10


def check_owner(
    *,
    wrapup: Wrapup,
    disposition: Disposition | None,
    actor: Membership,
    reason: str,
    organization: Organization,
    at: datetime,
) -> None:
    """Refuse whoever may not write this wrap-up's codes now.

    The author may within 8 seconds anything, until the end of the next calendar day a correction; a manager at any
    time with a reason.
    """
    own = wrapup.membership_id == actor.pk
    manages = "calls.correct" in actor.capabilities
    if wrapup.state == Wrapup.State.RELEASED and not manages:
        raise WrapupClosed
    if not own:
        if not manages:
            raise Forbidden
        if disposition is not None and disposition.revision and not reason.strip():
            raise ReasonRequired
        return
    if disposition is None or disposition.revision == 0 or manages:
        return
    local = disposition.first_saved_at.astimezone(ZoneInfo(organization.time_zone))
    ends = (local + timedelta(days=2)).replace(hour=0, minute=0, second=0, microsecond=0)
    if at >= ends:
        raise CorrectionTooLate


def check_codes(
    *,
    slugs: Sequence[str],
    former: list[CodeUse],
    note: str,
    answers: dict[str, Any],
    actor: Membership,
    reason: str,
    saved: Disposition | None,
    at: datetime,
) -> list[Code]:
    """Return the codes of the slugs, in order, or refuse what cannot stand."""
    wanted = list(dict.fromkeys(slugs))
    if len(wanted) > MOST_CODES:
        raise TooManyCodes
    found = with_versions(wanted) if wanted else {}
    had = {use.code_id for use in former}
    codes = []
    for slug in wanted:
        code = found.get(slug)
        if code is None:
            raise UnknownCode(slug=slug, extra={"slugs": [slug]})
        if code.pk not in had and code.retired_at is not None:
            raise CodeRetired(label=code.label(), extra={"slugs": [slug]})
        if code.pk not in had and not code.selectable:
            raise CodeNotOffered(label=code.label(), extra={"slugs": [slug]})
        codes.append(code)
    clash = first_contradiction((code.slug, code.category) for code in codes)
    if clash:
        one, other = (found[slug].label() for slug in clash)
        raise ContradictoryCodes(one=one, other=other, extra={"slugs": list(clash)})
    for code in codes:
        if "callback" in code.asks and not (answers["callback"] or {}).get("at"):
            raise CallbackTimeRequired(fields={"callback": [str(CallbackTimeRequired.message)]})
        if code.note == Code.Note.REQUIRED and not note.strip():
            raise NoteRequired(
                label=code.label(), fields={"note": [str(NoteRequired.message) % {"label": code.label()}]}
            )
    takes_back = any(use.code.category == Category.OPT_OUT and use.code.slug not in wanted for use in former)
    permitted = "dnc.release_opt_out" in actor.capabilities and bool(reason.strip())
    if takes_back and not permitted and not is_own_slip(saved, actor, at):
        raise OptOutStands
    return codes


def is_own_slip(saved: Disposition | None, actor: Membership, at: datetime) -> bool:
    """Tell whether the latest wording is the actor's own and so fresh that it may be undone."""
    if saved is None or at - saved.saved_at > timedelta(seconds=UNDO_S):
        return False
    return saved.revisions.filter(number=saved.revision, actor=actor).exists()


def with_versions(slugs: Sequence[str]) -> dict[str, Code]:
    """Fetch codes with their current versions in one statement."""
    found = {}
    versions = CodeVersion.objects.filter(code__slug__in=slugs, number=F("code__version")).select_related("code")
    for version in versions:
        version.code.current = version
        found[version.code.slug] = version.code
    return found
