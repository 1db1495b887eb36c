from datetime import timedelta

from django.utils import timezone

from callcenter.accounts.actions import add_member, create_api_key
from callcenter.accounts.models import ApiKey
from callcenter.tenancy.scope import tenant_scope
from tests.base import CallCenterTestCase, make_call, no_scope


class AKey(CallCenterTestCase):
    def setUp(self):
        super().setUp()
        self.call = make_call(self.alice)
        self.key, self.text = create_api_key(name="CRM", scopes=["calls:read"], actor=None)

    def get(self, path="calls/", text=None):
        return self.api("GET", path, organization=None, Authorization=f"Bearer {text or self.text}")

    def test_opens_its_organization(self):
        self.assertEqual([call["id"] for call in self.get().data["results"]], [self.call.pk])

    def test_ignores_the_organization_header(self):
        answer = self.api("GET", "calls/", organization="globex", Authorization=f"Bearer {self.text}")

        self.assertEqual(len(answer.data["results"]), 1)

    def test_is_kept_as_a_hash(self):
        self.assertNotIn(self.text.split(".")[1], str(list(ApiKey.objects.values())))

    def test_that_has_expired_is_refused(self):
        ApiKey.objects.update(expires_at=timezone.now() - timedelta(seconds=1))

        self.assertEqual((self.get().status_code, self.get().data["code"]), (401, "invalid_key"))

    def test_that_was_withdrawn_is_refused(self):
        ApiKey.objects.update(revoked_at=timezone.now())

        self.assertEqual(self.get().status_code, 401)

    def test_with_a_wrong_secret_looks_like_an_unknown_one(self):
        wrong = self.get(text=self.text[:-3] + "abc")
        unknown = self.get(text="ak_0000000000.abc")

        self.assertEqual((wrong.status_code, wrong.content), (unknown.status_code, unknown.content))

    def test_does_only_what_its_scopes_allow(self):
        answer = self.api(
            "POST", "codes/", {"name": "X", "meaning": "won"}, organization=None, Authorization=f"Bearer {self.text}"
        )

        self.assertEqual((answer.status_code, answer.data["code"]), (403, "forbidden"))

    def test_has_no_work_of_its_own(self):
        self.assertEqual(self.get("wrapups/").status_code, 401)


class SeveralOrganizations(CallCenterTestCase):
    def setUp(self):
        super().setUp()
        with no_scope(), tenant_scope(self.globex):
            self.abroad = add_member(email="alice@acme.example", name="Alice", role="agent", actor=None)
            make_call(self.abroad, caller_name="Abroad")
        make_call(self.alice, caller_name="At home")
        self.sign_in(self.alice)

    def test_must_be_told_apart(self):
        answer = self.api("GET", "calls/", organization=None)

        self.assertEqual((answer.status_code, answer.data["code"]), (400, "organization_required"))

    def test_never_mix_in_two_tabs(self):
        home = self.api("GET", "calls/", organization="acme").data["results"]
        abroad = self.api("GET", "calls/", organization="globex").data["results"]

        self.assertEqual(
            [[call["caller_name"] for call in calls] for calls in (home, abroad)], [["At home"], ["Abroad"]]
        )

    def test_wait_together_on_the_work_page(self):
        waiting = self.api("GET", "wrapups/", organization=None).data["results"]

        self.assertEqual([card["organization"]["slug"] for card in waiting], ["acme", "globex"])

    def test_end_with_the_membership(self):
        type(self.alice).objects.filter(pk=self.alice.pk).update(is_active=False)

        self.assertEqual(self.api("GET", "calls/", organization="acme").status_code, 404)
