"""Addresses, parameters and headers that nobody meant: refused in words, never a fault."""

import base64
import json
from datetime import timedelta

from django.test import Client, RequestFactory
from django.utils import timezone

from callcenter.web.handler import Handler
from dispositions.models import Revision
from tests.base import CallCenterTestCase, code, make_wrapup

BEYOND = 10**18 * 9 + 10**18


def cursor(*place):
    return base64.urlsafe_b64encode(json.dumps(place).encode()).decode().rstrip("=")


class Asked(CallCenterTestCase):
    def setUp(self):
        super().setUp()
        self.wrapup = make_wrapup(self.alice)
        self.sign_in(self.alice)

    def asked(self, path, method="GET", body=None, **headers):
        answer = self.api(method, path, body, **headers)
        return answer.status_code, answer.data.get("code")


class AnAddress(Asked):
    def test_that_leads_nowhere_is_a_problem(self):
        answer = self.client.get("/api/v1/calls/abc/")

        self.assertEqual(
            (answer.status_code, answer.headers["Content-Type"], answer.json()["code"]),
            (404, "application/problem+json", "not_found"),
        )

    def test_of_a_page_that_leads_nowhere_is_a_page(self):
        self.assertTemplateUsed(self.client.get("/o/acme/nowhere/"), "404.html")

    def test_with_an_id_beyond_all_ids_is_missing(self):
        path = f"calls/{BEYOND}/disposition/"

        self.assertEqual(self.asked(path, "PUT", {"codes": ["interested"]}), (404, "not_found"))

    def test_with_too_many_parameters_is_a_problem(self):
        self.assertEqual(self.asked("calls/?" + "x=1&" * 1_100), (400, "unreadable"))

    def test_under_a_foreign_host_is_a_problem(self):
        self.assertEqual(self.asked("calls/", Host="evil.example"), (400, "unreadable"))

    def test_knows_no_questions_about_itself(self):
        self.assertEqual(self.asked("calls/", "OPTIONS"), (405, "method_not_allowed"))

    def test_is_read_as_utf8_whatever_the_content_type_names(self):
        environ = RequestFactory().get("/api/v1/me/?a=%C3%A9").environ
        environ["CONTENT_TYPE"] = "application/json; charset=hex"

        self.assertEqual(Handler.request_class(environ).GET["a"], "é")


class AParameter(Asked):
    def test_that_names_an_unreadable_wrapup_does_not_mean_the_own_one(self):
        path = f"calls/{self.wrapup.call_id}/disposition/?wrapup=abc"

        answer = self.asked(path, "PUT", {"codes": ["interested"]})

        self.assertEqual((answer, Revision.objects.count()), ((404, "not_found"), 0))

    def test_with_a_percent_sign_is_named_in_the_refusal(self):
        answer = self.api("GET", "calls/?queue=50%25d")

        self.assertEqual((answer.status_code, answer.data["errors"]), (400, {"queue": ["There is no “50%d” here."]}))

    def test_of_callbacks_is_one_of_its_choices(self):
        self.assertEqual(self.asked("callbacks/?due=yours"), (400, "invalid"))

    def test_of_page_size_takes_no_endless_number(self):
        self.assertEqual(self.asked("calls/?page_size=" + "1" * 5_000), (400, "page_size_invalid"))


class ACursor(Asked):
    def test_with_a_text_for_a_moment_is_unreadable(self):
        self.assertEqual(self.asked("callbacks/?cursor=" + cursor(0, "soon", 1)), (400, "cursor_unreadable"))

    def test_with_a_moment_outside_time_is_unreadable(self):
        place = cursor(0, "0001-01-01T00:00:00+23:59", 1)

        self.assertEqual(self.asked("calls/?cursor=" + place), (400, "cursor_unreadable"))

    def test_with_a_clock_of_no_zone_is_unreadable(self):
        self.assertEqual(self.asked("calls/?cursor=" + cursor(0, "2026-01-01T00:00:00", 1)), (400, "cursor_unreadable"))

    def test_nested_without_end_is_unreadable(self):
        place = base64.urlsafe_b64encode(b"[" * 5_000).decode()

        self.assertEqual(self.asked("codes/?cursor=" + place), (400, "cursor_unreadable"))

    def test_with_a_way_that_is_neither_is_unreadable(self):
        self.assertEqual(self.asked("codes/?cursor=" + cursor(2, 1)), (400, "cursor_unreadable"))

    def test_leads_through_callbacks(self):
        for day in (1, 2, 3):
            at = (timezone.now() + timedelta(days=day)).strftime("%Y-%m-%dT10:00")
            code(make_wrapup(self.alice), "callback", callback={"at": at, "zone": "America/New_York"})
        seen, path = [], "callbacks/?page_size=1"

        while path:
            page = self.api("GET", path).data
            seen += [row["id"] for row in page["results"]]
            path = page["next"] and page["next"].partition("/api/v1/")[2]

        self.assertEqual(len(set(seen)), 3)

    def test_leads_through_the_history_oldest_first(self):
        for slug in ("interested", "not_interested", "voicemail_left"):
            code(self.wrapup, slug)
        path = f"calls/{self.wrapup.call_id}/disposition/history/?page_size=2"

        first = self.api("GET", path).data
        second = self.api("GET", first["next"].partition("/api/v1/")[2]).data

        self.assertEqual([row["revision"] for row in first["results"] + second["results"]], [1, 2, 3])


class AHeader(Asked):
    def test_that_names_no_possible_organization_is_a_missing_one(self):
        answer = self.client.get("/api/v1/calls/", headers={"Organization": "a\x00b"})

        self.assertEqual((answer.status_code, answer.json()["code"]), (404, "not_found"))

    def test_with_no_possible_key_is_refused(self):
        answer = Client().get("/api/v1/calls/", headers={"Authorization": "Bearer \x00.x"})

        self.assertEqual((answer.status_code, answer.json()["code"]), (401, "invalid_key"))

    def test_with_a_key_used_for_other_parameters_is_refused(self):
        path, body = f"calls/{self.wrapup.call_id}/disposition/", {"codes": ["interested"]}
        key = {"Idempotency-Key": "once"}
        self.asked(path, "PUT", body, **key)

        answer = self.asked(f"{path}?wrapup={self.wrapup.pk}", "PUT", body, **key)

        self.assertEqual(answer, (422, "idempotency_key_reused"))
