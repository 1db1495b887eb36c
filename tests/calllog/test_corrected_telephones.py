"""Calls follow who held their telephone, also when that is put right later."""

from datetime import timedelta
from unittest import mock

from django.urls import reverse
from django.utils import timezone

from callcenter.jobs.models import DueItem
from callcenter.jobs.tasks import run_due
from calllog.actions import afresh
from calllog.actions.by_hand import by_hand_source
from calllog.actions.surroundings import Surroundings
from calllog.actions.telephones import assign
from calllog.actions.whose import whose_was_it
from calllog.models import Call, Extension, ExtensionAssignment, PendingRefold, Source, Switch
from dispositions.models import Disposition, Wrapup
from tests.base import CallCenterTestCase, code, make_call, make_leg, no_scope, refolded

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


class Calls(CallCenterTestCase):
    """Three calls of telephone 105: three, two and one hour ago."""

    def setUp(self):
        super().setUp()
        self.now = timezone.now()
        self.phone = Extension.objects.create(source=by_hand_source(), number="105")
        self.calls = [self.call_of(self.now - hours * HOUR) for hours in (3, 2, 1)]

    def call_of(self, started_at, **facts):
        call = make_call(conversation_id=None, started_at=started_at, **facts)
        make_leg(call, None, extension="105")
        return call

    def agents(self):
        names = Call.objects.filter(pk__in=[call.pk for call in self.calls]).order_by("started_at")
        return list(names.values_list("agent__name", flat=True))

    def hold(self, person, hours, until=None):
        ends_at = None if until is None else self.now - until * HOUR
        starts_at = self.now - hours * HOUR
        return assign(extension=self.phone, membership=person, starts_at=starts_at, ends_at=ends_at, actor=self.admin)


class GivingATelephoneSinceATime(Calls):
    def test_gives_its_calls_since_then(self):
        self.hold(self.alice, 2.5)

        self.assertEqual(self.agents(), [None, "Alice", "Alice"])

    def test_leaves_the_calls_of_another_switch_alone(self):
        other = Source.objects.create(
            switch=Switch.objects.create(slug="second", name="Second", kind="asterisk"), name="Second"
        )
        Call.objects.filter(pk=self.calls[1].pk).update(source=other)
        self.hold(self.alice, 4)

        self.assertEqual(self.agents(), ["Alice", None, "Alice"])

    def test_of_one_switch_says_nothing_of_the_same_number_at_another(self):
        self.hold(self.alice, 4)
        second = Switch.objects.create(slug="second", name="Second", kind="asterisk")
        call = mock.Mock(queue="", legs=[mock.Mock(extension="105")], agent_extension="105", number="+14155550123")

        self.assertIsNone(Surroundings(self.acme, second, [call]).holder("105", self.now))

    def test_asks_the_person_what_the_calls_were(self):
        self.hold(self.alice, 2.5)

        self.assertEqual(list(Wrapup.objects.values_list("membership__name", "state")), [("Alice", "to_classify")] * 2)

    def test_leaves_what_exceeds_a_portion_to_a_worker(self):
        with mock.patch.object(afresh, "AT_ONCE", 1):
            self.hold(self.alice, 4)
            at_once = self.agents()
            for _ in range(4):
                DueItem.objects.filter(kind="refold").update(due_at=self.now - DAY)
                with no_scope():
                    run_due()

        self.assertEqual((at_once, self.agents()), ([None, None, "Alice"], ["Alice"] * 3))
        self.assertIs(PendingRefold.objects.exists(), False)


