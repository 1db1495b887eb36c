"""An organization in which there is so and so much of everything a list or a page may show."""

from datetime import timedelta

from django.apps import apps
from django.utils import timezone

from callcenter.accounts.actions import add_member, create_api_key, name_team
from callcenter.api.models import IdempotentRequest
from callcenter.tenancy.models import TenantModel
from calllog.actions.by_hand import by_hand_source
from calllog.actions.contacts import merge_contacts
from calllog.actions.telephones import assign
from calllog.models import (
    CallCorrection,
    Campaign,
    Contact,
    ContactMail,
    ContactNumber,
    Conversation,
    ConversationLink,
    Extension,
    NumberUse,
    OurNumber,
    PendingRefold,
    Queue,
    RawEvent,
    Switch,
)
from dispositions.actions.codes import define_code
from dispositions.actions.codes import write_version as keep_version
from dispositions.actions.refusals import MOST_CODES
from dispositions.models import Code, CodeSet, Wrapup
from followups.models import Enrolment, Message, Plan, Step
from tests.base import code, make_call, make_leg, refolded
from tests.budgets import hours

# Tables of an organization that no list grows with, each with its reason.
ONE_IS_ENOUGH = {
    "calllog.Source": "an organization has one share of each switch, and the switches are the platform's",
}
EVERY_EFFECT = [
    {"kind": "plan", "plan": "follow_up_mail"},
    {"kind": "cooldown", "days": "organization", "purpose": "marketing"},
]
LATER = timedelta(days=3)


