from calllog.models import Extension, ExtensionAssignment
from tests.base import CallCenterTestCase, make_call, make_leg


class WhoseWasIt(CallCenterTestCase):
    def setUp(self):
        super().setUp()
        self.call = make_call(conversation_id=None)
        make_leg(self.call, None, extension="1009")
        self.path = f"/o/acme/calls/{self.call.pk}/assign/"
        self.sign_in(self.manager)

    def assign(self, member):
        return self.client.post(self.path, {"member": member.pk}, follow=True)

    def test_the_call_becomes_the_persons(self):
        self.assign(self.alice)
        self.call.refresh_from_db()

        self.assertEqual(self.call.agent, self.alice)

    def test_the_person_gets_a_wrap_up_to_classify(self):
        self.assign(self.alice)

        wrapup = self.call.wrapups.get()
        self.assertEqual((wrapup.membership, wrapup.state), (self.alice, "to_classify"))

    def test_the_telephone_was_theirs_for_this_call_only(self):
        self.assign(self.alice)
        held = ExtensionAssignment.objects.get()

        self.assertEqual((held.starts_at, held.ends_at), (self.call.started_at, self.call.ended_at))

    def test_a_telephone_somebody_held_then_is_refused_in_words(self):
        extension = Extension.objects.create(source=self.call.source, number="1009")
        ExtensionAssignment.objects.create(
            extension=extension, membership=self.bob, starts_at=self.call.started_at, ends_at=self.call.ended_at
        )

        self.assertContains(self.assign(self.alice), "Telephone 1009 belongs to Bob at that time.")

    def test_a_refusal_leaves_the_call_alone(self):
        other = make_call(self.bob)
        self.client.post(f"/o/acme/calls/{other.pk}/assign/", {"member": self.alice.pk})
        other.refresh_from_db()

        self.assertEqual(other.agent, self.bob)

    def test_nobody_is_refused_in_words(self):
        self.assertContains(self.client.post(self.path, {}, follow=True), "Choose a person.")

    def test_somebody_of_another_organization_is_nobody(self):
        self.assign(self.mallory)
        self.call.refresh_from_db()

        self.assertIsNone(self.call.agent)

    def test_the_page_asks_for_it(self):
        self.assertContains(self.client.get(f"/o/acme/calls/{self.call.pk}/"), "Whose was it?")

    def test_looking_at_it_changes_nothing(self):
        self.assertRedirects(self.client.get(self.path), f"/o/acme/calls/{self.call.pk}/")

    def test_an_agent_may_not(self):
        self.sign_in(self.alice)

        self.assertEqual(self.client.post(self.path, {"member": self.alice.pk}).status_code, 403)

    def test_it_is_closed_to_other_organizations(self):
        self.sign_in(self.mallory)

        self.assertEqual(self.client.post(self.path, {"member": self.alice.pk}).status_code, 404)
