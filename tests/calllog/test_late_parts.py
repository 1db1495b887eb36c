"""What a switch tells late, or for too long, changes a call as if it had come in time."""

from datetime import UTC, datetime, timedelta

from django.test import TestCase

from callcenter.tenancy.scope import tenant_scope
from calllog.actions.annotate import annotate
from calllog.actions.hear import hear
from calllog.models import Call, Contact
from tests.properties.exchange import OURS, Exchange
from tests.properties.world import office

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


class LateParts(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.switch, cls.acme = office()

    def setUp(self):
        self.pbx, self.place = Exchange(NOON.timestamp(), account="acme"), 0
        self.enterContext(tenant_scope(self.acme))

    def hear(self, *blocks):
        moment = datetime.fromtimestamp(self.pbx.at, UTC)
        hear(switch_id=self.switch.pk, blocks=blocks, session="one", ordinal=self.place, received_at=moment)
        self.place += len(blocks)

    def two_talks(self):
        """Return what is said of two talks, and of them becoming one."""
        said = []
        talks = []
        for telephone, number in (("201", "14155550101"), ("202", "14155550102")):
            talk = self.pbx.arrive(number, OURS)
            self.pbx.ring(talk, telephone)
            self.pbx.answer(talk, telephone)
            talks.append(talk)
            said.append(self.pbx.take())
        self.pbx.join(*talks)
        for talk in talks:
            self.pbx.hang_up(talk)
        return talks, *said, self.pbx.take()

    def test_of_two_calls_that_are_one_the_smaller_id_names_it_also_when_it_came_later(self):
        (first, second), early, later, joined = self.two_talks()
        self.hear(*later)
        self.hear(*early)
        self.hear(*joined)

        names = dict(Call.objects.values_list("external_id", "merged_into"))
        survivor = Call.objects.get(merged_into=None)
        self.assertEqual(names, {first.outside.linkedid: None, second.outside.linkedid: survivor.pk})

    def test_a_contact_that_a_person_took_off_stays_off(self):
        talk = self.pbx.arrive("14155550101", OURS)
        self.hear(*self.pbx.take())
        annotate(call=Call.objects.get(), actor=None, contact=None)
        self.pbx.hang_up(talk)
        self.hear(*self.pbx.take())

        self.assertIsNone(Call.objects.get().contact)

    def test_a_contact_that_telephony_guessed_follows_the_number(self):
        talk = self.pbx.arrive("anonymous", OURS)
        self.hear(*self.pbx.take())
        talk.outside.number = "14155550101"
        self.pbx.turn(talk.outside, "Up")
        self.hear(*self.pbx.take())

        self.assertEqual(Call.objects.get().contact, Contact.objects.get(name="Ann"))

    def test_a_hangup_weeks_late_ends_the_call(self):
        talk = self.pbx.arrive("14155550101", OURS)
        self.hear(*self.pbx.take())
        self.pbx.at += timedelta(days=40).total_seconds()
        self.pbx.hang_up(talk)
        self.hear(*self.pbx.take())

        self.assertEqual((Call.objects.get().status, int(Call.objects.get().wait_s)), ("abandoned", 999_999))
