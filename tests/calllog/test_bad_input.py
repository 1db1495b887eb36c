"""What cannot be read is kept with its reason and counted, and stops nothing."""

from datetime import UTC, datetime
from io import StringIO

from django.core.management import call_command
from django.test import TestCase

from callcenter.tenancy.models import Organization
from callcenter.tenancy.scope import tenant_scope
from calllog.actions.hear import hear
from calllog.actions.ingest import unreadable
from calllog.actions.replay import chosen, read_capture
from calllog.models import Call, Conversation, RawEvent, Switch
from calllog.sources.ami import AmiReader
from demo.world import SAMPLE, SWITCH, load


class BadInput(TestCase):
    @classmethod
    def setUpTestData(cls):
        load()
        cls.switch = Switch.objects.get(slug=SWITCH)
        capture = read_capture(SAMPLE / "ami_raw.txt")
        cls.call = b"".join(piece for _, piece in capture.pieces(chosen(capture)[0]))

    def hear(self, data, session="one"):
        reader = AmiReader()
        blocks = reader.feed(data) + reader.close()
        return hear(switch_id=self.switch.pk, blocks=blocks, session=session, ordinal=0, received_at=datetime.now(UTC))

    def calls(self):
        with tenant_scope(Organization.objects.get(slug="acme")):
            return Call.objects.standing().exclude(conversation_id=None).count()

    def test_is_kept_with_its_reason_and_counted(self):
        self.hear(b"this is not a header\r\n\r\n" + self.call)

        self.assertEqual(
            (unreadable(self.switch.pk), RawEvent.objects.exclude(problem="").get().conversation), (1, None)
        )

    def test_stops_nothing(self):
        self.hear(b"\xff\xfe\x00garbage\r\n\r\n" + self.call)

        self.assertEqual(self.calls(), 1)

    def test_in_the_middle_of_a_call_stops_nothing(self):
        half = len(self.call) // 2
        cut = self.call.index(b"\r\n\r\n", half) + 4

        self.hear(self.call[:cut] + b"Event\r\nUniqueid\r\n\r\n" + self.call[cut:])

        self.assertEqual(self.calls(), 1)

    def test_with_an_impossible_time_is_taken_as_it_came(self):
        self.hear(self.call.replace(b"Timestamp: 17", b"Timestamp: 99999999999999917"))

        self.assertEqual(self.calls(), 1)

    def test_that_no_organization_owns_is_kept_and_counted(self):
        self.hear(
            b"Event: Newchannel\r\nChannel: IAX2/stranger-1\r\nUniqueid: x.1\r\nLinkedid: x.1\r\n"
            b"ChannelStateDesc: Ring\r\nExten: 999\r\n\r\n"
        )

        self.assertEqual(Conversation.objects.filter(organization=None).count(), 1)

    def test_is_shown_to_the_operator(self):
        self.hear(
            b"this is not a header\r\n\r\n"
            b"Event: Newchannel\r\nChannel: IAX2/stranger-1\r\nUniqueid: x.1\r\nLinkedid: x.1\r\n"
            b"ChannelStateDesc: Ring\r\nExten: 999\r\n\r\n"
        )
        shown = StringIO()

        call_command("switch_report", stdout=shown)

        self.assertRegex(shown.getvalue(), r"could not be read +1\n +nobody's calls +1\n.*linkedid:x\.1")

    def test_that_was_delivered_before_changes_nothing(self):
        self.hear(self.call)
        before = RawEvent.objects.count()

        self.hear(self.call)

        self.assertEqual((RawEvent.objects.count(), self.calls()), (before, 1))

    def test_that_comes_again_under_other_keys_makes_no_second_call(self):
        self.hear(self.call, session="one")
        self.hear(self.call, session="two")

        self.assertEqual(self.calls(), 1)