class Plenty:
    """Everything an organization can have, made turn by turn.

    What is shown of one row hangs on the same few rows each turn: one call, one person, one code, one telephone.
    """

    def __init__(self, organization, viewer):
        self.organization, self.viewer = organization, viewer
        self.turns = 0
        self.switch = Switch.objects.create(slug="pbx", name="PBX", kind="asterisk")
        conversation = Conversation.objects.create(switch=self.switch, organization=organization, first_at=now())
        self.call = make_call(viewer, conversation_id=conversation.pk, number="+14155559999", talk_s=600)
        self.said = make_call(viewer, number="+14155559998")
        self.code = define_code(name="Everything", meaning="positive", then="rest", actor=viewer)
        Code.objects.filter(pk=self.code.pk).update(effects=EVERY_EFFECT)
        self.person_called = Contact.objects.create(name="Contact of many calls")
        self.extension = Extension.objects.create(source=by_hand_source(), number="99")
        self.plan = Plan.objects.get()

    def grow(self, turns):
        """Make one more of everything, until there are so many."""
        while self.turns < turns:
            self.turns += 1
            self.turn(self.turns)
        self.say_everything()

    def turn(self, number):
        person = self.person(number)
        self.words(number)
        self.codes(number)
        self.own_call(number)
        self.part_of_the_call(number, person)
        self.told_by_the_switch(number)
        self.unheld_call(number)
        hours.one_more(self, number)
        create_api_key(name=f"Key {number}", scopes=["calls:read"], actor=self.viewer)
        IdempotentRequest.objects.create(actor="m1", route="POST /", key=str(number), body_hash="", answer="")

    def person(self, number):
        self.team = team = name_team(name=f"Team {number}", actor=None)
        person = add_member(email=f"p{number}@acme.example", name=f"P {number}", role="agent", actor=None, team=team)
        since = now() - timedelta(days=400 - number)
        for holder, digits in ((person, f"2{number:03}"), (self.viewer, f"3{number:03}")):
            extension = Extension.objects.create(source=by_hand_source(), number=digits)
            assign(extension=extension, membership=holder, starts_at=since, actor=None)
        assign(
            extension=self.extension,
            membership=person,
            starts_at=since,
            ends_at=since + timedelta(hours=1),
            actor=None,
        )
        return person

    def words(self, number):
        self.queue = Queue.objects.create(name=f"Queue {number}")
        self.campaign = Campaign.objects.create(name=f"Campaign {number}")
        self.our_number = OurNumber.objects.create(number=f"+1415556{number:04}")
        PendingRefold.objects.create(our_number=self.our_number, since=now(), until=now(), last_call=0)
        NumberUse.objects.create(our_number=self.our_number, campaign=self.campaign, channel="print", starts_at=now())
        self.contact = Contact.objects.create(name=f"Contact {number}", email=f"c{number}@example.org")
        ContactNumber.objects.create(contact=self.contact, number=f"+1415557{number:04}")
        self.more_of_a_person(number)
        plan = Plan.objects.create(slug=f"plan-{number}", name=f"Plan {number}", is_on=True)
        Step.objects.create(plan=plan, position=1, template="follow_up_mail")

    def more_of_a_person(self, number):
        ContactNumber.objects.create(contact=self.person_called, number=f"+1415559{number:04}")
        ContactMail.objects.create(contact=self.person_called, email=f"p{number}@example.org")
        for kept in (self.person_called, self.contact):
            gone = Contact.objects.create(name=f"Contact {number}, too")
            merge_contacts(kept=kept, gone=gone, actor=self.viewer)
        make_call(self.viewer, number=f"+1415559{number:04}", contact=self.person_called)

    def codes(self, number):
        made = define_code(name=f"Code {number}", meaning="informational", then="allowed", actor=self.viewer)
        Code.objects.filter(pk=made.pk).update(effects=EVERY_EFFECT, asks=["email"])
        retired = define_code(name=f"Old {number}", meaning="informational", then="allowed", actor=self.viewer)
        Code.objects.filter(pk=retired.pk).update(retired_at=now(), replaced_by=made)
        self.code.version += 1
        Code.objects.filter(pk=self.code.pk).update(version=self.code.version)
        keep_version(self.code)
        self.slugs = [made.slug, "follow_up_needed", "callback"]
        CodeSet.objects.create(name=f"Set {number}")

    def own_call(self, number):
        """Make a call of the viewer's with a card that waits, and an earlier one with the same person."""
        facts = {"number": f"+1415557{number:04}", "contact": self.contact, "queue": self.queue}
        facts |= {"campaign": self.campaign, "our_number_row": self.our_number, "our_number": self.our_number.number}
        earlier = make_call(self.viewer, started_at=now() - timedelta(hours=5), **facts)
        self.code_part(earlier, self.viewer, number)
        make_call(self.viewer, **facts)

    def part_of_the_call(self, number, person):
        """Give one more person a part in the one call, coded with everything a code sets off."""
        make_leg(self.call, person, extension=f"2{number:03}")
        refolded(self.call)
        self.code_part(self.call, person, number, slugs=[*self.slugs, self.code.slug])
        Message.objects.filter(call=self.call, state="planned").update(state="sent", sent_at=now(), through="smtp")
        self.code_part(self.call, person, number, slugs=["deal_closed"], actor=self.viewer)

    def say_everything(self):
        """Let one disposition of the viewer's hold as many codes as one may, each with effects."""
        slugs = Code.objects.filter(slug__startswith="code_").order_by("-pk").values_list("slug", flat=True)
        self.code_part(self.said, self.viewer, 1, slugs=slugs[: min(self.turns, MOST_CODES)])

    def code_part(self, call, person, number, slugs=(), actor=None):
        wrapup = Wrapup.objects.get(call=call, membership=person)
        at = (now() + LATER).strftime("%Y-%m-%dT%H:%M")
        answers = {"callback": {"at": at, "zone": "UTC", "owner": "me" if person == self.viewer else "team"}}
        answers |= {"email": f"c{number}@example.org", "note": f"Note {number}", "reason": "Heard again"}
        code(wrapup, *(slugs or self.slugs), actor=actor, **answers)
        # Nobody goes through a plan twice at once: the next mail to the same person needs the former to be over.
        Enrolment.objects.update(state=Enrolment.State.DONE)

    def told_by_the_switch(self, number):
        body = {"Event": "Newchannel", "Channel": f"PJSIP/{number}", "Exten": "100"}
        place = {"switch": self.switch, "conversation_id": self.call.conversation_id}
        moment = {"occurred_at": now(), "received_at": now()}
        RawEvent.objects.create(event_key=f"s:{number}", name="Newchannel", body=body, **place, **moment)
        ConversationLink.objects.create(key=f"linkedid:{number}", **place)
        CallCorrection.objects.create(call=self.call, revision=number, at=now(), changes={"talk_s": [1, number]})

    def unheld_call(self, number):
        """Make a call that nobody held the telephone of: it can be said whose it was."""
        call = make_call(number=f"+1415558{number:04}")
        make_leg(call, None, extension=f"4{number:03}")

    def subjects(self):
        """Return the row behind <int:pk>, by the beginning of a route's name without `api-`."""
        wrapup = Wrapup.objects.get(call=self.call, membership=self.viewer)
        callback = self.viewer.callbacks.order_by("pk").first()
        return {
            "call": self.call.pk,
            "disposition": self.said.pk,
            "history": self.call.pk,
            "wrapup": wrapup.pk,
            "code": self.code.pk,
            "callback": callback.pk,
            "person": self.viewer.pk,
            "telephone": self.extension.pk,
            "assignment": self.extension.assignments.order_by("pk").first().pk,
            "number": self.our_number.pk,
            "contact": self.person_called.pk,
            **hours.subjects(),
        }


def tenant_models():
    """List every table of an organization."""
    return [model for model in apps.get_models() if issubclass(model, TenantModel)]


def now():
    return timezone.now()
