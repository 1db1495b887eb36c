from datetime import UTC, datetime, timedelta

import time_machine
from django.test import override_settings

from callcenter.outbox import tickets
from dispositions.models import Wrapup
from tests.base import CallCenterTestCase, code, make_wrapup

NOON = datetime(2026, 11, 20, 17, tzinfo=UTC)


class Me(CallCenterTestCase):
    def setUp(self):
        super().setUp()
        self.sign_in(self.alice)

    def shift(self):
        return self.api("GET", "me/").data["shift"]

    def test_says_where_i_belong_and_what_i_may_do(self):
        (place,) = self.api("GET", "me/").data["organizations"]

        self.assertEqual(
            (place["slug"], place["role"], "codes.manage" in place["capabilities"]), ("acme", "agent", False)
        )

    @override_settings(DEMO=True)
    def test_offers_the_replay_to_a_demonstration_alone(self):
        here = self.api("GET", "me/").data["demo"]
        self.sign_in(self.mallory)
        elsewhere = self.api("GET", "me/", organization="globex").data["demo"]

        self.assertEqual((here, elsewhere), (True, False))

    def test_counts_my_own_calls_of_today(self):
        code(make_wrapup(self.alice), "interested")
        make_wrapup(self.alice)
        make_wrapup(self.bob)

        shift = self.shift()
        self.assertEqual((shift["calls"], shift["coded"], shift["undone"]), (2, 1, 1))

    def test_counts_work_left_lying_as_fifteen_minutes_at_most(self):
        with time_machine.travel(NOON):
            self.sign_in(self.alice)
            wrapup = make_wrapup(self.alice)
            Wrapup.objects.filter(pk=wrapup.pk).update(opened_at=NOON - timedelta(seconds=5_000))
            code(wrapup, "interested")

            self.assertEqual(self.shift()["average_wrapup_s"], 900)

    @override_settings(PUSH_URL="https://calls.example.com")
    def test_leads_to_the_stream_behind_the_proxy(self):
        self.assertTrue(
            self.api("POST", "me/push-ticket/").data["url"].startswith("https://calls.example.com/events/?")
        )

    def test_hands_out_a_ticket_for_the_own_organizations(self):
        given = self.api("POST", "me/push-ticket/").data

        ticket = tickets.read(given["ticket"])
        self.assertEqual((ticket.user_id, ticket.organization_ids), (self.alice.user_id, {self.acme.pk}))
