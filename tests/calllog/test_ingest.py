"""What a switch says is joined to conversations as it is stored."""

from datetime import UTC, datetime, timedelta

from django.test import TestCase
from django.utils import timezone

from calllog.actions.ingest import Incoming, accept
from calllog.models import Conversation, ConversationLink, RawEvent, Switch

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)


class Ingest(TestCase):
    def setUp(self):
        self.switch = Switch.objects.create(slug="pbx", name="PBX", kind="asterisk")

    def say(self, key, *ids, at=None):
        at = at or timezone.now()
        message = Incoming(key, "Newchannel", at, at, 0, {"Event": "Newchannel"}, keys=frozenset(ids))
        return accept(switch_id=self.switch.pk, messages=[message])

    def test_joins_what_shares_an_id(self):
        self.assertEqual(self.say("1", "uniqueid:a", "linkedid:a"), self.say("2", "uniqueid:b", "linkedid:a"))

    def test_keeps_apart_what_shares_none(self):
        self.assertNotEqual(self.say("1", "uniqueid:a"), self.say("2", "uniqueid:b"))

    def test_makes_one_of_two_when_a_bridge_joins_them(self):
        first = self.say("1", "uniqueid:a")
        self.say("2", "uniqueid:b")

        joined = self.say("3", "uniqueid:a", "uniqueid:b")

        self.assertEqual((joined, Conversation.objects.filter(merged_into=None).count()), (first, 1))

    def test_moves_the_events_of_the_younger_one(self):
        (first,) = self.say("1", "uniqueid:a")
        self.say("2", "uniqueid:b")
        self.say("3", "uniqueid:a", "uniqueid:b")

        self.assertEqual(RawEvent.objects.filter(conversation_id=first).count(), 3)

    def test_does_not_let_a_room_glue_the_day_together(self):
        morning = self.say("1", "uniqueid:a", "bridge:room")
        ConversationLink.objects.update(created_at=timezone.now() - timedelta(hours=5))

        self.assertNotEqual(self.say("2", "uniqueid:b", "bridge:room"), morning)

    def test_lets_a_room_join_those_who_are_in_it_together(self):
        self.assertEqual(self.say("1", "uniqueid:a", "bridge:room"), self.say("2", "uniqueid:b", "bridge:room"))

    def test_stores_a_repeat_under_the_same_key_once(self):
        self.say("1", "uniqueid:a", at=NOON)
        self.say("1", "uniqueid:a", at=NOON)

        self.assertEqual(RawEvent.objects.count(), 1)
