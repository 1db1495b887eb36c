"""A session begins with a new name, is bound to the person, and ends at once."""

import re
import time

from django.conf import settings
from django.test import SimpleTestCase

from callcenter import push
from callcenter.accounts.actions import change_member, create_api_key
from callcenter.accounts.models import ApiKey
from callcenter.outbox import tickets
from callcenter.outbox.models import Event
from tests.base import PASSWORD, CallCenterTestCase, OutsideClient
from tests.headers.asking import under

LOGIN, LOGOUT = "/accounts/login/", "/accounts/logout/"


class SigningIn(CallCenterTestCase):
    def enter(self, **more):
        form = {"login": self.alice.user.email, "password": PASSWORD, **more}
        return self.client.post(LOGIN, form)

    def test_gives_the_session_a_new_name(self):
        self.sign_in(self.bob)
        planted = self.client.cookies[settings.SESSION_COOKIE_NAME].value
        self.enter()
        self.client.post(LOGOUT)
        self.client.cookies[settings.SESSION_COOKIE_NAME] = planted
        self.enter()

        self.assertNotEqual(self.client.cookies[settings.SESSION_COOKIE_NAME].value, planted)

    def test_changes_the_csrf_token(self):
        self.client.get(LOGIN)
        before = self.client.cookies[settings.CSRF_COOKIE_NAME].value
        self.enter()

        self.assertNotEqual(self.client.cookies[settings.CSRF_COOKIE_NAME].value, before)

    def test_leads_to_the_own_host_only(self):
        elsewhere = [
            "https://evil.example/",
            "//evil.example/",
            "///evil.example/",
            "/\\evil.example/",
            "\\\\evil.example/",
            "http:///evil.example/",
            "https:evil.example/",
            "javascript:alert(1)",
            "data:text/html,x",
            " //evil.example/",
            "/\t/evil.example/",
            "//testserver@evil.example/",
            "https://testserver.evil.example/",
            "ftp://testserver/",
            "\x00//evil.example/",
            "/%0d%0aSet-Cookie:x=1",
        ]
        led = {}
        for where in elsewhere:
            self.sign_in(self.alice)
            asked = {"sign-in": self.client.get(LOGIN, {"next": where})}
            asked["language"] = self.client.post("/i18n/setlang/", {"language": "hu", "next": where})
            asked["sign-out"] = self.client.post(LOGOUT, {"next": where})
            led |= {(name, where): answer.headers["Location"] for name, answer in asked.items()}

        self.assertEqual({case: place for case, place in led.items() if not re.match(r"/(?![/\\])", place)}, {})

    def test_leads_where_one_wanted_to_go(self):
        self.assertEqual(self.enter(next="/o/acme/calls/?q=x").headers["Location"], "/o/acme/calls/?q=x")


class SigningOut(CallCenterTestCase):
    def setUp(self):
        super().setUp()
        self.sign_in(self.alice)
        self.session = self.client.cookies[settings.SESSION_COOKIE_NAME].value
        self.left = self.client.post(LOGOUT)

    def test_tells_the_browser_to_forget(self):
        self.assertEqual(self.left.headers["Clear-Site-Data"], '"cache"')

    def test_takes_the_cookie_away(self):
        self.assertNotEqual(self.left.cookies[settings.SESSION_COOKIE_NAME].value, self.session)

    def test_ends_the_session_on_the_server(self):
        again = OutsideClient()
        again.cookies[settings.SESSION_COOKIE_NAME] = self.session

        self.assertEqual(again.get("/api/v1/me/").status_code, 401)

    def test_takes_more_than_a_link(self):
        self.sign_in(self.alice)
        self.client.get(LOGOUT)

        self.assertEqual(self.client.get("/api/v1/me/").status_code, 200)


class EndingAccess(CallCenterTestCase):
    def setUp(self):
        super().setUp()
        self.sign_in(self.alice)
        self.assertEqual(self.client.get("/o/acme/work/").status_code, 200)

    def end(self):
        facts = {"name": "Alice", "role": "agent", "team": None, "is_active": False}
        change_member(member=self.alice, actor=self.admin, **facts)

    def test_of_a_user_ends_the_session(self):
        self.alice.user.is_active = False
        self.alice.user.save(update_fields=["is_active"])

        self.assertEqual(self.client.get("/api/v1/me/").status_code, 401)

    def test_of_a_member_shuts_the_organization(self):
        self.end()

        self.assertEqual(
            [self.client.get("/o/acme/work/").status_code, self.api("GET", "calls/").status_code], [404, 404]
        )

    def test_of_a_member_is_told_to_the_live_stream(self):
        self.end()

        self.assertEqual(
            list(Event.objects.filter(type="access_ended").values_list("audience", flat=True)), [[self.alice.user_id]]
        )

    def test_of_a_member_gives_no_ticket_for_the_organization(self):
        self.end()
        ticket = tickets.read(self.api("POST", "me/push-ticket/").data["ticket"])

        self.assertEqual(ticket.organization_ids, frozenset())

    def test_of_a_key_shuts_it_out(self):
        key, text = create_api_key(name="CRM", scopes=["calls:read"], actor=None)
        client = OutsideClient(headers={"Authorization": f"Bearer {text}"})
        before = client.get("/api/v1/calls/").status_code
        ApiKey.objects.filter(pk=key.pk).update(revoked_at="2026-01-01T00:00Z")

        self.assertEqual((before, client.get("/api/v1/calls/").status_code), (200, 401))


class TheLiveStream(SimpleTestCase):
    def setUp(self):
        self.hub = push.Hub()
        self.before = tickets.read(tickets.issue(7, [1]))
        self.hub.hand_on({"organization_id": 1, "users": [7], "body": {"type": "access_ended"}})

    def test_takes_no_ticket_from_before_access_ended(self):
        self.assertIs(self.hub.takes(self.before), False)

    def test_takes_a_later_ticket(self):
        time.sleep(0.001)
        self.assertIs(self.hub.takes(tickets.read(tickets.issue(7, [2]))), True)

    def test_takes_other_peoples_tickets(self):
        self.assertIs(self.hub.takes(tickets.read(tickets.issue(8, [1]))), True)

    def test_ends_ten_minutes_after_the_ticket_was_issued(self):
        self.assertAlmostEqual(self.before.expires_at - time.time(), tickets.VALID_S, delta=5)


@under(HTTPS="true")
class CookiesOverTls(CallCenterTestCase):
    def test_are_bound_to_the_host(self):
        client = OutsideClient()
        client.get(LOGIN, secure=True)
        client.post(LOGIN, {"login": self.alice.user.email, "password": PASSWORD}, secure=True)

        self.assertEqual({"__Host-session", "__Host-csrf"} - set(client.cookies), set())

    def test_are_named_to_the_workspace(self):
        client = OutsideClient()
        client.force_login(self.alice.user)

        self.assertContains(client.get("/o/acme/work/", secure=True), '"csrf_cookie": "__Host-csrf"')
