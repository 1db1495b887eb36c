"""Every route that Django knows, visited by nobody and by somebody from elsewhere; new routes join by themselves."""

import re

from django.db import connection
from django.test.utils import CaptureQueriesContext

from callcenter.tenancy.scope import tenant_scope
from dispositions.models import Code, Wrapup
from followups.models import Callback
from tests.base import CallCenterTestCase, code, make_call, make_wrapup, no_scope
from tests.routes import ENDPOINTS, PAGES, ROUTES, filled


class EveryRoute(CallCenterTestCase):
    def test_is_a_page_or_an_endpoint(self):
        self.assertEqual({name for name, _ in ROUTES} - {name for name, _ in PAGES + ENDPOINTS}, set())

    def test_sends_nobody_to_the_sign_in_page(self):
        answers = {name: self.client.get(filled(path, "acme", 1)) for name, path in PAGES}
        wrong = {name: response.status_code for name, response in answers.items() if response.status_code != 302}

        self.assertEqual(wrong, {})

    def test_of_the_api_refuses_nobody_with_a_problem(self):
        answers = {name: self.client.get(filled(path, "acme", 1)) for name, path in ENDPOINTS}
        wrong = {
            name: (response.status_code, response.content[:80])
            for name, response in answers.items()
            if response.status_code != 401 or response.json()["code"] != "not_authenticated"
        }

        self.assertEqual(wrong, {})

    def test_is_missing_for_somebody_from_another_organization(self):
        self.sign_in(self.mallory)
        answers = {name: self.client.get(filled(path, "acme", 1)) for name, path in PAGES}
        wrong = {name: response.status_code for name, response in answers.items() if response.status_code != 404}

        self.assertEqual(wrong, {})

    def test_that_names_another_organization_looks_as_if_there_were_none(self):
        self.sign_in(self.mallory)
        wrong = {}
        for name, path in PAGES:
            foreign = self.client.get(filled(path, "acme", 1)).content
            missing = self.client.get(filled(path, "nowhere", 1)).content
            if without_nonce(foreign) != without_nonce(missing):
                wrong[name] = "differs"

        self.assertEqual(wrong, {})


def without_nonce(content):
    text = re.sub(rb'nonce="[^"]+"|value="[A-Za-z0-9]{64}"', b"", content)
    return text.replace(b"/o/acme/", b"/o/nowhere/")


class SomebodyElsesThings(CallCenterTestCase):
    def setUp(self):
        super().setUp()
        wrapup = make_wrapup(self.alice, caller_name="CANARY")
        code(wrapup, "callback", callback={"at": "2027-01-15T10:00", "zone": "America/New_York"}, note="CANARY")
        waiting = make_wrapup(self.alice, caller_name="CANARY")
        self.ids = {
            "api-wrapup": Wrapup.objects.last().pk,
            "api-code": Code.objects.first().pk,
            "api-callback": Callback.objects.get().pk,
            "api-callback-done": Callback.objects.get().pk,
        }
        self.call = waiting.call_id
        self.sign_in(self.mallory)

    def ask(self, method, path, pk):
        return self.client.generic(
            method,
            filled(path, "globex", pk),
            "{}",
            content_type="application/json",
            headers={"Organization": "globex"},
        )

    def test_look_like_missing_ones_under_every_endpoint_and_verb(self):
        wrong = {}
        for name, path in ENDPOINTS:
            if "<int:pk>" not in path:
                continue
            for method in ("GET", "PUT", "PATCH", "POST", "DELETE"):
                foreign = self.ask(method, path, self.ids.get(name, self.call))
                missing = self.ask(method, path, 987_654_321)
                if (foreign.status_code, foreign.content) != (missing.status_code, missing.content):
                    wrong[f"{method} {name}"] = (foreign.status_code, missing.status_code)

        self.assertEqual(wrong, {})

    def test_are_in_no_list(self):
        lists = [path for _, path in ENDPOINTS if "<int:pk>" not in path and "demo" not in path]
        spoken = [path for path in lists if b"CANARY" in self.ask("GET", path, 0).content]

        self.assertEqual(spoken, [])

    def test_stay_as_they_are(self):
        with no_scope(), tenant_scope(self.acme):
            before = list(Wrapup.objects.values_list("state", "draft_revision"))

        for name, path in ENDPOINTS:
            for method in ("PUT", "PATCH", "POST"):
                self.ask(method, path, self.ids.get(name, self.call))

        self.assertEqual(list(Wrapup.objects.values_list("state", "draft_revision")), before)


class AListOfCalls(CallCenterTestCase):
    def statements(self, path):
        with CaptureQueriesContext(connection) as caught:
            self.api("GET", path)
        return len(caught)

    def test_costs_the_same_with_one_row_and_with_thirty(self):
        self.sign_in(self.manager)
        code(make_wrapup(self.alice), "interested")
        once = self.statements("calls/")
        for turn in range(29):
            code(make_wrapup(self.bob, number=f"+141555502{turn:02}"), "interested", "follow_up_needed")

        self.assertEqual(self.statements("calls/"), once)

    def test_of_wrapups_costs_the_same_with_one_card_and_with_thirty(self):
        self.sign_in(self.alice)
        code(make_wrapup(self.bob), "not_interested", note="earlier")
        make_call(self.alice)
        once = self.statements("wrapups/")
        for turn in range(29):
            make_call(self.alice, number=f"+141555502{turn:02}")

        self.assertEqual(self.statements("wrapups/"), once)
