"""The save needs at most 20 statements that touch a table, whatever is chosen and however much there is already."""

import uuid
from datetime import timedelta

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from dispositions.models import Code
from tests.base import CallCenterTestCase, make_wrapup
from tests.budgets.measuring import FRAME
from tests.tally import tell

MOST = 20


class TheSave(CallCenterTestCase):
    def setUp(self):
        super().setUp()
        self.sign_in(self.alice)
        # What is kept in memory is there from now on.
        self.save(make_wrapup(self.alice, number="+14155550001"), "demo_booked")
        self.told = {}

    def save(self, wrapup, *slugs, revision=0, **answers):
        """Save over HTTP as the workspace does; returns the statements that touched a table."""
        body = {"codes": slugs, "revision": revision, **answers}
        path = f"calls/{wrapup.call_id}/disposition/"
        with CaptureQueriesContext(connection) as caught:
            response = self.api("PUT", path, body, **{"Idempotency-Key": str(uuid.uuid4())})
        self.assertEqual(response.status_code, 200, response.content)
        return [query["sql"] for query in caught if not FRAME.match(query["sql"])]

    def answers_for(self, *codes):
        asked = {ask for code in codes for ask in code.asks}
        at = (timezone.now() + timedelta(days=1)).strftime("%Y-%m-%dT%H:%M")
        given = {
            "callback": {"at": at, "zone": "America/New_York", "owner": "me"},
            "email": "customer@example.org",
            "amount": None,
        }
        return {name: given[name] for name in asked if given[name]}

    def within_budget(self, what, statements):
        self.told[what] = len(statements)
        self.assertLessEqual(len(statements), MOST, "\n".join(sql[:110] for sql in statements))

    def tearDown(self):
        for what, count in self.told.items():
            print(f"{what:50} {count:3} statements")
        tell("query budgets", saves=len(self.told))
        super().tearDown()

    def test_of_any_single_code_is_within_budget(self):
        for number, one in enumerate(Code.objects.in_use().filter(selectable=True)):
            direction = "inbound" if one.direction == "both" else one.direction
            wrapup = make_wrapup(self.alice, number=f"+1415555{number:04}", direction=direction)
            answers = self.answers_for(one)
            with self.subTest(code=one.slug):
                self.within_budget(one.slug, self.save(wrapup, one.slug, **answers))

    def everything(self, wrapup, **more):
        """Choose what rests, mails and promises at once; the standard codes that do so contradict each other."""
        chosen = list(Code.objects.filter(slug__in=["meeting_scheduled", "interested", "callback", "follow_up_needed"]))
        return self.save(wrapup, *[one.slug for one in chosen], note="All", **self.answers_for(*chosen), **more)

    def setting_everything_off(self):
        resting = Code.objects.get(slug="not_interested").effects
        Code.objects.filter(slug="meeting_scheduled").update(effects=resting)
        return make_wrapup(self.alice)

    def test_of_everything_at_once_is_within_budget(self):
        wrapup = self.setting_everything_off()

        self.within_budget("everything at once", self.everything(wrapup))

    def test_of_a_correction_of_everything_is_within_budget(self):
        wrapup = self.setting_everything_off()
        self.everything(wrapup)
        corrected = self.save(wrapup, "deal_closed", revision=1)

        self.within_budget("everything taken back", corrected)

    def test_of_everything_instead_of_something_else_is_within_budget(self):
        wrapup = self.setting_everything_off()
        self.save(wrapup, "disconnected")
        corrected = self.everything(wrapup, revision=1)

        self.within_budget("everything as a correction", corrected)
