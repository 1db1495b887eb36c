"""Effects of codes on who may be contacted; written in the save itself."""

from datetime import datetime, timedelta
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from callcenter.tenancy.models import Organization
from calllog import phone
from dispositions.dnc import actions
from dispositions.dnc.models import DncEntry
from dispositions.effects import Kind, Moment
from dispositions.models import Effect


def day(moment: datetime, organization: Organization) -> str:
    """Write a day as the organization's people say it."""
    local = moment.astimezone(ZoneInfo(organization.time_zone))
    if local.year == datetime.now(local.tzinfo).year:
        return date_format(local, pgettext("day in a sentence", "j F"))
    return date_format(local, pgettext("day in a sentence", "j F Y"))


class Blocking(Kind):
    """Put the call's number, else its contact, on the list."""

    entry_kind: ClassVar[str]

    def subject(self, moment: Moment) -> actions.Subject | None:
        """Return whom the entry is about; None when there is neither a number nor a contact."""
        number = phone.as_bigint(moment.call.number)
        if number is not None:
            return actions.Subject(number, None)
        return actions.Subject(None, moment.call.contact) if moment.call.contact else None

    def expires_at(self, params: dict[str, Any], organization: Organization, at: datetime) -> datetime | None:
        """Return when the entry ends; None for good."""
        return None

    def apply(self, effect: Effect, moment: Moment) -> None:
        subject = self.subject(moment)
        if subject is None:
            effect.state = Effect.State.NO_NUMBER
            return
        ends = self.expires_at(effect.params, moment.organization, moment.at)
        entry, former, new = actions.block(
            subject=subject,
            kind=self.entry_kind,
            actor=moment.actor,
            at=moment.at,
            expires_at=ends,
            purpose=effect.params.get("purpose", DncEntry.Purpose.ALL),
            reason=effect.code.slug,
            call_id=moment.call.pk,
            disposition_id=moment.disposition.pk,
        )
        effect.subject_id, effect.state = entry.pk, Effect.State.APPLIED
        effect.memory = {
            "new": new,
            "former": former.isoformat() if former else None,
            "own": ends.isoformat() if ends else None,
            "until": entry.expires_at.isoformat() if entry.expires_at else None,
        }

    def cancel(self, effect: Effect, moment: Moment) -> Effect.State:
        entry = DncEntry.objects.select_for_update(of=("self",)).filter(pk=effect.subject_id, released_at=None).first()
        if entry is None:
            return Effect.State.CANCELLED
        of_entry = list(Effect.objects.filter(kind=self.name, subject_id=entry.pk).order_by("pk"))
        standing = [one for one in of_entry if one.state == Effect.State.APPLIED]
        others = [one.memory for one in standing if one.pk not in moment.ending]
        if entry.disposition_id is not None and not others:
            reason = moment.revision.reason or "corrected"
            actions.release(entry=entry, actor=moment.actor, reason=reason, at=moment.at)
            return Effect.State.CANCELLED
        # Other codes said the same of this person, or it was there before any code: it stands for as long as they say.
        ends = [memory.get("own") or memory.get("until") for memory in others]
        if entry.disposition_id is None:
            ends.append(of_entry[0].memory.get("former"))
        longest = max((datetime.fromisoformat(end) for end in ends if end), default=None)
        if longest is not None and longest != entry.expires_at:
            actions.set_end(entry=entry, expires_at=longest)
        effect.memory |= {"stays": True, "until": entry.expires_at.isoformat() if entry.expires_at else None}
        return Effect.State.CANCELLED


class OptOut(Blocking):
    name = "opt_out"
    entry_kind = DncEntry.Kind.OPT_OUT

    def describe(self, params: dict[str, Any], organization: Organization, at: datetime) -> str:
        return _("no contact any more, for good")

    def tell(self, effect: Effect, organization: Organization) -> str:
        said: dict[str, str] = {
            Effect.State.NO_NUMBER: _("No number: nothing will be blocked"),
            Effect.State.CANCELLED: _("may be contacted again"),
        }
        still = _("will not be contacted any more")
        return still if effect.memory.get("stays") else said.get(effect.state, still)


class Cooldown(Blocking):
    name = "cooldown"
    entry_kind = DncEntry.Kind.COOLDOWN

    def expires_at(self, params: dict[str, Any], organization: Organization, at: datetime) -> datetime | None:
        days = params.get("days", "organization")
        return at + timedelta(days=organization.not_interested_days if days == "organization" else int(days))

    def describe(self, params: dict[str, Any], organization: Organization, at: datetime) -> str:
        ends = self.expires_at(params, organization, at)
        return _("no calls until %(date)s") % {"date": day(ends, organization)} if ends else ""

    def tell(self, effect: Effect, organization: Organization) -> str:
        if effect.state == Effect.State.NO_NUMBER:
            return _("No number: nothing will be blocked")
        if effect.state == Effect.State.CANCELLED and not effect.memory.get("stays"):
            return _("rest taken back")
        until = datetime.fromisoformat(effect.memory["until"])
        return _("resting until %(date)s") % {"date": day(until, organization)}


class InvalidNumber(Blocking):
    name = "invalid_number"
    entry_kind = DncEntry.Kind.INVALID

    def wanted(self, params: dict[str, Any], moment: Moment) -> dict[str, Any] | None:
        only = params.get("direction")
        return None if only and only != moment.call.direction else params

    def subject(self, moment: Moment) -> actions.Subject | None:
        number = phone.as_bigint(moment.call.number)
        return actions.Subject(number, moment.call.contact) if number is not None else None

    def describe(self, params: dict[str, Any], organization: Organization, at: datetime) -> str:
        return _("this number is not called for this person any more")

    def tell(self, effect: Effect, organization: Organization) -> str:
        said: dict[str, str] = {
            Effect.State.NO_NUMBER: _("No number: nothing will be blocked"),
            Effect.State.CANCELLED: _("number in use again"),
        }
        still = _("number marked as wrong")
        return still if effect.memory.get("stays") else said.get(effect.state, still)
