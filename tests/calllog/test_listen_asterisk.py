"""The listener from the socket to the call: a switch speaks, the database has the call and its wrap-up."""

from unittest import mock

from django.db import connections

from calllog.leases import leased
from calllog.models import RawEvent
from tests.calllog.speaking import Speaking


class TheListener(Speaking):
    def test_makes_a_call_and_its_wrap_up(self):
        self.listen([self.raw])

        self.assertEqual(self.stored(), ("answered", [("Ada Lindqvist", "open")]))

    def test_goes_on_after_a_broken_connection(self):
        cut = self.raw.index(b"\r\n\r\n", len(self.raw) // 2) + 4

        self.listen([self.raw[:cut]], [self.raw[cut:]])

        self.assertEqual(self.stored()[0], "answered")

    def test_keeps_what_it_was_told_word_for_word(self):
        self.listen([self.raw])

        self.assertEqual(RawEvent.objects.filter(problem="").exclude(body__Event="").count(), RawEvent.objects.count())

    def test_is_the_only_one_of_its_switch(self):
        other = connections.create_connection("default")
        with other.cursor() as cursor:
            cursor.execute("SELECT 1")
        elsewhere = mock.patch("calllog.leases.connection", other)
        with leased("listen", self.switch.pk) as first, elsewhere, leased("listen", self.switch.pk) as second:
            got = first, second
        other.close()

        self.assertEqual(got, (True, False))
