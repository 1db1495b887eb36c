"""What codes set off on this floor: a plan's mails, a promised callback."""

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
from followups.models import Callback, Enrolment, Message, Plan


class StartPlan(Kind):
    """Enrol the contact in a plan, if an address is known and the plan is on."""

    name = "plan"
    rests_on = "email"

    def wanted(self, params: dict[str, Any], moment: Moment) -> dict[str, Any] | None:
        email = moment.answers.get("email") or (moment.call.contact.email if moment.call.contact else "")
        return {**params, "email": email}

    def describe(self, params: dict[str, Any], organization: Organization, at: datetime) -> str:
        return _("a follow-up mail goes out") if self.plan(params) else ""

    def plan(self, params: dict[str, Any]) -> Plan | None:
        """Return the plan of the parameters where it is switched on."""
        return Plan.objects.filter(slug=params.get("plan"), is_on=True).first()

    def apply(self, effect: Effect, moment: Moment) -> None:
        email = effect.params["email"]
        plan = self.plan(effect.params)
        contact = actions.contact_for(call=moment.call, email=email) if email else None
        if plan is None or contact is None:
            effect.state = Effect.State.NOTHING_SENT
            effect.memory = {"because": "plan_off" if plan is None else "no_address"}
            return
        enrolment = actions.enrol(
            plan=plan,
            contact=contact,
            call=moment.call,
            disposition=moment.disposition,
            organization=moment.organization,
            at=moment.at,
        )
        if enrolment is None:
            effect.state, effect.memory = Effect.State.NOTHING_SENT, {"because": "already_enrolled"}
            return
        effect.subject_id, effect.state = enrolment.pk, Effect.State.PLANNED

    def cancel(self, effect: Effect, moment: Moment) -> Effect.State:
        enrolment = Enrolment.objects.filter(pk=effect.subject_id).first()
        if enrolment is None or actions.stop(enrolment=enrolment, because="code_corrected"):
            return Effect.State.CANCELLED
        return Effect.State.HAPPENED

    def tell(self, effect: Effect, organization: Organization) -> str:
        if effect.state == Effect.State.NOTHING_SENT:
            return {
                "no_address": _("no address: nothing will be sent"),
                "already_enrolled": _("a follow-up mail is already on its way"),
            }.get(effect.memory.get("because", ""), _("follow-up mails are switched off"))
        if effect.state == Effect.State.CANCELLED:
            return _("follow-up mail taken back")
        message = Message.objects.filter(enrolment_id=effect.subject_id).order_by("-pk").first()
        if effect.state == Effect.State.HAPPENED and message is not None and message.sent_at:
            sent = message.sent_at.astimezone(ZoneInfo(organization.time_zone))
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
        callback = Callback.objects.select_for_update(of=("self",)).filter(pk=effect.subject_id).first()
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
