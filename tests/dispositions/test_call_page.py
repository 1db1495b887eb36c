from datetime import timedelta

from django.utils import timezone

from callcenter.accounts.models import Team
from callcenter.tenancy.scope import tenant_scope
from calllog.models import Contact, Conversation, RawEvent, Switch
from calllog.raw import raw_events_of
from dispositions.models import Revision
from tests.base import CallCenterTestCase, code, make_call, make_leg, make_wrapup, no_scope, refolded


def page(call, rest=""):
    return f"/o/acme/calls/{call.pk}/{rest}"


def hear(call, name, body):
    """Let a switch have said something about a call."""
    now = timezone.now()
    with no_scope():
        switch = Switch.objects.create(slug="pbx", name="PBX", kind="asterisk")
        conversation = Conversation.objects.create(switch=switch, organization_id=call.organization_id, first_at=now)
        RawEvent.objects.create(
            switch=switch,
            event_key="1",
            name=name,
            occurred_at=now,
            received_at=now,
            body=body,
            conversation=conversation,
        )
    call.conversation_id = conversation.pk
    call.save(update_fields=["conversation_id"])


class TheCallPage(CallCenterTestCase):
    def setUp(self):
        super().setUp()
        self.wrapup = make_wrapup(self.alice, talk_s=90, caller_name="Ivy Thornton")
        self.call = self.wrapup.call
        self.sign_in(self.manager)

    def told(self):
        return [str(entry.what) for entry, _when, _full in self.client.get(page(self.call)).context["told"]]

    def test_tells_what_was_coded_and_why_it_was_corrected(self):
        code(self.wrapup, "interested", note="Asked for prices")
        code(self.wrapup, "follow_up_needed", actor=self.manager, reason="Only promised a price list")
        response = self.client.get(page(self.call))

        self.assertContains(response, "<b>Alice</b> coded <b>Interested</b>")
        self.assertContains(response, "Corrected by <b>Mary</b>")
        self.assertContains(response, "“Only promised a price list”")
        self.assertContains(response, "<del>Interested</del>")

    def test_tells_what_a_code_set_off(self):
        code(self.wrapup, "not_interested")

        self.assertContains(self.client.get(page(self.call)), "resting until")

    def test_tells_a_correction_after_what_it_corrects(self):
        code(self.wrapup, "interested")
        code(self.wrapup, "follow_up_needed", actor=self.manager, reason="Only promised a price list")
        told = self.told()

        self.assertLess(told.index("<b>Alice</b> coded <b>Interested</b>"), told.index("Corrected by <b>Mary</b>"))

    def test_tells_a_promised_callback_at_its_time(self):
        at = (timezone.now() + timedelta(days=2)).strftime("%Y-%m-%dT10:00")
        code(self.wrapup, "callback", callback={"at": at, "zone": "America/New_York", "owner": "me"})

        self.assertEqual(self.told()[-1], "Callback by <b>Alice</b>")

    def test_shows_a_note_as_text(self):
        code(self.wrapup, "interested", note="<img src=x>")

        self.assertNotContains(self.client.get(page(self.call)), "<img src=x>")

    def test_shows_earlier_calls_with_the_caller(self):
        earlier = make_call(self.bob, started_at=timezone.now() - timedelta(days=3))

        self.assertEqual([past.call for past in self.client.get(page(self.call)).context["earlier"]], [earlier])

    def test_links_no_earlier_call_an_agent_may_not_see(self):
        make_call(self.bob, started_at=timezone.now() - timedelta(days=3))
        self.sign_in(self.alice)

        self.assertEqual([past.visible for past in self.client.get(page(self.call)).context["earlier"]], [False])

    def test_says_that_two_people_contradict_each_other(self):
        other = make_leg(self.call, self.bob)
        refolded(self.call)
        code(self.wrapup, "interested")
        code(other.call.wrapups.get(membership=self.bob), "not_interested")

        self.assertContains(self.client.get(page(self.call)), "Two people said opposite things")

    def test_leads_from_a_merged_call_to_the_one_it_is_part_of(self):
        merged = make_call(self.alice)
        merged.merged_into = self.call
        merged.save(update_fields=["merged_into"])

        self.assertRedirects(self.client.get(page(merged)), page(self.call))

    def test_shows_what_the_switch_said(self):
        hear(self.call, "DialEnd", {"Channel": "PJSIP/101-1", "DialStatus": "ANSWER"})
        [event] = self.client.get(page(self.call)).context["events"]

        self.assertEqual((event.name, event.facts), ("DialEnd", [("Channel", "PJSIP/101-1"), ("DialStatus", "ANSWER")]))


