from types import SimpleNamespace

from django.test import RequestFactory, SimpleTestCase

from callcenter.accounts.roles import ADMIN, AGENT, MANAGER
from callcenter.web.context import Shell


def shell(path="/o/acme/calls/", capabilities=AGENT, cookies=None, organization="acme"):
    request = RequestFactory().get(path)
    request.COOKIES = cookies or {}
    request.organization = organization and SimpleNamespace(slug=organization, name="Acme", time_zone="Europe/London")
    request.membership = organization and SimpleNamespace(capabilities=capabilities)
    request.organizations = [SimpleNamespace(slug="acme", name="Acme"), SimpleNamespace(slug="globex", name="Globex")]
    return Shell(request)


def keys(entries):
    return [entry.key for entry in entries]


class TheMenu(SimpleTestCase):
    def test_of_an_agent_is_the_work_and_the_calls(self):
        self.assertEqual(keys(shell(capabilities=AGENT).nav), ["work", "calls", "contacts"])

    def test_of_a_manager_has_reports_codes_and_people(self):
        self.assertEqual(
            keys(shell(capabilities=MANAGER).nav), ["work", "calls", "contacts", "reports", "codes", "people"]
        )

    def test_of_an_admin_is_whole(self):
        self.assertEqual(
            keys(shell(capabilities=ADMIN).nav), ["work", "calls", "contacts", "reports", "codes", "people"]
        )

    def test_is_empty_outside_an_organization(self):
        self.assertEqual(shell("/accounts/login/", organization=None).nav, [])

    def test_marks_the_page_one_is_on(self):
        self.assertEqual(shell("/o/acme/calls/17/").current.key, "calls")

    def test_marks_no_page_of_another_organization(self):
        self.assertIsNone(shell("/o/acme-north/calls/").current)

    def test_lists_the_organizations_with_this_one_marked(self):
        self.assertEqual(
            [(place.url, place.current) for place in shell().organizations], [("/o/acme/", True), ("/o/globex/", False)]
        )


class TheTheme(SimpleTestCase):
    def test_is_the_one_of_the_cookie(self):
        self.assertEqual(shell(cookies={"theme": "dark"}).theme, "dark")

    def test_is_the_systems_when_the_cookie_says_nonsense(self):
        self.assertEqual(shell(cookies={"theme": '"><script>'}).theme, "")
