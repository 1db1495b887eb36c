from callcenter.accounts.actions import name_team
from callcenter.accounts.models import Membership
from callcenter.audit.models import AuditEntry
from callcenter.calendars.actions.incidents import end_incident, start_incident
from callcenter.calendars.errors import IncidentOver, IncidentStands, NotYourTeam
from callcenter.calendars.models import Incident
from callcenter.outbox.models import Event
from tests.base import CallCenterTestCase

INCIDENTS = "/o/acme/hours/incidents/"


class AnIncident(CallCenterTestCase):
    @classmethod
    def setUpTestData(cls):
        super().setUpTestData()
        from callcenter.tenancy.scope import tenant_scope

        with tenant_scope(cls.acme):
            cls.north = name_team(name="North", actor=None)
            cls.south = name_team(name="South", actor=None)
            Membership.objects.filter(pk=cls.alice.pk).update(team=cls.north)

    def start(self, reason="Fire drill", team=None, actor=None):
        return start_incident(reason=reason, team=team, actor=actor or self.manager)

    def test_is_declared_by_a_manager(self):
        self.sign_in(self.manager)
        self.client.post(INCIDENTS, {"reason": "Fire drill", "team": ""})

        self.assertEqual(Incident.objects.get().started_by, self.manager)

    def test_is_not_declared_by_an_agent(self):
        self.sign_in(self.alice)

        self.assertEqual(self.client.post(INCIDENTS, {"reason": "Fire drill"}).status_code, 403)

    def test_needs_a_reason(self):
        self.sign_in(self.manager)
        self.client.post(INCIDENTS, {"reason": "  ", "team": ""})

        self.assertIs(Incident.objects.exists(), False)

    def test_stands_alone(self):
        self.start()

        with self.assertRaisesMessage(IncidentStands, "Clocks are already stopped: Fire drill."):
            self.start("Power cut")

    def test_of_everybody_leaves_no_room_for_one_of_a_team(self):
        self.start()

        with self.assertRaises(IncidentStands):
            self.start("Power cut", team=self.north)

    def test_of_one_team_leaves_others_theirs(self):
        self.start(team=self.north)
        self.start(team=self.south)

        self.assertEqual(Incident.objects.standing().count(), 2)

    def test_ends_once(self):
        incident = end_incident(incident=self.start(), actor=self.manager)

        with self.assertRaises(IncidentOver):
            end_incident(incident=incident, actor=self.manager)

    def test_is_ended_on_its_page(self):
        incident = self.start()
        self.sign_in(self.manager)
        self.client.post(f"{INCIDENTS}{incident.pk}/end/")

        incident.refresh_from_db()
        self.assertEqual(incident.ended_by, self.manager)

    def test_is_written_down(self):
        end_incident(incident=self.start(), actor=self.manager)
        actions = AuditEntry.objects.filter(action__startswith="incident.").values_list("action", flat=True)

        self.assertEqual(sorted(actions), ["incident.ended", "incident.started"])

    def test_is_told_to_everybody(self):
        self.start()

        self.assertEqual(Event.objects.get(type="incident").audience, [])

    def test_of_a_team_is_told_to_that_team(self):
        self.start(team=self.north)

        self.assertEqual(Event.objects.get(type="incident").audience, [self.alice.user_id])

    def test_of_a_team_without_people_is_told_to_nobody(self):
        self.start(team=self.south)

        self.assertEqual(Event.objects.get(type="incident").audience, [0])

    def test_of_others_is_not_for_a_manager_of_one_team(self):
        Membership.objects.filter(pk=self.manager.pk).update(limited_to_team=True, team=self.north)
        self.manager.refresh_from_db()

        with self.assertRaises(NotYourTeam):
            self.start(team=self.south)

    def test_of_everybody_is_not_for_a_manager_of_one_team(self):
        Membership.objects.filter(pk=self.manager.pk).update(limited_to_team=True, team=self.north)
        self.sign_in(self.manager)
        self.client.post(INCIDENTS, {"reason": "Fire drill", "team": ""})

        self.assertIs(Incident.objects.exists(), False)

    def shown_to(self, membership):
        self.sign_in(membership)
        return self.api("GET", "me/").data["organizations"][0]["incident"]

    def test_is_shown_to_whom_it_concerns(self):
        self.start(team=self.north)

        self.assertEqual(self.shown_to(self.alice)["reason"], "Fire drill")

    def test_is_not_shown_to_others(self):
        self.start(team=self.north)

        self.assertIsNone(self.shown_to(self.bob))

    def test_is_shown_no_longer_when_it_is_over(self):
        end_incident(incident=self.start(), actor=self.manager)

        self.assertIsNone(self.shown_to(self.alice))


class IncidentsOverTheApi(CallCenterTestCase):
    def setUp(self):
        super().setUp()
        self.sign_in(self.manager)

    def test_start_and_end(self):
        started = self.api("POST", "incidents/", {"reason": "Power cut"})
        ended = self.api("POST", f"incidents/{started.data['id']}/end/")

        self.assertEqual((started.status_code, started.data["ended_at"] is None, ended.data["ended_at"] is None), (
            201, True, False,
        ))  # fmt: skip

    def test_end_once(self):
        pk = self.api("POST", "incidents/", {"reason": "Power cut"}).data["id"]
        self.api("POST", f"incidents/{pk}/end/")

        refused = self.api("POST", f"incidents/{pk}/end/")
        self.assertEqual((refused.status_code, refused.data["code"]), (409, "incident_over"))

    def test_of_a_team_elsewhere_are_missing(self):
        self.assertEqual(self.api("POST", "incidents/", {"reason": "Power cut", "team": 10**9}).status_code, 404)

    def test_are_read_by_agents(self):
        self.api("POST", "incidents/", {"reason": "Power cut"})
        self.sign_in(self.alice)

        self.assertEqual([row["reason"] for row in self.api("GET", "incidents/").data["results"]], ["Power cut"])

    def test_are_not_declared_by_agents(self):
        self.sign_in(self.alice)

        self.assertEqual(self.api("POST", "incidents/", {"reason": "Lunch"}).status_code, 403)
