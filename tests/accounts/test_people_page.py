from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from callcenter.accounts.models import Membership, Team, User
from callcenter.tenancy.scope import tenant_scope
from tests.base import CallCenterTestCase, no_scope

PEOPLE = "/o/acme/people/"
NEW = "/o/acme/people/new/"


def person(**changes):
    given = {"name": "Carol", "email": "carol@acme.example", "role": "agent", "team": "", "password": "staple horse 77"}
    return given | changes


class WhoMayOpenPeople(CallCenterTestCase):
    def test_a_stranger_is_led_to_the_sign_in(self):
        self.assertRedirects(self.client.get(PEOPLE), f"/accounts/login/?next={PEOPLE}", fetch_redirect_response=False)

    def test_somebody_of_another_organization_finds_nothing(self):
        self.sign_in(self.mallory)

        self.assertEqual(self.client.get(PEOPLE).status_code, 404)

    def test_an_agent_is_refused(self):
        self.sign_in(self.alice)

        self.assertEqual(self.client.get(PEOPLE).status_code, 403)

    def test_a_manager_reads_the_list(self):
        self.sign_in(self.manager)

        self.assertContains(self.client.get(PEOPLE), "alice@acme.example")

    def test_a_manager_adds_nobody(self):
        self.sign_in(self.manager)

        self.assertEqual(self.client.post(NEW, person()).status_code, 403)

    def test_a_manager_names_no_team(self):
        self.sign_in(self.manager)

        self.assertEqual(self.client.post(PEOPLE, {"name": "North"}).status_code, 403)

    def test_nobody_of_another_organization_is_listed(self):
        self.sign_in(self.admin)

        self.assertNotContains(self.client.get(PEOPLE), "mallory@globex.example")

    def test_somebody_of_another_organization_cannot_be_edited(self):
        self.sign_in(self.admin)

        self.assertEqual(self.client.get(reverse("person", args=["acme", self.mallory.pk])).status_code, 404)


class ANewPerson(CallCenterTestCase):
    def setUp(self):
        super().setUp()
        self.sign_in(self.admin)

    def test_can_sign_in_with_the_first_password(self):
        self.client.post(NEW, person())

        self.assertIs(User.objects.get(email="carol@acme.example").check_password("staple horse 77"), True)

    def test_has_the_role_that_was_chosen(self):
        self.client.post(NEW, person(role="manager"))

        self.assertEqual(Membership.objects.get(name="Carol").role, "manager")

    def test_is_refused_when_the_address_is_here_already(self):
        response = self.client.post(NEW, person(email="Alice@acme.example"))

        self.assertContains(response, "alice@acme.example already belongs to this organization.")

    def test_needs_a_password_nobody_guesses(self):
        self.client.post(NEW, person(password="password12"))

        self.assertIs(Membership.objects.filter(name="Carol").exists(), False)

    def test_who_signs_in_elsewhere_keeps_the_own_password(self):
        self.client.post(NEW, person(email="mallory@globex.example"))

        self.assertIs(User.objects.get(email="mallory@globex.example").check_password("staple horse 77"), False)


class EditingAPerson(CallCenterTestCase):
    def setUp(self):
        super().setUp()
        self.sign_in(self.admin)

    def post(self, membership, **changes):
        given = {"name": membership.name, "role": membership.role, "team": "", "is_active": "on"} | changes
        kept = {name: value for name, value in given.items() if value is not None}
        return self.client.post(reverse("person", args=["acme", membership.pk]), kept)

    def test_changes_the_role(self):
        self.post(self.alice, role="manager")

        self.alice.refresh_from_db()
        self.assertEqual(self.alice.role, "manager")

    def test_shuts_a_person_out_at_once(self):
        self.post(self.alice, is_active=None)
        self.sign_in(self.alice)

        self.assertEqual(self.client.get("/o/acme/codes/").status_code, 404)

    def test_the_last_admin_stays_admin(self):
        response = self.post(self.admin, role="agent")

        self.assertContains(response, "Adam is the last admin: make somebody else an admin first.")

    def test_the_last_admin_is_not_shut_out(self):
        self.post(self.admin, is_active=None)

        self.admin.refresh_from_db()
        self.assertIs(self.admin.is_active, True)

    def test_one_of_two_admins_may_step_down(self):
        self.post(self.alice, role="admin")
        self.post(self.admin, role="agent")

        self.admin.refresh_from_db()
        self.assertEqual(self.admin.role, "agent")

    def test_an_admin_of_another_organization_does_not_count(self):
        with no_scope(), tenant_scope(self.globex):
            self.member("boss@globex.example", "Boss", "admin")

        self.assertContains(self.post(self.admin, role="manager"), "is the last admin")


class Teams(CallCenterTestCase):
    def setUp(self):
        super().setUp()
        self.sign_in(self.admin)

    def test_are_added(self):
        self.client.post(PEOPLE, {"name": "North"})

        self.assertIs(Team.objects.filter(name="North").exists(), True)

    def test_are_renamed(self):
        team = Team.objects.create(name="North")
        self.client.post(PEOPLE, {"team": team.pk, "name": "Far north"})

        team.refresh_from_db()
        self.assertEqual(team.name, "Far north")

    def test_never_share_a_name(self):
        Team.objects.create(name="North")

        self.assertContains(self.client.post(PEOPLE, {"name": "north"}), "There is already a team called north.")

    def test_that_are_none_are_missing(self):
        self.assertEqual(self.client.post(PEOPLE, {"team": "x", "name": "North"}).status_code, 404)


class TheListOfPeople(CallCenterTestCase):
    def queries(self):
        with CaptureQueriesContext(connection) as captured:
            self.assertEqual(self.client.get(PEOPLE).status_code, 200)
        return len(captured)

    def test_takes_as_many_statements_for_thirty_people_more(self):
        self.sign_in(self.admin)
        few = self.queries()
        for number in range(30):
            self.member(f"agent{number}@acme.example", f"Agent {number}", "agent")

        self.assertEqual(self.queries(), few)

    def test_of_a_manager_of_one_team_is_that_team(self):
        Membership.objects.filter(pk=self.manager.pk).update(
            limited_to_team=True, team=Team.objects.create(name="North")
        )
        self.sign_in(self.manager)

        self.assertNotContains(self.client.get(PEOPLE), "alice@acme.example")
