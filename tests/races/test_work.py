"""Workers that meet each other, and saves that meet workers; and two admins."""

import threading
from datetime import timedelta
from unittest import mock

from django.utils import timezone

from callcenter.accounts.actions import change_member
from callcenter.accounts.errors import LastAdmin
from callcenter.accounts.models import Membership
from callcenter.jobs import actions as jobs
from callcenter.jobs.models import DueItem
from callcenter.jobs.tasks import run_due
from dispositions.models import DncEntry, Wrapup
from followups import sending
from followups.models import Callback, Message
from tests.races.at_once import Races, at_once, rounds

WORKERS, ITEMS = 8, 60
MINUTE = timedelta(minutes=1)


class Workers(Races):
    def make_due(self, **which):
        with self.inside():
            return DueItem.objects.filter(state="waiting", **which).update(due_at=timezone.now() - MINUTE)

    def failed(self):
        with self.inside():
            return list(DueItem.objects.exclude(last_error="").values_list("kind", "last_error"))

    def test_claim_each_piece_once(self):
        for turn in rounds():
            with self.inside():
                for subject in range(ITEMS):
                    due_at = timezone.now() - MINUTE
                    jobs.schedule(kind="chore", subject_id=1000 * turn + subject, due_at=due_at)

            def claim():
                taken = []
                while batch := DueItem.across_organizations.claim("chore", 7, MINUTE):
                    taken += [one.subject_id for one in batch]
                return taken

            taken = [one for of_worker in at_once(*[claim] * WORKERS) for one in of_worker]
            self.assertEqual((len(taken), len(set(taken))), (ITEMS, ITEMS))

    def test_send_each_mail_once(self):
        for turn in rounds():
            left, lock = [], threading.Lock()

            def hand_over(message, left=left, lock=lock):
                with lock:
                    left.append(message.pk)
                return "smtp", "", True

            for place in range(6):
                wrapup = self.wrapup(number=f"+14155{turn:03}{place:03}")
                self.save(wrapup, "interested", email=f"a{turn}-{place}@example.com")()
            self.make_due(kind="message")
            with mock.patch.object(sending, "deliver", hand_over):
                at_once(*[run_due] * WORKERS)

            with self.inside():
                states = set(Message.objects.values_list("state", flat=True))
            self.assertEqual((len(left), len(set(left)), states, self.failed()), (6, 6, {"sent"}, []))

    def test_and_an_undo_of_a_mail_that_is_due_agree(self):
        for turn in rounds():
            wrapup = self.wrapup(number=f"+14155550{turn:03}")
            self.save(wrapup, "interested", email=f"ann{turn}@example.com")()
            self.make_due(kind="message")
            answer, _ = at_once(self.save(wrapup, "follow_up_needed"), run_due)

            (told,) = [one["state"] for one in answer.json()["effects"] if one["kind"] == "plan"]
            with self.inside():
                state = Message.objects.get(call=wrapup.call_id).state
            self.assertIn((told, state), [("cancelled", "cancelled"), ("happened", "sent")])
            self.assertEqual(self.failed(), [])
            self.balanced()

    def test_and_a_promise_taken_back_when_it_is_due_agree(self):
        for _ in rounds():
            wrapup, tomorrow = self.wrapup(), timezone.now() + timedelta(days=1)
            self.save(wrapup, "callback", callback={"at": f"{tomorrow:%Y-%m-%dT12:00}"})()
            self.make_due(kind="callback")
            with self.inside():
                Callback.objects.filter(call=wrapup.call_id).update(at=timezone.now() - MINUTE)
            answer, _ = at_once(self.save(wrapup, "interested"), run_due)

            with self.inside():
                state = Callback.objects.get(call=wrapup.call_id).state
            self.assertEqual((answer.status_code, state, self.failed()), (200, "cancelled", []))
            self.balanced()

    def test_and_a_rest_that_is_renewed_as_it_ends_agree(self):
        for turn in rounds():
            number = f"+14155551{turn:03}"
            self.save(self.wrapup(number=number), "not_interested")()
            with self.inside():
                now = timezone.now()
                rests = DncEntry.objects.filter(number=int(number[1:]))
                rests.update(starts_at=now - timedelta(days=90), expires_at=now - MINUTE)
            self.make_due(kind="cooldown")
            answer, _ = at_once(self.save(self.wrapup("Bob", number=number), "not_interested", by="Bob"), run_due)

            with self.inside():
                resting = DncEntry.objects.in_force(timezone.now()).filter(number=int(number[1:])).count()
            self.assertEqual((answer.status_code, resting, self.failed()), (200, 1, []))

    def test_and_a_card_that_is_saved_as_it_is_laid_aside_agree(self):
        for _ in rounds():
            wrapup = self.wrapup()
            with self.inside():
                Wrapup.objects.filter(pk=wrapup.pk).update(touched_at=timezone.now() - timedelta(minutes=16))
            self.make_due(kind="wrapup_idle")
            answer, _ = at_once(self.save(wrapup, "interested"), run_due)

            self.assertEqual((answer.status_code, self.state_of(wrapup), self.failed()), (200, "saved", []))
            self.balanced()


class TwoAdmins(Races):
    def test_who_demote_each_other_leave_one(self):
        with self.inside():
            other = self.people["Mary"]
            Membership.objects.filter(pk=other.pk).update(role="admin")
        for _ in rounds():
            with self.inside():
                admins = list(Membership.objects.filter(role="admin").order_by("pk"))
            self.assertEqual(len(admins), 2)

            def demote(who, by):
                def deed():
                    try:
                        with self.inside():
                            change_member(member=who, actor=by, name=who.name, role="agent", team=None, is_active=True)
                    except LastAdmin:
                        return "refused"
                    return "done"

                return deed

            answers = at_once(demote(admins[0], admins[1]), demote(admins[1], admins[0]))

            with self.inside():
                left = Membership.objects.active().filter(role="admin").count()
                Membership.objects.filter(pk__in=[one.pk for one in admins]).update(role="admin")
            self.assertEqual((sorted(answers), left), (["done", "refused"], 1))
