from datetime import UTC, datetime, timedelta
from unittest import TestCase

from calllog.canonical import Kind
from calllog.correlate import correlate
from calllog.directory import Directory
from calllog.fold import fold
from calllog.route import route
from calllog.sources.ami import Block
from calllog.sources.asterisk import canonical, linked_keys, occurred_at, stored_body
from calllog.sources.asterisk_actions import originate
from calllog.sources.asterisk_events import number_of

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
OFFICE = Directory.of(
    {"channel_patterns": [r"^PJSIP/(?P<extension>\d+)-"], "trunk_patterns": ["^PJSIP/trunk"]},
    extensions=["200", "201"],
    our_numbers=["+12015550100"],
)


def body(event, **fields):
    return stored_body(Block((("Event", event), *fields.items())))


def channel(uniqueid, name="PJSIP/trunk-01", state="Up", prefix="", **fields):
    shown = {"Channel": name, "ChannelStateDesc": state, "Uniqueid": uniqueid, "Linkedid": uniqueid, **fields}
    return {f"{prefix}{key}": value for key, value in shown.items()}


def story(*steps):
    """Return the events of blocks one second apart."""
    return [
        event
        for second, step in enumerate(steps)
        for event in canonical(step, NOON + timedelta(seconds=second), second)
    ]


def joined(*bodies):
    assignments = correlate({}, [linked_keys(one) for one in bodies]).assignments
    return len(set(assignments)) == 1


class WhatIsKept(TestCase):
    def test_noise_is_not(self):
        self.assertIsNone(body("RTCPSent", Uniqueid="1"))

    def test_an_event_of_no_call_is_not(self):
        self.assertIsNone(body("AgentComplete", Queue="support", MemberName="Ann"))

    def test_only_variables_that_the_fold_reads_are(self):
        kept = [
            body("VarSet", Variable=name, Value="x", Uniqueid="1") is not None
            for name in ("QUEUESTATUS", "RTPAUDIOQOS")
        ]

        self.assertEqual(kept, [True, False])

    def test_repeated_keys_are_all_kept(self):
        kept = stored_body(
            Block((("Event", "Newstate"), ("Uniqueid", "1"), ("ChanVariable", "a"), ("ChanVariable", "b")))
        )

        self.assertEqual(kept["ChanVariable"], ["a", "b"])


class Linking(TestCase):
    def test_channels_of_one_bridge_are_one_conversation(self):
        self.assertIs(joined(*(body("BridgeEnter", BridgeUniqueid="b", **channel(one)) for one in "12")), True)

    def test_a_parking_lot_does_not_join_those_who_wait_in_it(self):
        waiting = [
            body("BridgeEnter", BridgeUniqueid="b", BridgeTechnology="holding_bridge", **channel(one)) for one in "12"
        ]

        self.assertIs(joined(*waiting), False)

    def test_a_supervisor_does_not_join_the_calls_listened_to(self):
        listened = [
            body("ChanSpyStart", **channel("9", "PJSIP/299-1", prefix="Spyer"), **channel(one, prefix="Spyee"))
            for one in "12"
        ]

        self.assertEqual(linked_keys(listened[0]), linked_keys(listened[1]))

    def test_an_originate_that_made_no_channel_joins_nothing(self):
        self.assertIsNone(body("OriginateResponse", Response="Failure", Uniqueid="<null>"))

    def test_the_channel_of_text_messages_joins_nothing(self):
        self.assertIsNone(body("Newchannel", **channel("1", "Message/ast_msg_queue")))

    def test_a_consultation_of_its_own_joins_when_it_becomes_a_transfer(self):
        transfer = body(
            "AttendedTransfer",
            **channel("2", "PJSIP/200-1", prefix="OrigTransferer"),
            **channel("3", "PJSIP/200-2", prefix="SecondTransferer"),
            **channel("1", prefix="Transferee"),
        )
        calls = [body("Newchannel", **channel(one)) for one in "123"]

        self.assertIs(joined(*calls, transfer), True)


