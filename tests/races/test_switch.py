"""What the switch says, met by itself and by people."""

import threading
from datetime import UTC, datetime

from calllog.actions.hear import hear
from calllog.leases import leased
from calllog.models import Call, Conversation, RawEvent
from dispositions.models import Revision, Wrapup
from tests.properties.exchange import OURS, Exchange
from tests.races.at_once import Races, at_once, rounds

LISTENERS = 8


class News(Races):
    def setUp(self):
        super().setUp()
        self.pbx = Exchange(datetime.now(UTC).timestamp() - 600, account="acme")
        self.place = 0

    def heard(self, blocks=None, session="session"):
        """Return a deed that hears what was said since the last time."""
        blocks = self.pbx.take() if blocks is None else blocks
        place, self.place = self.place, self.place + len(blocks)

        def deed():
            now = datetime.now(UTC)
            return hear(switch_id=self.switch.pk, blocks=blocks, session=session, ordinal=place, received_at=now)

        return deed

    def talk(self, telephone="201", number="14155550101"):
        """Let a call be answered, and hear of it; it goes on."""
        talk = self.pbx.arrive(number, OURS)
        self.pbx.ring(talk, telephone)
        self.pbx.answer(talk, telephone)
        return talk

    def wrapup_of(self, name):
        with self.inside():
            return Wrapup.objects.filter(membership=self.people[name]).order_by("-pk").select_related("call")[0]

    def test_that_eight_hear_at_once_is_stored_once(self):
        for turn in rounds():
            self.pbx.hang_up(self.talk(), "201")
            blocks = self.pbx.take()
            before = RawEvent.objects.count()
            place = self.place
            deeds = []
            for _ in range(LISTENERS):
                self.place = place
                deeds.append(self.heard(blocks))
            at_once(*deeds)

            with self.inside():
                calls, cards = Call.objects.count(), Wrapup.objects.filter(state="open").count()
            self.assertEqual((RawEvent.objects.count() - before, calls, cards), (len(blocks), turn + 1, turn + 1))
            self.balanced()

    def test_that_comes_in_pieces_from_eight_makes_one_call(self):
        for turn in rounds():
            self.pbx.hang_up(self.talk(), "201")
            blocks = self.pbx.take()
            size = -(-len(blocks) // LISTENERS)
            at_once(*[self.heard(blocks[start : start + size]) for start in range(0, len(blocks), size)])

            with self.inside():
                calls = Call.objects.standing()
                self.assertEqual((calls.count(), {call.status for call in calls}), (turn + 1, {"answered"}))
            self.assertFalse(Conversation.objects.filter(dirty=True, merged_into=None).exists())
            self.balanced()

    def test_and_a_save_wait_for_each_other(self):
        for turn in rounds():
            talk = self.talk()
            self.pbx.end(talk.phones["201"], asked=True)
            self.heard()()
            wrapup = self.wrapup_of("Alice")
            self.pbx.hang_up(talk)
            answer, _ = at_once(self.save(wrapup, "interested"), self.heard())

            self.assertEqual((answer.status_code, self.state_of(wrapup)), (200, "saved"), turn)
            self.balanced()

    def test_that_makes_one_call_of_two_loses_nothing_that_was_said(self):
        for turn in rounds():
            one, other = self.talk("201", "14155550101"), self.talk("202", "14155550102")
            self.heard()()
            mine, theirs = self.wrapup_of("Alice"), self.wrapup_of("Bob")
            self.pbx.join(one, other)
            self.pbx.hang_up(one, "201")
            self.pbx.hang_up(other, "202")
            ended, joined = self.pbx.take(), []
            joined, ended = (
                [b for b in ended if b.event == "BridgeEnter"],
                [b for b in ended if b.event != "BridgeEnter"],
            )
            self.heard(ended)()
            answers = at_once(
                self.save(mine, "interested"), self.save(theirs, "deal_closed", by="Bob"), self.heard(joined)
            )[:2]

            with self.inside():
                calls = Call.objects.standing().count()
                said = Revision.objects.exclude(by="system").values_list("disposition__call__merged_into", flat=True)
                self.assertEqual((calls, set(said), len(said)), (turn + 1, {None}, 2 * (turn + 1)))
            self.assertEqual([answer.status_code for answer in answers], [200, 200])
            self.balanced()


class TheLease(Races):
    def test_of_a_switch_is_one_listener_s_at_a_time(self):
        for _ in rounds():
            holding, most, got = threading.Semaphore(1), [], []
            everybody_tried = threading.Barrier(LISTENERS)

            def listen(holding=holding, most=most, got=got, everybody_tried=everybody_tried):
                with leased("listen", self.switch.pk) as mine:
                    got.append(mine)
                    if mine:
                        most.append(holding.acquire(blocking=False))
                    everybody_tried.wait(timeout=30)
                    if mine:
                        holding.release()

            at_once(*[listen] * LISTENERS)

            self.assertEqual((sorted(got), most), ([False] * (LISTENERS - 1) + [True], [True]))

    def test_is_free_when_its_holder_has_gone(self):
        def listen():
            with leased("listen", self.switch.pk) as mine:
                return mine

        self.assertEqual([at_once(listen), at_once(listen)], [[True], [True]])