class WhoOpensACallPage(CallCenterTestCase):
    def setUp(self):
        super().setUp()
        self.call = make_call(self.alice)

    def status(self, membership, path=None):
        self.sign_in(membership)
        return self.client.get(path or page(self.call)).status_code

    def test_its_agent(self):
        self.assertEqual(self.status(self.alice), 200)

    def test_no_other_agent(self):
        self.assertEqual(self.status(self.bob), 404)

    def test_a_manager(self):
        self.assertEqual(self.status(self.manager), 200)

    def test_no_manager_of_another_team(self):
        self.manager.team = Team.objects.create(name="North")
        self.manager.limited_to_team = True
        self.manager.save(update_fields=["team", "limited_to_team"])

        self.assertEqual(self.status(self.manager), 404)

    def test_nobody_of_another_organization(self):
        self.assertEqual(self.status(self.mallory), 404)

    def test_nobody_of_another_organization_under_its_own_address(self):
        self.assertEqual(self.status(self.mallory, f"/o/globex/calls/{self.call.pk}/"), 404)

    def test_nobody_changes_codes_from_another_organization(self):
        self.assertEqual(self.status(self.mallory, f"/o/globex/calls/{self.call.pk}/codes/"), 404)


class ChangingCodesOnThePage(CallCenterTestCase):
    def setUp(self):
        super().setUp()
        self.wrapup = make_wrapup(self.alice)
        self.path = page(self.wrapup.call, "codes/")

    def save(self, membership, **data):
        self.sign_in(membership)
        return self.client.post(self.path, data)

    def standing(self):
        return list(self.wrapup.call.code_uses.filter(superseded_at=None).values_list("code__slug", flat=True))

    def test_codes_the_own_call(self):
        self.assertRedirects(self.save(self.alice, codes=["interested"], revision=0), page(self.wrapup.call))
        self.assertEqual(self.standing(), ["interested"])

    def test_corrects_somebody_elses_with_a_reason(self):
        code(self.wrapup, "interested")
        self.save(self.manager, codes=["follow_up_needed"], reason="Listened to the call", revision=1)

        self.assertEqual(Revision.objects.get(number=2).reason, "Listened to the call")

    def test_asks_a_manager_for_the_reason_and_keeps_what_was_entered(self):
        code(self.wrapup, "interested")
        response = self.save(self.manager, codes=["follow_up_needed"], note="Price list", revision=1)

        self.assertContains(response, "Please say why you change somebody", status_code=400)
        self.assertContains(response, "Price list", status_code=400)
        self.assertEqual(response.context["form"]["codes"].value(), ["follow_up_needed"])
        self.assertEqual(self.standing(), ["interested"])

    def test_names_both_codes_that_contradict_each_other(self):
        response = self.save(self.alice, codes=["interested", "not_interested"], revision=0)

        self.assertContains(response, "Interested and Not interested contradict each other.", status_code=400)

    def test_asks_when_to_call_back(self):
        response = self.save(self.alice, codes=["callback"], revision=0)

        self.assertContains(response, "When should the customer be called back?", status_code=400)

    def test_promises_a_callback_at_the_time_of_the_organization(self):
        at = (timezone.now() + timedelta(days=2)).strftime("%Y-%m-%dT10:00")
        self.save(self.alice, codes=["callback"], callback_at=at, revision=0)
        callback = self.wrapup.call.callbacks.get()

        self.assertEqual((callback.local_time, callback.zone), (at, "America/New_York"))

    def test_refuses_a_callback_in_the_past_and_writes_nothing(self):
        response = self.save(self.alice, codes=["callback"], callback_at="2020-01-01T10:00", revision=0)

        self.assertEqual(response.status_code, 400)
        self.assertFalse(Revision.objects.exists())

    def test_refuses_codes_changed_meanwhile(self):
        code(self.wrapup, "interested")

        self.assertContains(
            self.save(self.alice, codes=["deal_closed"], revision=0), "changed meanwhile", status_code=400
        )

    def test_wants_a_code_where_none_stands(self):
        self.assertContains(self.save(self.alice, revision=0), "Choose at least one code.", status_code=400)

    def test_takes_codes_back_when_none_is_chosen(self):
        code(self.wrapup, "interested")
        self.save(self.alice, revision=1)

        self.assertEqual(self.standing(), [])

    def test_is_closed_to_the_author_after_the_next_day(self):
        code(self.wrapup, "interested", at=timezone.now() - timedelta(days=3))
        self.sign_in(self.alice)

        self.assertEqual(self.client.get(self.path).status_code, 403)

    def test_is_not_offered_to_the_author_after_the_next_day(self):
        code(self.wrapup, "interested", at=timezone.now() - timedelta(days=3))
        self.sign_in(self.alice)

        self.assertNotContains(self.client.get(page(self.wrapup.call)), "Change code")

    def test_makes_no_wrap_up_by_looking(self):
        plain = make_call()
        self.sign_in(self.manager)

        self.assertEqual(self.client.get(page(plain, "codes/")).status_code, 200)
        self.assertFalse(plain.wrapups.exists())

    def test_has_nothing_to_change_while_the_call_goes_on(self):
        plain = make_call(status="in_progress", ended_at=None)
        self.sign_in(self.manager)

        self.assertEqual(self.client.get(page(plain, "codes/")).status_code, 404)

    def test_codes_a_call_without_a_wrap_up(self):
        plain = make_call()
        self.sign_in(self.manager)
        self.client.post(page(plain, "codes/"), {"codes": ["interested"], "revision": 0})

        self.assertEqual(plain.code_uses.get().code.slug, "interested")

    def test_offers_retired_codes_only_where_they_stand(self):
        code(self.wrapup, "interested")
        used = self.wrapup.call.code_uses.get().code
        used.retired_at = timezone.now()
        used.save(update_fields=["retired_at"])
        self.sign_in(self.alice)
        offered = [one.slug for one in self.client.get(self.path).context["form"].offered]

        self.assertIn("interested", offered)

    def test_ignores_a_wrap_up_of_another_call(self):
        other = make_wrapup(self.alice)
        self.sign_in(self.manager)

        self.assertEqual(self.client.get(f"{self.path}?wrapup={other.pk}").status_code, 404)


