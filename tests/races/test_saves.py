"""Saves that meet other saves."""

from calllog.models import Call
from dispositions.actions.retirement import bring_back, retire_code
from dispositions.models import CallOutcome, Code, CodeUse, Disposition, DncEntry, Revision
from followups.models import Enrolment, Message
from tests.base import make_leg, make_wrapup, refolded
from tests.races.at_once import Races, at_once, rounds

THREADS = 8
ONE_KEY = 100


def statuses(answers):
    return sorted(answer.status_code for answer in answers)


class OneWrapup(Races):
    def test_a_key_that_a_hundred_send_at_once_saves_once_and_answers_all_alike(self):
        wrapup, body = self.wrapup(), {"email": "ann@example.com"}
        answers = at_once(
            *[self.save(wrapup, "interested", "do_not_contact", key="one", **body) for _ in range(ONE_KEY)]
        )

        with self.inside():
            made = [model.objects.count() for model in (Revision, DncEntry, Enrolment, Message)]
        self.assertEqual(
            (statuses(answers), len({answer.content for answer in answers}), made), ([200] * ONE_KEY, 1, [1] * 4)
        )
        self.balanced()

    def test_of_saves_that_know_the_same_revision_one_wins(self):
        for _ in rounds():
            wrapup = self.wrapup()
            answers = at_once(*[self.save(wrapup, "interested", revision=0) for _ in range(THREADS)])

            self.assertEqual(statuses(answers), [200] + [409] * (THREADS - 1))
            self.balanced()

    def test_saves_that_know_no_revision_follow_each_other(self):
        for _ in rounds():
            wrapup = self.wrapup()
            answers = at_once(*[self.save(wrapup, one) for one in ("interested", "follow_up_needed") * (THREADS // 2)])

            with self.inside():
                numbers = list(Revision.objects.filter(disposition__wrapup=wrapup).values_list("number", flat=True))
            self.assertEqual((statuses(answers), numbers), ([200] * THREADS, list(range(1, THREADS + 1))))
            self.balanced()

    def test_of_a_save_and_a_correction_that_know_the_same_revision_one_wins(self):
        for _ in rounds():
            wrapup = self.wrapup()
            self.save(wrapup, "not_interested")()
            answers = at_once(
                self.save(wrapup, "interested", revision=1),
                self.save(wrapup, "do_not_contact", by="Mary", revision=1, reason="as heard"),
            )

            self.assertEqual(statuses(answers), [200, 409])
            self.balanced()

    def test_a_save_and_an_undo_leave_what_the_later_one_said(self):
        for turn in rounds():
            number = f"+1415555{turn:04}"
            wrapup = self.wrapup(number=number)
            self.save(wrapup, "not_interested")()
            at_once(self.save(wrapup), self.save(wrapup, "do_not_contact"))

            with self.inside():
                said = list(CodeUse.objects.standing().filter(call=wrapup.call_id).values_list("code__slug", flat=True))
                blocked = DncEntry.objects.filter(number=int(number[1:]), released_at=None)
                kinds = list(blocked.values_list("kind", flat=True))
            self.assertIn((said, kinds), [([], []), (["do_not_contact"], ["opt_out"])])
            self.balanced()

    def test_a_code_that_retires_meanwhile_is_saved_or_refused_and_then_always_refused(self):
        for _ in rounds():
            wrapup, adam = self.wrapup(), self.people["Adam"]
            with self.inside():
                code = Code.objects.get(slug="demo_booked")

            def retire(code=code, adam=adam):
                with self.inside():
                    retire_code(code=code, actor=adam)

            answer, _ = at_once(self.save(wrapup, "demo_booked"), retire)

            self.assertIn(answer.status_code, (200, 409))
            self.assertEqual(self.save(self.wrapup(), "demo_booked")().json()["code"], "code_retired")
            self.balanced()
            with self.inside():
                bring_back(code=code, actor=adam)


class OneCall(Races):
    def test_colleagues_who_code_their_parts_at_once_are_both_heard(self):
        for _ in rounds():
            with self.inside():
                first = make_wrapup(self.people["Alice"])
                make_leg(first.call, self.people["Bob"])
                refolded(first.call)
                second = first.call.wrapups.get(membership=self.people["Bob"])
            answers = at_once(self.save(first, "interested"), self.save(second, "deal_closed", by="Bob"))

            with self.inside():
                primary = CallOutcome.objects.get(call=first.call_id).primary.slug
            self.assertEqual((statuses(answers), primary), ([200, 200], "deal_closed"))
            self.balanced()


class OnePerson(Races):
    """Two calls of one number, which no lock of a call keeps apart."""

    def two_calls(self, number):
        return self.wrapup(number=number), self.wrapup("Bob", number=number)

    def test_two_opt_outs_of_one_number_make_one_entry(self):
        for turn in rounds():
            number = f"+1415555{turn:04}"
            one, other = self.two_calls(number)
            answers = at_once(self.save(one, "do_not_contact"), self.save(other, "do_not_contact", by="Bob"))

            with self.inside():
                entries = DncEntry.objects.filter(number=int(number[1:]), released_at=None).count()
            self.assertEqual((statuses(answers), entries), ([200, 200], 1))
            self.balanced()

    def test_an_opt_out_taken_back_on_one_call_stands_for_the_other(self):
        for turn in rounds():
            number = f"+1415555{turn:04}"
            one, other = self.two_calls(number)
            self.save(one, "do_not_contact")()
            answers = at_once(self.save(one, "interested"), self.save(other, "do_not_contact", by="Bob"))

            with self.inside():
                entries = DncEntry.objects.filter(number=int(number[1:]), released_at=None).count()
            self.assertEqual((statuses(answers), entries), ([200, 200], 1))
            self.balanced()

    def test_a_person_is_enrolled_once(self):
        for turn in rounds():
            one, other = self.two_calls(f"+1415555{turn:04}")
            with self.inside():
                person = self.contact(f"ann{turn}@example.com")
                Call.objects.filter(pk__in=[one.call_id, other.call_id]).update(contact=person)
            answers = at_once(self.save(one, "interested"), self.save(other, "interested", by="Bob"))

            with self.inside():
                enrolments = Enrolment.objects.filter(contact=person).count()
            self.assertEqual((statuses(answers), enrolments), ([200, 200], 1))
            self.balanced()

    def contact(self, email):
        from calllog.models import Contact

        return Contact.objects.create(name=email, email=email)

    def test_effects_chosen_the_other_way_round_do_not_wait_for_each_other(self):
        for turn in rounds():
            one, other = self.two_calls(f"+1415555{turn:04}")
            with self.inside():
                person = self.contact(f"ben{turn}@example.com")
                Call.objects.filter(pk__in=[one.call_id, other.call_id]).update(contact=person)
            answers = at_once(
                self.save(one, "interested", "do_not_contact"),
                self.save(other, "do_not_contact", "interested", by="Bob"),
            )

            self.assertEqual(statuses(answers), [200, 200])
            with self.inside():
                self.assertEqual(Disposition.objects.filter(call__in=[one.call_id, other.call_id]).count(), 2)
            self.balanced()
