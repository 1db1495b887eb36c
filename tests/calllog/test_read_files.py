"""The switch's own files, read by the command."""

import json
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory

from django.core.management import CommandError, call_command
from django.db.models import Q
from django.test import TestCase

from callcenter.tenancy.models import Organization
from callcenter.tenancy.scope import tenant_scope
from calllog.actions.replay import carry_out, chosen, read_capture
from calllog.models import Call, CallCorrection, RawEvent, Replay, Switch
from demo.world import SAMPLE, SWITCH, load
from dispositions.models import Wrapup
from tests.calllog.test_capture_in_database import misses

CEL, CDR = SAMPLE / "cel_custom_Master.csv", SAMPLE / "cdr_csv_Master.csv"


SHARED = Q(merged_into=None, source__switch__slug=SWITCH)


def read(**options):
    """Read files by the command and return what it printed."""
    out = StringIO()
    options = {"zone": "UTC", "switch": SWITCH, **options}
    call_command("read_asterisk_files", stdout=out, stderr=out, **options)
    return out.getvalue()


class TheFiles(TestCase):
    @classmethod
    def setUpTestData(cls):
        load()
        cls.truth = json.loads((SAMPLE / "ground_truth.json").read_text())
        cls.said = read(cel=[CEL], cdr=[CDR])

    def calls(self):
        found = {}
        for slug in ("acme", "globex"):
            with tenant_scope(Organization.objects.get(slug=slug)):
                found |= {(slug, call.external_id): call for call in Call.objects.filter(SHARED)}
        return found

    def test_become_the_calls_they_tell_of(self):
        calls = self.calls()
        wrong = {one["name"]: miss for one in self.truth if (miss := misses(one, calls))}

        self.assertEqual((len(calls), wrong), (60, {"q_empty": "status missed"}))

    def test_are_counted(self):
        self.assertIn("1107 lines read, 0 could not be", self.said)

    def test_open_no_card(self):
        with tenant_scope(Organization.objects.get(slug="acme")):
            self.assertEqual(set(Wrapup.objects.values_list("state", flat=True)) & {"open", "preparing"}, set())

    def test_read_again_change_nothing(self):
        before = RawEvent.objects.count()
        said = read(cel=[CEL], cdr=[CDR])

        self.assertEqual((RawEvent.objects.count(), said.rpartition(", ")[2]), (before, "0 calls new or changed.\n"))


class FilesOnTopOfASession(TestCase):
    def test_make_no_call_twice_and_change_no_result(self):
        load()
        switch = Switch.objects.get(slug=SWITCH)
        capture = read_capture(SAMPLE / "ami_raw.txt")
        replay = Replay.objects.create(switch=switch, run="verbatim")
        carry_out(replay, capture, chosen(capture)[:8], speed=1000, verbatim=True, told=lambda _: None)
        read(cel=[CEL], cdr=[CDR])

        with tenant_scope(Organization.objects.get(slug="acme")):
            flipped = CallCorrection.objects.filter(changes__has_key="status")
            calls = Call.objects.filter(merged_into=None, source__switch=switch)
            self.assertEqual((calls.count(), list(flipped)), (55, []))


class ALineThatCannotBeRead(TestCase):
    def setUp(self):
        load()

    def test_is_named_and_the_others_are_read(self):
        path = self.enterContext(TemporaryDirectory())
        bad = Path(path) / "Master.csv"
        bad.write_text("garbage\n" + CDR.read_text().splitlines()[0] + "\n")

        self.assertIn("Master.csv, line 1: 1 of 21 columns\n1 lines read, 1 could not be", read(cdr=[bad]))

    def test_refuses_a_zone_that_does_not_exist(self):
        with self.assertRaisesMessage(CommandError, "There is no time zone Mars/Olympus."):
            read(cdr=[CDR], zone="Mars/Olympus")

    def test_refuses_columns_that_lack_what_is_needed(self):
        with self.assertRaisesMessage(CommandError, "--cdr-columns lacks channel"):
            read(cdr=[CDR], cdr_columns="start,end,disposition,dstchannel,lastapp,uniqueid,linkedid")
