"""Due work: claimed once, fenced, counted, parked; and what is over is removed."""

from datetime import timedelta
from unittest import mock

from django.utils import timezone

from callcenter.api.models import IdempotentRequest
from callcenter.jobs import actions, registry
from callcenter.jobs.models import DueItem
from callcenter.jobs.tasks import carry_out, housekeeping
from callcenter.outbox.models import Event
from tests.base import CallCenterTestCase, no_scope

LEASE = timedelta(seconds=60)
PAST = timedelta(hours=1)


class DueWork(CallCenterTestCase):
    def schedule(self, subject_id=1, due_in=-PAST):
        actions.schedule(kind="chore", subject_id=subject_id, due_at=timezone.now() + due_in)

    def claim(self, limit=10):
        with no_scope():
            return DueItem.across_organizations.claim("chore", limit, LEASE)

    def test_is_claimed_once(self):
        self.schedule()

        self.assertEqual((len(self.claim()), len(self.claim())), (1, 0))

    def test_is_not_claimed_before_its_time(self):
        self.schedule(due_in=PAST)

        self.assertEqual(self.claim(), [])

    def test_is_claimed_in_batches(self):
        for subject_id in range(5):
            self.schedule(subject_id)

        self.assertEqual(len(self.claim(limit=3)), 3)

    def test_says_whose_it_is_and_nothing_else(self):
        self.schedule(subject_id=9)

        (claim,) = self.claim()
        self.assertEqual((claim.organization_id, claim.subject_id, claim.attempts), (self.acme.pk, 9, 1))

    def test_is_free_again_when_the_lease_has_run_out(self):
        self.schedule()
        self.claim()
        DueItem.objects.update(lease_until=timezone.now() - PAST)

        self.assertEqual([claim.attempts for claim in self.claim()], [2])

    def test_cannot_be_finished_by_an_old_claim(self):
        self.schedule()
        (old,) = self.claim()
        DueItem.objects.update(lease_until=timezone.now() - PAST)
        self.claim()

        self.assertEqual((actions.finish(old), DueItem.objects.get().state), (False, "leased"))

    def test_scheduled_again_moves(self):
        self.schedule()
        self.schedule(due_in=PAST)

        self.assertEqual((DueItem.objects.count(), self.claim()), (1, []))

    def test_that_fails_goes_back_with_its_reason(self):
        self.schedule()
        (claim,) = self.claim()

        with no_scope(), self.assertLogs("callcenter.jobs.tasks", "ERROR"):
            carry_out(registry.Kind("chore", mock.Mock(side_effect=ZeroDivisionError)), claim)

        item = DueItem.objects.get()
        self.assertEqual(
            (item.state, item.last_error, item.due_at > timezone.now()), ("waiting", "ZeroDivisionError", True)
        )

    def test_that_keeps_failing_is_parked(self):
        self.schedule()
        (claim,) = self.claim()

        actions.put_back(claim._replace(attempts=actions.GIVES_UP_AFTER), "poison")

        self.assertEqual(DueItem.objects.get().state, "parked")


class WhatIsOver(CallCenterTestCase):
    def setUp(self):
        super().setUp()
        IdempotentRequest.objects.create(actor="m1", route="PUT /", key="old", body_hash="", status=200)
        Event.objects.create(type="old", delivered_at=timezone.now())
        actions.schedule(kind="chore", subject_id=1, due_at=timezone.now())
        DueItem.objects.update(state="done")

    def left(self):
        with no_scope():
            housekeeping()
        return IdempotentRequest.objects.count(), Event.objects.count(), DueItem.objects.count()

    def test_is_removed(self):
        long_ago = timezone.now() - timedelta(days=60)
        IdempotentRequest.objects.update(created_at=long_ago)
        Event.objects.update(delivered_at=long_ago)
        DueItem.objects.update(due_at=long_ago)

        self.assertEqual(self.left(), (0, 0, 0))

    def test_is_kept_for_its_time(self):
        self.assertEqual(self.left(), (1, 1, 1))
