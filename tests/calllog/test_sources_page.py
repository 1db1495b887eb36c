from datetime import timedelta

from django.utils import timezone

from calllog.actions.by_hand import by_hand_source
from calllog.models import Source, Switch
from tests.base import CallCenterTestCase

PAGE = "/o/acme/numbers/sources/"


class ASource(CallCenterTestCase):
    def setUp(self):
        super().setUp()
        self.switch = Switch.objects.create(slug="pbx", name="PBX", kind="asterisk")
        Source.objects.create(switch=self.switch, name="Office")
        self.sign_in(self.admin)

    def told(self, **facts):
        Switch.objects.filter(pk=self.switch.pk).update(**facts)
        return self.client.get(PAGE)

    def test_that_never_spoke_says_so(self):
        self.assertContains(self.told(), "Never heard")

    def test_that_is_connected_says_since_when(self):
        now = timezone.now()

        self.assertContains(self.told(connected_at=now, heard_at=now), "Connected")

    def test_that_is_connected_and_says_nothing_is_silent(self):
        long_ago = timezone.now() - timedelta(minutes=20)

        self.assertContains(self.told(connected_at=long_ago, heard_at=long_ago), "Silent")

    def test_whose_connection_is_lost_says_so(self):
        self.assertContains(self.told(connected_at=None, heard_at=timezone.now()), "Not connected")

    def test_whose_clock_is_late_is_marked(self):
        self.assertContains(self.told(heard_at=timezone.now(), clock_skew_ms=-3_400), "Its clock is 3.4 s behind ours.")

    def test_by_hand_needs_no_connection(self):
        by_hand_source()

        self.assertContains(self.client.get(PAGE), "Calls people log themselves")

    def test_is_for_admins(self):
        self.sign_in(self.manager)

        self.assertEqual(self.client.get(PAGE).status_code, 403)
