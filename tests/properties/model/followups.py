"""What follows in the model: rests and promises come due, mails leave or fail, and workers die."""

from contextlib import contextmanager
from datetime import timedelta
from unittest import mock

from django.db.models.functions import Now
from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from callcenter.jobs.models import DueItem
from callcenter.jobs.tasks import run_due
from calllog.models import Call, Contact, ContactNumber
from dispositions.models import DncEntry, Effect, Wrapup
from followups import sending
from followups.models import Callback, Enrolment, Message
from tests.properties.model.coding import Coding
from tests.properties.model.house import COUNTED, holds
from tests.properties.model.naive import blocked

# What the mail server does: takes it, cannot be reached, or is lost in the middle.
SERVER = {
    "takes it": ("smtp", "", True),
    "away": ("smtp", "not connected", True),
    "lost": ("smtp", "interrupted", False),
}
IDLE = timedelta(minutes=15)
# By the clock of the test's transaction, which may have begun a while ago.
LONG_AGO = Now() - timedelta(days=1)


class FollowUps(Coding):
    def furnish(self) -> None:
        super().furnish()
        self.gone: list[int] = []

    @contextmanager
    def the_future_is_here(self):
        """Let the database's clock take for due what is due by the model's."""
        self.later()
        with self.inside():
            due = DueItem.objects.filter(due_at__lte=self.now, state="waiting")
            due.update(due_at=LONG_AGO)
            DueItem.objects.filter(state="leased").update(lease_until=LONG_AGO)
        yield

    def deliver(self, server: str):
        def hand_over(message: Message):
            through, failure, certain = SERVER[server]
            if not (failure and certain):
                self.gone.append(message.pk)
                self.refuse_unwanted(message)
            return through, failure, certain

        return mock.patch.object(sending, "deliver", hand_over)

    def refuse_unwanted(self, message: Message) -> None:
        """Nothing leaves to a person, or about a call from a number, that asked not to be contacted."""
        with self.inside():
            numbers = set(ContactNumber.objects.filter(contact=message.contact_id).values_list("number", flat=True))
            numbers.add(Call.objects.get(pk=message.call_id).number)
        standing = blocked(self.words.values(), self.now)
        no = {(number, contact) for kind, number, contact in standing if kind == "opt_out"}
        asked = [(int(one[1:]), None) for one in numbers if one.startswith("+")] + [(None, message.contact_id)]
        assert not no & set(asked), f"mail {message.pk} left after an opt-out"

    @rule(server=st.sampled_from(["takes it", "takes it", "away", "lost"]))
    def workers_do_what_is_due(self, server: str) -> None:
        with self.the_future_is_here(), self.deliver(server):
            run_due()
        COUNTED["ticks"] += 1
        with self.inside():
            failed = DueItem.objects.exclude(last_error__in=["", "not connected"])
            assert not failed.exists(), list(failed.values_list("kind", "last_error"))
            idle = Wrapup.objects.filter(state="open", touched_at__lte=self.now - IDLE)
            assert not idle.exists(), (
                "still open after a quarter of an hour",
                list(idle.values("pk", "opened_at", "touched_at", "call_id")),
                list(DueItem.objects.values_list("kind", "subject_id", "due_at", "state")),
                self.now,
            )
            over = DncEntry.objects.filter(expires_at__lte=self.now, released_at=None)
            assert not over.exists(), "a rest is over and nobody was told"
            assert not Callback.objects.filter(state="scheduled", at__lte=self.now).exists(), "a promise is forgotten"

    @precondition(lambda self: self.words)
    @rule()
    def a_worker_dies_while_a_mail_leaves(self) -> None:
        with self.the_future_is_here():
            claims = DueItem.across_organizations.claim("message", 1, timedelta(seconds=60))
        for claim in claims:
            sending.begin(claim)

    @precondition(lambda self: any("callback" in word.codes for word in self.words.values()))
    @rule(which=st.integers(0, 5))
    def a_promise_is_kept(self, which: int) -> None:
        with self.inside():
            mine = list(Callback.objects.mine(self.world.people["alice"]).order_by("pk"))
        if mine:
            response = self.ask("alice", "POST", f"callbacks/{mine[which % len(mine)].pk}/done/", {})
            assert response.status_code == 200

    @precondition(lambda self: self.states)
    @rule(which=st.integers(0, 5), name=st.sampled_from(["Ann", "Dora", None]))
    def somebody_says_who_it_was(self, which: int, name: str | None) -> None:
        with self.inside():
            calls = list(Call.objects.standing().order_by("-pk")[:6])
            contact = Contact.objects.get(name=name).pk if name else None
        if calls:
            response = self.ask("mary", "PATCH", f"calls/{calls[which % len(calls)].pk}/", {"contact": contact})
            assert response.status_code == 200, response.content

    @holds
    def whoever_said_no_is_on_the_list(self) -> None:
        """Entries in force are those of the codes that stand, each until the longest of their ends, and no others."""
        with self.inside():
            rows = DncEntry.objects.in_force(self.now)
            stored = {(row.kind, row.number, row.contact_id): row.expires_at for row in rows}
        assert stored == blocked(self.words.values(), self.now)

    @holds
    def no_step_is_sent_twice(self) -> None:
        assert len(self.gone) == len(set(self.gone))
        with self.inside():
            sent = set(Message.objects.filter(state__in=["sent", "uncertain"]).values_list("pk", flat=True))
            assert set(self.gone) <= sent

    @holds
    def nothing_is_planned_for_what_was_taken_back(self) -> None:
        with self.inside():
            planned = Message.objects.filter(state="planned").values_list("enrolment__disposition_id", flat=True)
            promised = Callback.objects.filter(state__in=["scheduled", "due"]).values_list("disposition_id", flat=True)
            for pk in planned:
                assert "interested" in self.words[pk].codes
            for pk in promised:
                assert "callback" in self.words[pk].codes
            active = Enrolment.objects.filter(state="active").values_list("pk", flat=True)
            waiting = Message.objects.filter(state__in=["planned", "sending"]).values_list("enrolment_id", flat=True)
            assert set(active) <= set(waiting), "a follow-up goes on with nothing left to send"

    @holds
    def each_promise_stands_once(self) -> None:
        with self.inside():
            made = list(Callback.objects.exclude(state="cancelled").values_list("disposition_id", flat=True))
        owed = [pk for pk, word in self.words.items() if "callback" in word.codes]
        assert set(owed) <= set(made)
        assert all(made.count(pk) >= 1 for pk in owed)

    @holds
    def what_cannot_be_taken_back_has_happened(self) -> None:
        with self.inside():
            for effect in Effect.objects.filter(state="happened", kind="plan"):
                states = set(Message.objects.filter(enrolment=effect.subject_id).values_list("state", flat=True))
                assert states & {"sending", "sent", "uncertain"}, states

    @holds
    def open_cards_are_looked_after(self) -> None:
        with self.inside():
            cards = set(Wrapup.objects.filter(state="open", saved_at=None).values_list("pk", flat=True))
            kept = DueItem.objects.filter(kind="wrapup_idle", state__in=["waiting", "leased"])
            assert cards <= set(kept.values_list("subject_id", flat=True))