class CorrectingWhoHeldIt(Calls):
    def correct(self, assignment, person, hours, until=""):
        self.sign_in(self.admin)
        zone = timezone.get_fixed_timezone(-300)
        facts = {"person": person.pk, "starts_at": f"{(self.now - hours * HOUR).astimezone(zone):%Y-%m-%dT%H:%M}"}
        if until != "":
            facts["ends_at"] = f"{(self.now - until * HOUR).astimezone(zone):%Y-%m-%dT%H:%M}"
        return self.client.post(reverse("assignment", args=["acme", assignment.pk]), facts, follow=True)

    def test_moves_the_calls_to_the_right_person(self):
        held = self.hold(self.alice, 2.5)

        self.assertContains(self.correct(held, self.bob, 2.5), "2 calls were looked at anew.")
        self.assertEqual(self.agents(), [None, "Bob", "Bob"])

    def test_takes_what_nobody_coded_off_the_other_agents_list(self):
        held = self.hold(self.alice, 2.5)
        self.correct(held, self.bob, 2.5)

        states = set(Wrapup.objects.values_list("membership__name", "state"))
        self.assertEqual(states, {("Alice", "withdrawn"), ("Bob", "to_classify")})

    def test_leaves_codes_with_whoever_gave_them(self):
        held = self.hold(self.alice, 1.5)
        code(Wrapup.objects.get(membership=self.alice), "interested")
        self.correct(held, self.bob, 1.5)

        self.assertEqual(Disposition.objects.get().membership, self.alice)
        self.assertEqual(Wrapup.objects.get(membership=self.alice).state, "saved")

    def test_gives_calls_back_to_nobody_where_it_was_held_shorter(self):
        held = self.hold(self.alice, 4)
        self.correct(held, self.alice, 2.5, until=1.5)

        self.assertEqual(self.agents(), [None, "Alice", None])

    def test_reaches_from_the_earlier_beginning_to_the_later_end(self):
        held = self.hold(self.alice, 1.5)
        self.correct(held, self.alice, 4)

        self.assertEqual(self.agents(), ["Alice"] * 3)

    def test_into_somebody_elses_time_is_refused_in_words(self):
        self.hold(self.bob, 10, until=2.5)
        held = self.hold(self.alice, 2.5)

        answer = self.correct(held, self.alice, 4)
        self.assertContains(answer, "Telephone 105 belongs to Bob at that time.", status_code=400)
        self.assertEqual(self.agents(), ["Bob", "Alice", "Alice"])

    def test_to_an_end_before_the_beginning_is_refused_in_words(self):
        held = self.hold(self.alice, 2.5)

        answer = self.correct(held, self.alice, 1, until=2)
        self.assertContains(answer, "The end comes before the beginning.", status_code=400)

    def test_keeps_the_seconds_of_a_time_nobody_touched(self):
        held = self.hold(self.alice, 2.5)
        self.correct(held, self.bob, 2.5)

        self.assertEqual(ExtensionAssignment.objects.get().starts_at, held.starts_at)

    def test_is_for_admins(self):
        held = self.hold(self.alice, 2.5)
        self.sign_in(self.manager)

        self.assertEqual(self.client.get(reverse("assignment", args=["acme", held.pk])).status_code, 403)


class WhoseWereTheyAll(Calls):
    def all_since(self, call, hours, person=None):
        since = self.now - hours * HOUR
        with self.captureOnCommitCallbacks(execute=True):
            return whose_was_it(call=call, membership=person or self.alice, actor=self.manager, since=since)

    def test_gives_every_call_since_then(self):
        count = self.all_since(self.calls[1], 2.5)

        self.assertEqual((count, self.agents()), (2, [None, "Alice", "Alice"]))

    def test_lets_the_telephone_be_theirs_from_now_on(self):
        self.all_since(self.calls[2], 1.5)

        self.assertEqual(ExtensionAssignment.objects.at(timezone.now()).get().membership, self.alice)

    def test_goes_around_the_times_somebody_else_held_it(self):
        self.hold(self.bob, 2.5, until=1.5)
        self.all_since(self.calls[0], 4)

        self.assertEqual(self.agents(), ["Alice", "Bob", "Alice"])

    def test_leaves_a_time_without_calls_to_nobody(self):
        self.hold(self.bob, 2.9, until=1.5)
        self.hold(self.bob, 2.98, until=2.95)
        self.all_since(self.calls[0], 4)

        self.assertEqual(ExtensionAssignment.objects.filter(membership=self.alice).count(), 2)

    def test_is_asked_for_on_the_calls_page(self):
        self.sign_in(self.manager)
        since = f"{(self.now - 2.5 * HOUR).astimezone(timezone.get_fixed_timezone(-300)):%Y-%m-%dT%H:%M}"
        facts = {"member": self.alice.pk, "scope": "since", "since": since}
        answer = self.client.post(f"/o/acme/calls/{self.calls[1].pk}/assign/", facts, follow=True)

        self.assertContains(answer, "2 calls were of Alice.")

    def test_without_a_time_is_refused_in_words(self):
        self.sign_in(self.manager)
        path = f"/o/acme/calls/{self.calls[1].pk}/assign/"
        answer = self.client.post(path, {"member": self.alice.pk, "scope": "since"}, follow=True)

        self.assertContains(answer, "Say since when.")
        self.assertEqual(self.agents(), [None] * 3)


class ACallGoingOn(Calls):
    def test_stays_with_whoever_held_the_telephone_when_it_rang(self):
        held = self.hold(self.alice, 4)
        call = make_call(conversation_id=None, started_at=timezone.now() - DAY / 2000)
        Call.objects.filter(pk=call.pk).update(ended_at=None)
        make_leg(call, self.alice, extension="105", ended=False)
        refolded(call)
        held.ends_at = self.now
        held.save()
        self.hold(self.bob, 0)

        self.assertEqual(Wrapup.objects.filter(call=call).values_list("membership__name", flat=True)[0], "Alice")
