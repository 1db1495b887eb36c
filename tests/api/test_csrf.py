"""A session needs the CSRF token for every unsafe request; a key does not."""

from callcenter.accounts.actions import create_api_key
from tests.base import CallCenterTestCase, OutsideClient, make_wrapup


class UnsafeRequests(CallCenterTestCase):
    def setUp(self):
        super().setUp()
        self.wrapup = make_wrapup(self.alice)
        self.client = OutsideClient(enforce_csrf_checks=True)
        self.sign_in(self.alice)

    def test_without_the_token_are_refused(self):
        asked = [
            ("PUT", f"calls/{self.wrapup.call_id}/disposition/", {"codes": ["interested"]}),
            ("PATCH", f"wrapups/{self.wrapup.pk}/", {"draft": {}, "draft_revision": 0}),
            ("POST", "calls/", {"direction": "inbound", "number": "", "started_at": "2026-11-20T10:00:00Z"}),
            ("POST", "me/push-ticket/", None),
        ]

        self.assertEqual([self.api(*one).status_code for one in asked], [403] * 4)

    def test_change_nothing_without_the_token(self):
        self.api("PUT", f"calls/{self.wrapup.call_id}/disposition/", {"codes": ["interested"]})

        self.wrapup.refresh_from_db()
        self.assertEqual(self.wrapup.state, "open")

    def test_of_a_key_need_no_token(self):
        _, text = create_api_key(name="CRM", scopes=["calls:write"], actor=None)
        body = {"direction": "inbound", "number": "+14155550123", "started_at": "2026-11-20T10:00:00Z"}

        answer = OutsideClient(enforce_csrf_checks=True).post(
            "/api/v1/calls/", body, content_type="application/json", headers={"Authorization": f"Bearer {text}"}
        )

        self.assertEqual(answer.status_code, 201)


class Pages(CallCenterTestCase):
    def test_say_what_may_run_on_them(self):
        self.sign_in(self.alice)

        policy = self.client.get("/o/acme/work/").headers["Content-Security-Policy"]
        self.assertRegex(policy, r"script-src 'self' 'nonce-[^']+'(;|$)")
        self.assertRegex(policy, r"connect-src 'self' http://testserver:\d+(;|$)")

    def test_are_not_kept_by_caches(self):
        self.sign_in(self.alice)

        self.assertEqual(self.client.get("/o/acme/work/").headers["Cache-Control"], "no-store")
