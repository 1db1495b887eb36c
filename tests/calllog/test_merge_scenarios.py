"""The merging of events into calls, one scenario after the other as the reference numbers them."""

import random
from datetime import UTC, datetime
from unittest import TestCase
from zoneinfo import ZoneInfo

from calllog.canonical import Channel, DialStatus, Event, Kind
from calllog.correlate import correlate
from calllog.directory import Directory
from calllog.fold import fold
from calllog.fold_legs import Outcome, Party
from calllog.sources.asterisk import canonical, linked_keys
from calllog.sources.asterisk_files import CDR_COLUMNS, read_rows
from calllog.sources.asterisk_records import blocks_of

AROUND = Directory.of({"channel_patterns": [r"^PJSIP/(?P<extension>\d+)-"], "trunk_patterns": [r"^PJSIP/trunk-"]})
START = 1_795_000_000.0
NOW = datetime(2026, 11, 23, tzinfo=UTC)
CUSTOMER = Channel("c", "1", "PJSIP/trunk-0a1f", "", "ring", "+12015550123", "Ann", "", "+13125550100", "acme")


def at(second, kind, channel=CUSTOMER, other=None, **facts):
    extra = {"other": other} if other is not None else {}
    return Event(START + second, 0, kind, channel, **extra, **facts)


def telephone(key, extension, conversation="1"):
    return Channel(key, conversation, f"PJSIP/{extension}-{key}")


def rung(phone, begins, *, until, status=DialStatus.NO_ANSWER, cause=26):
    """Return how a telephone rings in vain."""
    return [
        at(begins, Kind.DIAL_BEGUN, CUSTOMER, phone),
        at(until, Kind.DIAL_ENDED, CUSTOMER, phone, status=status),
        at(until, Kind.ENDED, phone, cause=cause),
    ]


def answered(phone, begins, *, up, leaves, bridge="b1", by=CUSTOMER):
    """Return a telephone's part from its first ring to its end, in a bridge."""
    return [
        at(begins, Kind.DIAL_BEGUN, by, phone),
        at(up, Kind.DIAL_ENDED, by, phone, status=DialStatus.ANSWERED),
        at(up, Kind.BRIDGE_ENTERED, phone, bridge=bridge),
        at(leaves, Kind.BRIDGE_LEFT, phone, bridge=bridge),
        at(leaves, Kind.ENDED, phone, cause=16),
    ]


def customer(*stays, ends, cause=16):
    """Return the customer's channel with its stays (bridge, from, to)."""
    events = [at(0, Kind.STARTED)]
    for bridge, enters, leaves in stays:
        events += [at(enters, Kind.BRIDGE_ENTERED, bridge=bridge), at(leaves, Kind.BRIDGE_LEFT, bridge=bridge)]
    return [*events, at(ends, Kind.HANGUP_ASKED), at(ends, Kind.ENDED, cause=cause)]


def called(events):
    return fold(events, AROUND)


def facts(call):
    return call.status, call.agent_extension, call.wait_s, call.talk_s


BASIC = [*customer(("b1", 4, 64), ends=64), *answered(telephone("a", "8007"), 1, up=4, leaves=64)]


class OneCall(TestCase):
    def test_01_in_order(self):
        self.assertEqual(facts(called(BASIC)), ("answered", "8007", 4.0, 60.0))

    def test_02_in_the_wrong_order_is_the_same(self):
        self.assertEqual(called(reversed(BASIC)), called(BASIC))

    def test_03_told_twice_is_the_same(self):
        self.assertEqual(called(BASIC * 2), called(BASIC))

    def test_04_flips_when_the_answer_comes_late(self):
        early = [event for event in BASIC if event.kind in (Kind.STARTED, Kind.DIAL_BEGUN, Kind.ENDED)]

        self.assertEqual((called(early).status, called(BASIC).status), ("missed", "answered"))

    def test_08_that_rang_at_two_telephones_was_lost_by_one_of_them(self):
        call = called([*BASIC, *rung(telephone("b", "8008"), 1, until=4)])
        outcomes = {leg.extension: leg.outcome for leg in call.legs if leg.party == Party.AGENT}

        self.assertEqual((outcomes, call.talk_s), ({"8007": Outcome.ANSWERED, "8008": Outcome.ELSEWHERE}, 60.0))

    def test_09_given_up_in_the_queue_is_abandoned(self):
        call = called(
            [
                *customer(ends=20),
                at(1, Kind.QUEUE_JOINED, queue="sales-en"),
                *rung(telephone("a", "8007"), 2, until=20, cause=0),
                at(20, Kind.QUEUE_ABANDONED, queue="sales-en"),
            ]
        )

        self.assertEqual((call.status, call.queue, call.wait_s), ("abandoned", "sales-en", 20.0))

    def test_13_without_its_beginning_is_partial(self):
        call = called([event for event in BASIC if event.kind != Kind.STARTED])

        self.assertEqual((call.status, call.talk_s, call.quality), ("answered", 60.0, "partial"))

    def test_14_without_its_end_is_closed_by_what_is_known_and_then_by_the_record(self):
        cut = [event for event in BASIC if event.kind in (Kind.STARTED, Kind.DIAL_BEGUN, Kind.DIAL_ENDED)]
        cut += [event for event in BASIC if event.kind == Kind.BRIDGE_ENTERED]
        lost = [*cut, at(30, Kind.LOST, CUSTOMER), at(30, Kind.LOST, telephone("a", "8007"))]
        record = [at(64, Kind.ENDED, CUSTOMER, cause=16), at(64, Kind.ENDED, telephone("a", "8007"), cause=16)]

        self.assertEqual(
            [(call.status, call.quality) for call in map(called, (cut, lost, lost + record))],
            [("in_progress", ""), ("answered", "partial"), ("answered", "")],
        )

    def test_15_of_three_talks_as_long_as_anybody_was_there(self):
        third = telephone("b", "8011")
        call = called(
            [
                *customer(("b1", 4, 64), ends=64),
                *answered(telephone("a", "8007"), 1, up=4, leaves=40),
                *answered(third, 20, up=24, leaves=64, by=telephone("a", "8007")),
            ]
        )

        self.assertEqual((call.talk_s, call.customer_time_s), (60.0, 60.0))

    def test_16_shuffled_and_repeated_is_always_the_same(self):
        chance = random.Random(16)
        mixed = [chance.sample(BASIC, len(BASIC)) + chance.choices(BASIC, k=5) for _ in range(200)]

        self.assertEqual({called(events) == called(BASIC) for events in mixed}, {True})