class WritingOnACall(CallCenterTestCase):
    def setUp(self):
        super().setUp()
        self.call = make_call(self.alice)
        self.sign_in(self.alice)

    def test_names_the_caller(self):
        self.client.post(
            page(self.call), {"contact_name": "Ivy Thornton", "contact_email": "", "comment": "Quiet line"}
        )
        self.call.refresh_from_db()

        self.assertEqual((self.call.contact.name, self.call.comment), ("Ivy Thornton", "Quiet line"))

    def test_refuses_what_is_no_address_and_keeps_the_rest(self):
        response = self.client.post(page(self.call), {"contact_name": "Ivy", "contact_email": "ivy", "comment": ""})

        self.assertContains(response, 'value="Ivy"')
        self.assertFalse(Contact.objects.exists())

    def test_is_closed_to_other_organizations(self):
        self.sign_in(self.mallory)
        self.client.post(f"/o/globex/calls/{self.call.pk}/", {"comment": "Mine now"})
        self.call.refresh_from_db()

        self.assertEqual(self.call.comment, "")


class TheOtherWall(CallCenterTestCase):
    def test_raw_events_of_another_organizations_call_stay_unseen(self):
        call = make_call(self.alice)
        hear(call, "Newchannel", {})
        with no_scope(), tenant_scope(self.globex):
            seen = raw_events_of(call)

        self.assertEqual((len(seen), len(raw_events_of(call))), (0, 1))
