from allauth.account.urls import urlpatterns

from callcenter.accounts.urls import OFFERED
from tests.base import CallCenterTestCase


class TheSignInPages(CallCenterTestCase):
    def test_are_pages_of_the_library(self):
        self.assertEqual(OFFERED - {pattern.name for pattern in urlpatterns}, set())

    def test_let_nobody_take_another_address(self):
        self.sign_in(self.alice)

        response = self.client.post("/accounts/email/", {"action_add": "", "email": "bob@acme.example"})

        self.assertEqual(response.status_code, 404)

    def test_change_the_own_password(self):
        self.sign_in(self.alice)

        self.assertEqual(self.client.get("/accounts/password/change/").status_code, 200)