class ATransfer(TestCase):
    SAMPLE = (
        '"sales","+12015550123","700","from-trunk","""Ann"" <+12015550123>","PJSIP/trunk-0a1f","PJSIP/8007-0a22",'
        '"Dial","PJSIP/8007","2026-11-22 10:14:59","2026-11-22 10:15:19","2026-11-22 10:16:40",101,81,"ANSWERED",'
        '"DOCUMENTATION","1795342499.4410","",,"1795342499.4410",101\n',
        '"sales","+12015550123","300","internal","""Ann"" <+12015550123>","PJSIP/trunk-0a1f","PJSIP/8011-0a2b",'
        '"Dial","PJSIP/8011","2026-11-22 10:16:40","2026-11-22 10:16:46","2026-11-22 10:19:05",145,139,"ANSWERED",'
        '"DOCUMENTATION","1795342499.4410","",,"1795342499.4410",102\n',
    )

    def test_05_blind_is_one_call_with_two_agents_parts(self):
        rows = list(read_rows(self.SAMPLE, CDR_COLUMNS, ZoneInfo("UTC")))
        events = [event for block in blocks_of([], rows) for event in canonical(dict(block.fields), NOW)]
        call = called(events)
        parts = {leg.extension: leg.talk_s for leg in call.legs if leg.party == Party.AGENT}

        self.assertEqual((call.talk_s, call.customer_time_s, parts), (220.0, 226.0, {"8007": 81.0, "8011": 139.0}))

    def test_06_attended_counts_the_consultation_as_nobodys_talk(self):
        first, second = telephone("a", "8007"), telephone("b", "8011")
        call = called(
            [
                *customer(("b1", 4, 100), ends=100),
                *answered(first, 1, up=4, leaves=40),
                at(20, Kind.HELD, first),
                at(40, Kind.UNHELD, first),
                *answered(second, 21, up=25, leaves=40, bridge="b2", by=first),
                at(40, Kind.ATTENDED_TRANSFER, first, CUSTOMER, number="8011"),
                at(40, Kind.BRIDGE_ENTERED, second, bridge="b1"),
                at(100, Kind.BRIDGE_LEFT, second, bridge="b1"),
            ]
        )

        self.assertEqual((call.agent_extension, call.customer_time_s, call.hold_s), ("8007", 96.0, 20.0))

    def test_07_of_two_conversations_is_one(self):
        transfer = {
            "Event": "AttendedTransfer", "OrigTransfererUniqueid": "a", "OrigTransfererLinkedid": "1",
            "SecondTransfererUniqueid": "x", "SecondTransfererLinkedid": "2",
        }  # fmt: skip
        blocks = [frozenset({"linkedid:1", "uniqueid:c"}), frozenset({"linkedid:2", "uniqueid:x"})]
        found = correlate({}, [*blocks, linked_keys(transfer)])

        self.assertEqual(len(set(found.assignments)), 1)


class WhatProvidersDo(TestCase):
    def test_10_a_child_that_is_complete_before_its_parent_answers_changes_nothing(self):
        child = answered(telephone("a", "8007"), 1, up=4, leaves=64)

        self.assertEqual(called([*child, *customer(("b1", 4, 64), ends=64)]), called(BASIC))

    def test_11_a_later_record_that_names_the_agent_is_the_one_that_counts(self):
        first = customer(("b1", 4, 64), ends=64)

        self.assertEqual((called(first).agent_extension, called(first + BASIC).agent_extension), (None, "8007"))

    def test_12_equal_ids_of_two_switches_are_two_conversations(self):
        """Each switch is correlated by itself: what one knows is not handed to the other."""
        blocks = [frozenset({"linkedid:1", "uniqueid:1"})]

        self.assertEqual(
            (correlate({"linkedid:1": 7}, blocks).assignments, correlate({}, blocks).assignments), ((7,), (-1,))
        )

    def test_a_call_of_three_days_is_one(self):
        days = 3 * 86_400
        call = called([*customer(("b1", 4, days), ends=days), *answered(telephone("a", "8007"), 1, up=4, leaves=days)])

        self.assertEqual(call.talk_s, days - 4.0)

    def test_an_answer_before_the_ring_keeps_the_call_sensible(self):
        phone = telephone("a", "8007")
        early = [
            at(2, Kind.DIAL_ENDED, CUSTOMER, phone, status=DialStatus.ANSWERED),
            at(3, Kind.DIAL_BEGUN, CUSTOMER, phone),
        ]
        call = called([*customer(("b1", 4, 64), ends=64), *early, *answered(phone, 3, up=4, leaves=64)])

        self.assertEqual((call.status, call.talk_s, call.ring_s >= 0), ("answered", 60.0, True))
