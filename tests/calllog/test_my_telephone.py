"""Hot desks: whoever sits down takes the telephone; one that is in use asks first."""

from datetime import timedelta

from django.utils import timezone

from callcenter.outbox.models import Event
from callcenter.tenancy.scope import tenant_scope
from calllog.actions.by_hand import by_hand_source
from calllog.actions.telephones import assign
from calllog.models import Extension, ExtensionAssignment
from tests.base import CallCenterTestCase, no_scope

PAGE = "/o/acme/telephone/"


class ATelephone(CallCenterTestCase):
    def setUp(self):
        super().setUp()
        self.first, self.second = (
            Extension.objects.create(source=by_hand_source(), number=number) for number in ("104", "105")
        )
        self.sign_in(self.alice)

    def take(self, phone, **more):
        return self.client.post(PAGE, {"telephone": phone.pk, **more})

    def hold(self, person, phone, **facts):
        since = timezone.now() - timedelta(hours=1)
        return assign(extension=phone, membership=person, actor=None, **{"starts_at": since} | facts)

    def holders(self):
        now = ExtensionAssignment.objects.at(timezone.now())
        return dict(now.values_list("extension__number", "membership__name"))

    def test_that_is_free_is_mine_at_once(self):
        self.take(self.second)

        self.assertEqual(self.holders(), {"105": "Alice"})

    def test_taken_frees_the_one_before(self):
        self.take(self.first)
        self.take(self.second)

        self.assertEqual(self.holders(), {"105": "Alice"})

    def test_in_use_asks_and_changes_nothing(self):
        self.hold(self.bob, self.second)

        self.assertContains(self.take(self.second), "Telephone 105 is in use by Bob.", status_code=409)
        self.assertEqual(self.holders(), {"105": "Bob"})

    def test_in_use_changes_hands_when_that_was_answered(self):
        self.hold(self.bob, self.second)
        self.take(self.second, over="1")

        self.assertEqual(self.holders(), {"105": "Alice"})

    def test_taken_over_tells_both(self):
        self.hold(self.bob, self.second)
        self.take(self.second, over="1")

        told = [one for event in Event.objects.filter(type="telephone") for one in event.audience]
        self.assertEqual(set(told), {self.alice.user_id, self.bob.user_id})

    def test_of_mine_taken_again_stays_as_it_is(self):
        held = self.hold(self.alice, self.second)
        self.take(self.second)

        self.assertEqual(ExtensionAssignment.objects.get().starts_at, held.starts_at)

    def test_planned_for_somebody_is_mine_until_then(self):
        later = timezone.now() + timedelta(hours=2)
        self.hold(self.bob, self.second, starts_at=later)
        self.take(self.second)

        self.assertEqual(ExtensionAssignment.objects.get(membership=self.alice).ends_at, later)

    def test_can_be_left(self):
        self.take(self.second)
        self.client.post(PAGE, {"leave": "1"})

        self.assertEqual(self.holders(), {})

    def test_of_another_organization_is_missing(self):
        with no_scope(), tenant_scope(self.globex):
            theirs = Extension.objects.create(source=by_hand_source(), number="900")

        self.assertEqual(self.take(theirs).status_code, 404)

    def test_of_no_number_is_missing(self):
        self.assertEqual(self.client.post(PAGE, {"telephone": "٣"}).status_code, 404)

    def test_is_shown_with_those_of_the_others(self):
        self.hold(self.bob, self.second)

        self.assertContains(self.client.get(PAGE), "Bob")

    def test_is_told_where_i_work(self):
        self.take(self.second)

        self.assertEqual(self.api("GET", "me/").data["organizations"][0]["telephones"], ["105"])
