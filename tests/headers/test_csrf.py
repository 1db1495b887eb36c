"""A session needs the CSRF token for every unsafe request; a key does not. Absorbs what stood in tests/api."""

from collections import Counter

import pytest
from django.urls import resolve

from callcenter.accounts.actions import create_api_key
from callcenter.accounts.roles import SCOPES
from tests.base import CallCenterTestCase, OutsideClient, make_wrapup
from tests.headers.asking import address
from tests.routes import EVERY
from tests.tally import tell

# What the CSRF check answers, before any view or after the session was recognized.
REFUSED = (b"csrf", b"CSRF", b"This form is too old")


class UnsafeRequests(CallCenterTestCase):
    METHODS = ["POST"]

    def setUp(self):
        super().setUp()
        self.wrapup = make_wrapup(self.alice)
        self.client = OutsideClient(enforce_csrf_checks=True, headers={"Organization": "acme"})
        self.sign_in(self.admin)

    def answers(self, client, **headers):
        """Send every unsafe method to every route."""
        return {
            (route.name, method): client.generic(
                method, address(route.path, self.wrapup.call_id), "{}", content_type="application/json", headers=headers
            )
            for route in EVERY
            for method in self.METHODS
        }

    def test_of_a_session_without_the_token_are_refused_by_every_route(self):
        answers = self.answers(self.client)
        open_doors = {
            case: answer.status_code
            for case, answer in answers.items()
            if answer.status_code != 405 and not (answer.status_code == 403 and self.needs_token(case, answer))
        }
        statuses = Counter(answer.status_code for answer in answers.values())
        tell("headers", refused_without_token=statuses[403])

        self.assertEqual(open_doors, {})
        self.assertGreater(statuses[403], len({route for route, _ in answers}) / 2)

    def test_change_nothing_without_the_token(self):
        self.sign_in(self.alice)
        self.api("PUT", f"calls/{self.wrapup.call_id}/disposition/", {"codes": ["interested"]})

        self.wrapup.refresh_from_db()
        self.assertEqual(self.wrapup.state, "open")

    def test_of_a_key_need_no_token(self):
        _, text = create_api_key(name="CRM", scopes=list(SCOPES), actor=None)
        client = OutsideClient(enforce_csrf_checks=True)
        asked_for_token = [
            case
            for case, answer in self.answers(client, Authorization=f"Bearer {text}").items()
            if resolve_api(case[0]) and self.says_token(answer)
        ]

        self.assertEqual(asked_for_token, [])

    def test_of_a_key_are_carried_out(self):
        _, text = create_api_key(name="CRM", scopes=["calls:write"], actor=None)
        body = {"direction": "inbound", "number": "+14155550123", "started_at": "2026-11-20T10:00:00Z"}
        answer = OutsideClient(enforce_csrf_checks=True).post(
            "/api/v1/calls/", body, content_type="application/json", headers={"Authorization": f"Bearer {text}"}
        )

        self.assertEqual(answer.status_code, 201)

    def test_with_the_token_are_carried_out(self):
        self.sign_in(self.alice)
        self.client.get("/o/acme/work/")
        token = self.client.cookies["csrftoken"].value
        answer = self.api(
            "PUT", f"calls/{self.wrapup.call_id}/disposition/", {"codes": ["interested"]}, **{"X-CSRFToken": token}
        )

        self.assertEqual(answer.status_code, 200)

    def test_with_somebody_elses_token_are_refused(self):
        other = OutsideClient()
        other.force_login(self.bob.user)
        other.get("/o/acme/work/")
        token = other.cookies["csrftoken"].value
        answer = self.api("POST", "me/push-ticket/", **{"X-CSRFToken": token})

        self.assertEqual(answer.status_code, 403)

    @staticmethod
    def says_token(answer):
        return any(word in answer.content for word in REFUSED)

    def needs_token(self, case, answer):
        """Tell whether it was the token that was missing: an answer that does not say so is another one with it."""
        if self.says_token(answer):
            return True
        name, method = case
        client = OutsideClient(headers={"Organization": "acme"})
        client.force_login(self.admin.user)
        route = next(route for route in EVERY if route.name == name)
        return client.generic(method, address(route.path, self.wrapup.call_id), "{}").status_code != 403


@pytest.mark.nets
class UnsafeRequestsOfEveryMethod(UnsafeRequests):
    METHODS = ["POST", "PUT", "PATCH", "DELETE"]


def resolve_api(name):
    route = next(route for route in EVERY if route.name == name)
    return resolve(address(route.path, 1)).route.startswith("api/")
