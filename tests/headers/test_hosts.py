"""What a request says of its host and its way here is believed only where the settings say so."""

from django.core.cache import cache

from tests.base import CallCenterTestCase
from tests.headers.asking import under

FOREIGN = [
    "evil.example",
    "testserver.evil.example",
    "evil.example:80",
    "testserver:80@evil.example",
    "",
    "x y",
    "[::1",
]
FORWARDED = {
    "X-Forwarded-Host": "evil.example",
    "X-Forwarded-Server": "evil.example",
    "X-Forwarded-Port": "444",
    "X-Forwarded-Proto": "https",
    "X-Forwarded-For": "203.0.113.7",
    "Forwarded": "host=evil.example;proto=https",
    "X-Original-URL": "/o/acme/people/",
    "X-Rewrite-URL": "/o/acme/people/",
    "X-HTTP-Method-Override": "DELETE",
}


class TheHost(CallCenterTestCase):
    def test_of_somebody_else_is_refused(self):
        self.sign_in(self.alice)
        given = {
            (host, path): self.client.get(path, HTTP_HOST=host).status_code
            for host in FOREIGN
            for path in ("/accounts/login/", "/api/v1/me/", "/o/acme/work/")
        }
        self.assertEqual({case: status for case, status in given.items() if status != 400 and case[0]}, {})

    def test_never_comes_from_a_forwarding_header(self):
        self.sign_in(self.alice)
        plain, told = (self.api("POST", "me/push-ticket/", **headers) for headers in ({}, FORWARDED))

        self.assertEqual(told.data["url"].split("?")[0], plain.data["url"].split("?")[0])

    def test_stands_in_no_page_that_was_asked_with_a_forged_way(self):
        self.sign_in(self.alice)
        pages = [self.client.get(path, headers=FORWARDED) for path in ("/o/acme/work/", "/o/acme/calls/", "/api/docs/")]
        named = [b"evil.example" in page.content + str(page.headers).encode() for page in pages]

        self.assertEqual((named, [page.status_code for page in pages]), ([False] * 3, [200] * 3))


class TheLimitOnTries(CallCenterTestCase):
    """Counted by address: whoever invents one in a header is still the same."""

    def tries(self, **headers):
        cache.clear()
        self.addCleanup(cache.clear)
        form = {"login": "nobody@acme.example", "password": "x"}
        with self.settings(ACCOUNT_RATE_LIMITS={"login": "3/m/ip"}):
            return [
                self.client.post(
                    "/accounts/login/", form, headers={name: value.format(turn) for name, value in headers.items()}
                ).status_code
                for turn in range(5)
            ]

    def test_holds_for_whoever_invents_addresses(self):
        invented = {"X-Forwarded-For": "203.0.113.{}", "X-Real-IP": "203.0.113.{}", "Forwarded": "for=203.0.113.{}"}

        self.assertEqual(self.tries(**invented), [200, 200, 200, 429, 429])


@under(HTTPS="true")
class TheLimitOnTriesBehindTheProxy(TheLimitOnTries):
    """The proxy adds the address it saw at the end; what stood there before is invented."""

    def tries(self, **headers):
        return super().tries(**headers | {"X-Forwarded-Proto": "https"})

    def test_holds_for_whoever_invents_addresses(self):
        self.assertEqual(self.tries(**{"X-Forwarded-For": "203.0.113.{}, 198.51.100.1"}), [200, 200, 200, 429, 429])

    def test_does_not_hold_others_responsible(self):
        self.assertEqual(self.tries(**{"X-Forwarded-For": "203.0.113.{}"}), [200] * 5)


@under(HTTPS="true")
class BehindTheProxy(CallCenterTestCase):
    def test_the_clear_is_led_to_tls(self):
        answer = self.client.get("/accounts/login/")

        self.assertEqual((answer.status_code, answer.headers["Location"]), (301, "https://testserver/accounts/login/"))

    def test_what_the_proxy_says_of_tls_is_believed(self):
        answer = self.client.get("/accounts/login/", headers={"X-Forwarded-Proto": "https"})

        self.assertEqual(answer.status_code, 200)
