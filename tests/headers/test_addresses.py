"""What a page links to and asks for names nobody: no number, no mail address, no name stands in an address."""

import re
from html import unescape
from urllib.parse import unquote_plus, urlsplit

from django.http import QueryDict

from callcenter.tenancy.scope import tenant_scope
from calllog.models import Contact, ContactNumber
from dispositions.filters import CallFilter
from tests.base import CallCenterTestCase, code, make_call, make_wrapup
from tests.headers.asking import address
from tests.routes import PAGES

NUMBER, NAME, MAIL = "+14155557391", "Zerlina", "zerlina@canary.example"
SAID = re.compile(r"4155557391|zerlina", re.IGNORECASE)
LINK = re.compile(r"""(?:href|src|action|formaction|poster|data-[\w-]+)=(?:"([^"]*)"|'([^']*)')""")
# Links that no server is asked with.
HANDED_ON = ("tel:", "mailto:")


class AddressesOnPages(CallCenterTestCase):
    @classmethod
    def setUpTestData(cls):
        super().setUpTestData()
        with tenant_scope(cls.acme):
            contact = Contact.objects.create(name=NAME, email=MAIL)
            ContactNumber.objects.create(contact=contact, number=NUMBER)
            facts = {"number": NUMBER, "caller_name": NAME, "contact": contact}
            cls.coded = make_wrapup(cls.admin, **facts)
            code(cls.coded, "interested", email=MAIL, note=NAME)
            cls.call = make_call(cls.admin, **facts)

    def links(self, path):
        answer = self.client.get(path)
        content = answer.content.decode() if answer.status_code == 200 else ""
        return [unescape(one or other) for one, other in LINK.findall(content)] + [answer.headers.get("Location", "")]

    def telling(self, link):
        """Tell whether an address names somebody otherwise than as a filter, whose place the address is."""
        parts = urlsplit(link)
        if link.startswith(HANDED_ON):
            return False
        values = {
            name: values for name, values in QueryDict(parts.query).lists() if name not in CallFilter.base_filters
        }
        return bool(SAID.search(unquote_plus(f"{parts.netloc}{parts.path}#{parts.fragment} {values}")))

    def test_name_nobody(self):
        self.sign_in(self.admin)
        found = {
            route.name: told
            for route in PAGES
            if (told := [link for link in self.links(address(route.path, self.call.pk)) if self.telling(link)])
        }

        self.assertEqual(found, {})

    def test_would_be_noticed(self):
        links = [f"/people/{NAME}/", f"/x?mail={MAIL}", "/x#%2B14155557391", "/o/acme/calls/?number=%2B14155557391"]

        self.assertEqual([self.telling(link) for link in links], [True, True, True, False])

    def test_of_the_pages_before_are_told_to_nobody_else(self):
        self.sign_in(self.admin)
        page = self.client.get(f"/o/acme/calls/?number=%2B{NUMBER[1:]}")

        self.assertEqual(page.headers["Referrer-Policy"], "same-origin")

    def test_of_the_next_page_of_a_list_name_nobody(self):
        self.sign_in(self.admin)
        for turn in range(3):
            make_call(self.admin, number=NUMBER, caller_name=f"{NAME} {turn}")
        answer = self.api("GET", "calls/?page_size=1")

        self.assertIs(self.telling(answer.data["next"]), False)