class TheClock(TestCase):
    def test_is_the_switchs_where_it_tells(self):
        told = occurred_at({"Timestamp": f"{NOON.timestamp() - 3600:.6f}"}, NOON)

        self.assertEqual(told, NOON - timedelta(hours=1))

    def test_is_ours_where_the_switch_is_ahead(self):
        self.assertEqual(occurred_at({"Timestamp": f"{NOON.timestamp() + 3600}"}, NOON), NOON)

    def test_is_ours_where_the_switch_says_nonsense(self):
        self.assertEqual([occurred_at({"Timestamp": one}, NOON) for one in ("nan", "1e300", "x")], [NOON] * 3)


class Numbers(TestCase):
    def test_are_found_in_dial_strings(self):
        found = [number_of(one) for one in ("trunk/+12015550123", "2015550123@trunk,30", "trunk/sip:700@host", "ann")]

        self.assertEqual(found, ["+12015550123", "2015550123", "700", ""])

    def test_that_cannot_be_dialled_are_refused(self):
        with self.assertRaises(ValueError):
            originate(interface="PJSIP/200", number="1&SIP/2", context="c", caller_id="", account="", channel_id="1")


class ATelephone(TestCase):
    def ring(self, number="2025550177"):
        steps = (
            body("Newchannel", **channel("1", "PJSIP/200-1", "Ring", Exten=number)),
            body("Hangup", **channel("1", "PJSIP/200-1", "Ring", Exten=number), Cause="3"),
        )
        return fold(story(*steps), OFFICE)

    def test_that_dials_what_does_not_exist_makes_a_failed_call(self):
        self.assertEqual((self.ring().direction, self.ring().status), ("outbound", "failed"))

    def test_that_dials_a_feature_code_makes_no_call(self):
        self.assertIsNone(self.ring("*97"))

    def test_that_listens_is_marked(self):
        steps = (
            body("Newchannel", **channel("1", "PJSIP/trunk-1", "Ring", Exten="12015550100")),
            body("BridgeEnter", BridgeUniqueid="b", **channel("2", "PJSIP/201-2")),
            body("ChanSpyStart", **channel("2", "PJSIP/201-2", prefix="Spyer")),
            body("BridgeEnter", BridgeUniqueid="b", **channel("1")),
        )
        leg = next(one for one in fold(story(*steps), OFFICE).legs if one.extension == "201")

        self.assertEqual((leg.listening, leg.talked), (True, False))


class TheRoute(TestCase):
    ROUTES = {
        ("accountcode", "acme"): 1,
        ("our_number", "+12015550100"): 2,
        ("our_number", "120155502*"): 3,
        ("queue", "support"): 4,
        ("extension", "200"): 5,
    }

    def of(self, *steps):
        return route(story(*steps), self.ROUTES, OFFICE)

    def calls(self, number, **fields):
        return body("Newchannel", **channel("1", state="Ring", Exten=number, **fields))

    def test_follows_our_number_with_or_without_a_plus(self):
        self.assertEqual([self.of(self.calls(one)) for one in ("12015550100", "+12015550100")], [2, 2])

    def test_follows_a_block_of_numbers(self):
        self.assertEqual(self.of(self.calls("+12015550299")), 3)

    def test_believes_the_account_code_more(self):
        self.assertEqual(self.of(self.calls("12015550100"), body("Newstate", **channel("1", AccountCode="acme"))), 1)

    def test_believes_our_number_more_than_a_queue(self):
        self.assertEqual(
            self.of(body("QueueCallerJoin", Queue="support", **channel("1")), self.calls("12015550100")), 2
        )

    def test_is_not_misled_by_a_customer_with_a_number_of_ours(self):
        agent_dials = body("Newchannel", **channel("1", "PJSIP/200-1", "Ring", Exten="12015550100"))

        self.assertEqual(self.of(agent_dials), 5)

    def test_is_none_where_nothing_tells(self):
        self.assertIsNone(self.of(self.calls("442079460999")))


class ABlindTransferThatFailed(TestCase):
    def test_is_not_one(self):
        failed = body("BlindTransfer", Result="Fail", **channel("1", prefix="Transferee"))

        self.assertEqual([event.kind for event in story(failed) if event.kind == Kind.BLIND_TRANSFER], [])
