"""What codes set off on this floor: a plan's mails, a promised callback."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from callcenter.tenancy.models import Organization
from dispositions.effects import Kind, Moment, register
from dispositions.errors import CallbackTimeRequired
from dispositions.models import Effect
from followups import actions
from followups.models import Callback, Message, Plan, Step


class StartPlan(Kind):
    """Enrol the contact in a plan, if an address is known and the plan is on."""

    name = "plan"
    rests_on = "email"

    def wanted(self, params: dict[str, Any], moment: Moment) -> dict[str, Any] | None:
        email = moment.answers.get("email") or (moment.call.contact.email if moment.call.contact else "")
        return {**params, "email": email}

    def complete(self, given: Sequence[dict[str, Any]]) -> Sequence[dict[str, Any]]:
        slugs = {params.get("plan") for params in given}
        on = set(Plan.objects.filter(slug__in=slugs, is_on=True).values_list("slug", flat=True))
        return [{**params, "is_on": params.get("plan") in on} for params in given]

    def describe(self, params: dict[str, Any], organization: Organization, at: datetime) -> str:
        return _("a follow-up mail goes out") if params["is_on"] else ""

    def apply(self, effect: Effect, moment: Moment) -> None:
        email, is_new = effect.params["email"], moment.call.contact is None
        on = Step.objects.filter(plan__slug=effect.params.get("plan"), plan__is_on=True)
        steps = list(on.select_related("plan").order_by("position"))
        contact = actions.contact_for(call=moment.call, email=email) if email else None
        if not steps or contact is None:
            effect.state = Effect.State.NOTHING_SENT
            effect.memory = {"because": "no_address" if steps else "plan_off"}
            return
        enrolment = actions.enrol(
            plan=steps[0].plan,
            contact=contact,
            call=moment.call,
            disposition=moment.disposition,
            organization=moment.organization,
            at=moment.at,
            steps=steps,
            is_new=is_new,
        )
        if enrolment is None:
            effect.state, effect.memory = Effect.State.NOTHING_SENT, {"because": "already_enrolled"}
            return
        effect.subject_id, effect.state = enrolment.pk, Effect.State.PLANNED

    def cancel(self, effect: Effect, moment: Moment) -> Effect.State:
        if effect.subject_id is None or actions.stop(enrolment_id=effect.subject_id, because="code_corrected"):
            return Effect.State.CANCELLED
        return Effect.State.HAPPENED

    def look_up(self, effects: Sequence[Effect]) -> None:
        happened = [effect for effect in effects if effect.state == Effect.State.HAPPENED]
        if not happened:
            return
        sent = Message.objects.filter(enrolment__in=[effect.subject_id for effect in happened]).exclude(sent_at=None)
        sent_at = dict(sent.order_by("pk").values_list("enrolment_id", "sent_at"))
        for effect in happened:
            effect.found = sent_at.get(effect.subject_id)

    def tell(self, effect: Effect, organization: Organization) -> str:
        if effect.state == Effect.State.NOTHING_SENT:
            return {
                "no_address": _("no address: nothing will be sent"),
                "already_enrolled": _("a follow-up mail is already on its way"),
            }.get(effect.memory.get("because", ""), _("follow-up mails are switched off"))
        if effect.state == Effect.State.CANCELLED:
            return _("follow-up mail taken back")
        if effect.state == Effect.State.HAPPENED and effect.found is not None:
            sent = effect.found.astimezone(ZoneInfo(organization.time_zone))
            return _("cannot be taken back: mail sent at %(time)s") % {"time": date_format(sent, "H:i")}
        return _("follow-up mail to %(address)s") % {"address": effect.params["email"]}


class PromiseCallback(Kind):
    """Put the time agreed on the card on the list of callbacks."""

    name = "callback"
    rests_on = "callback"

    def wanted(self, params: dict[str, Any], moment: Moment) -> dict[str, Any] | None:
        answer = moment.answers.get("callback")
        if not answer:
            raise CallbackTimeRequired
        return {
            **params,
            "at": answer["at"],
            "zone": answer.get("zone") or moment.organization.time_zone,
            "owner": answer.get("owner") or "me",
        }

    def describe(self, params: dict[str, Any], organization: Organization, at: datetime) -> str:
        return _("you call back at the time agreed")

    def apply(self, effect: Effect, moment: Moment) -> None:
        callback = actions.promise_callback(
            call=moment.call,
            disposition=moment.disposition,
            local_time=effect.params["at"],
            zone=effect.params["zone"],
            owner=moment.disposition.membership if effect.params["owner"] == "me" else None,
            note=moment.revision.note,
        )
        effect.subject_id, effect.state = callback.pk, Effect.State.PLANNED

    def cancel(self, effect: Effect, moment: Moment) -> Effect.State:
        promised = Callback.objects.select_for_update(of=("self",)).select_related("owner")
        callback = promised.filter(pk=effect.subject_id).first()
        if callback is None or actions.take_back_callback(callback=callback):
            return Effect.State.CANCELLED
        return Effect.State.HAPPENED

    def tell(self, effect: Effect, organization: Organization) -> str:
        if effect.state == Effect.State.CANCELLED:
            return _("callback taken back")
        local = datetime.fromisoformat(effect.params["at"])
        when = {"day": date_format(local, pgettext("day in a sentence", "j F")), "time": date_format(local, "H:i")}
        return _("callback on %(day)s at %(time)s") % when


register(StartPlan())
register(PromiseCallback())
