"""The recorded switch, played into the database: every call where and what it really was."""

import json
from datetime import timedelta

from django.conf import settings
from django.test import TestCase

from callcenter.accounts.models import Membership
from callcenter.tenancy.models import Organization
from callcenter.tenancy.scope import tenant_scope
from calllog.actions.replay import carry_out, chosen, read_capture
from calllog.actions.whose import whose_was_it
from calllog.models import Call, Conversation, RawEvent, Replay, Switch
from demo.world import SWITCH, load
from dispositions.models import CodeUse, Wrapup

SAMPLE = settings.BASE_DIR / "sample" / "asterisk"
STATUS = {"no_answer": {"outbound": "no_answer", "inbound": "missed"}}
OTHER = {
    "after_hours": "missed",
    "congestion": "failed",
    "failed": "failed",
    "not_dialled": "failed",
    "dropped": "abandoned",
}


def expected_status(truth):
    return STATUS.get(truth["status"], {}).get(truth["direction"]) or OTHER.get(truth["status"], truth["status"])


def misses(truth, calls):
    """Say how a stored call differs from what it really was."""
    call = calls.get((truth["tenant"], truth["linkedid"]))
    if call is None:
        return "not found"
    wrong = []
    if call.direction != truth["direction"]:
        wrong.append(f"direction {call.direction}")
    if call.status != expected_status(truth):
        wrong.append(f"status {call.status}")
    if (call.agent_extension or None) != (truth["agent"] or None):
        wrong.append(f"agent {call.agent_extension}")
    if truth["status"] == "answered" and truth["direction"] != "internal":
        measured = truth["measured"]
        pairs = [("wait_s", call.wait_s), ("talk_s", call.customer_time_s)]
        wrong += [
            f"{name} {ours}"
            for name, ours in pairs
            if measured.get(name) is not None and abs(float(ours) - measured[name]) > 1
        ]
    return ", ".join(wrong)


class TheRecordedSwitch(TestCase):
    @classmethod
    def setUpTestData(cls):
        load()
        cls.truth = json.loads((SAMPLE / "ground_truth.json").read_text())
        cls.play("verbatim", verbatim=True)

    @classmethod
    def play(cls, run, verbatim):
        capture = read_capture(SAMPLE / "ami_raw.txt")
        replay = Replay.objects.create(switch=Switch.objects.get(slug=SWITCH), run=run)
        carry_out(replay, capture, chosen(capture), speed=1, verbatim=verbatim, told=lambda replay: None)

    def stored(self):
        found = {}
        for organization in Organization.objects.all():
            with tenant_scope(organization):
                for call in Call.objects.standing().exclude(conversation_id=None):
                    found[organization.slug, call.external_id] = call
        return found

    def test_is_told_right_in_at_least_58_of_60_calls(self):
        calls = self.stored()
        results = {truth["name"]: misses(truth, calls) for truth in self.truth}
        wrong = {name: why for name, why in results.items() if why}
        print(f"\n{len(results) - len(wrong)} of {len(results)} calls are right.", *wrong.items(), sep="\n  ")

        self.assertGreaterEqual(len(results) - len(wrong), 58, wrong)

    def test_makes_no_call_that_was_none(self):
        self.assertEqual(len(self.stored()), len(self.truth))

    def test_leaves_no_conversation_unrouted(self):
        self.assertEqual(Conversation.objects.filter(organization=None, merged_into=None).count(), 0)

    def test_changes_nothing_when_it_is_delivered_again(self):
        before = {key: (call.pk, call.revision) for key, call in self.stored().items()}
        events = RawEvent.objects.count()

        self.play("again", verbatim=True)

        after = {key: (call.pk, call.revision) for key, call in self.stored().items()}
        self.assertEqual((after, RawEvent.objects.count()), (before, events))

    def test_gives_each_talk_of_a_held_telephone_a_wrapup(self):
        with tenant_scope(Organization.objects.get(slug="acme")):
            # Who passed a call on at once is not asked.
            asked = Wrapup.objects.filter(state__in=["open", "saved"]).count()
            talks = (
                Call.objects.standing()
                .exclude(conversation_id=None)
                .exclude(direction="internal")
                .filter(legs__membership__isnull=False, legs__talked=True, legs__listening=False)
                .distinct()
                .count()
            )

        self.assertGreaterEqual(asked, talks)

    def test_codes_by_rule_what_reached_nobody(self):
        with tenant_scope(Organization.objects.get(slug="acme")):
            unreached = Call.objects.standing().exclude(conversation_id=None)
            unreached = unreached.exclude(status__in=["answered", "in_progress"]).exclude(direction="internal")
            uses = CodeUse.objects.standing().filter(call__in=unreached, membership=None)

            self.assertEqual(uses.values("call").distinct().count(), unreached.count())

    def test_gives_a_call_of_a_telephone_nobody_held_to_whom_the_manager_names(self):
        acme = Organization.objects.get(slug="acme")
        with tenant_scope(acme):
            call = Call.objects.standing().of_telephones_nobody_held().earliest("started_at")
            ben = Membership.objects.get(name__startswith="Ben")
            manager = Membership.objects.get(role="manager")

            whose_was_it(call=call, membership=ben, actor=manager)

            call.refresh_from_db()
            wrapup = Wrapup.objects.get(call=call, membership=ben)
            self.assertEqual((call.agent, wrapup.state), (ben, "to_classify"))

    def test_counts_the_noise_it_dropped(self):
        self.assertGreater(sum(Switch.objects.get(slug=SWITCH).dropped.values()), 4_000)


class ASecondRun(TestCase):
    def test_lets_the_history_of_a_number_grow(self):
        load()
        TheRecordedSwitch.play("one", verbatim=True)
        with tenant_scope(Organization.objects.get(slug="acme")):
            number = Call.objects.exclude(conversation_id=None).exclude(number="").order_by("pk").first().number
            before = Call.objects.standing().filter(number=number).count()

        self.replay_first_call_now()

        with tenant_scope(Organization.objects.get(slug="acme")):
            newest = Call.objects.standing().filter(number=number).order_by("-started_at").first()
            self.assertEqual(
                (
                    Call.objects.standing().filter(number=number).count(),
                    newest.ended_at - newest.started_at < timedelta(60),
                ),
                (before + 1, True),
            )

    def replay_first_call_now(self):
        capture = read_capture(SAMPLE / "ami_raw.txt")
        replay = Replay.objects.create(switch=Switch.objects.get(slug=SWITCH), run="two")
        calls = chosen(capture, only=[chosen(capture)[0].name])
        carry_out(replay, capture, calls, speed=1, verbatim=False, told=lambda replay: None)
