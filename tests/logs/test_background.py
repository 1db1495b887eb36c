"""Work behind the pages fails without telling of whom: tasks, mail, switches, and whatever ends a program."""

import asyncio
import inspect
import logging
import smtplib
from datetime import UTC, datetime
from unittest import mock

from django.db import DataError, connection, transaction
from django.test import SimpleTestCase
from django.utils import timezone

from callcenter.celery import app
from callcenter.embedded.postgres import SETTINGS
from callcenter.embedded.processes import commands
from callcenter.jobs import registry, tasks
from callcenter.jobs.models import DueItem
from callcenter.jobs.querysets import Claim
from callcenter.logs import Line, log_unhandled
from calllog.actions.hear import hear
from calllog.models import Switch
from calllog.sources.ami import AmiReader
from calllog.sources.listener import Address, listen
from followups.models import Message
from tests.base import CallCenterTestCase, code, make_wrapup, no_scope
from tests.logs.canaries import MAIL, NAME, NOTE, NUMBER, PASSWORD, TOKEN, listening
from tests.tally import tell

INVENTED = f"4\r\n2026-11-22 10:00:00,000 ERROR django.request signed in as {TOKEN}\x1b[2K\u2028x\x85y"


class Listening:
    def setUp(self):
        super().setUp()
        self.heard = self.enterContext(listening())

    def tearDown(self):
        tell("log canaries", lines=len(self.heard.lines))
        super().tearDown()

    def said(self, *needed):
        """Assert that something was logged, with these words and without a canary."""
        lines = "\n".join(line for _, line in self.heard.lines)
        self.assertEqual(self.heard.leaks(), [])
        self.assertEqual([word for word in needed if word not in lines], [], lines)


class DueWork(Listening, CallCenterTestCase):
    def fail(self, fault):
        """Let one piece of due work raise a fault."""
        item = DueItem.objects.create(kind="test", subject_id=1, due_at=timezone.now(), state="leased", token=1)
        kind = registry.Kind("test", mock.Mock(side_effect=fault))
        tasks.carry_out(kind, Claim(item.pk, self.acme.pk, "test", 1, 1, 1))
        item.refresh_from_db()
        return item

    def test_that_fails_leaves_where(self):
        item = self.fail(RuntimeError(f"{NUMBER} {MAIL}"))

        self.said("due test 1 failed", "RuntimeError", "carry_out")
        self.assertEqual(item.last_error, "RuntimeError")

    def test_that_the_database_refuses_leaves_the_rule(self):
        def refused(claim):
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute("SELECT %s::bigint", [NUMBER + NAME])

        # It would close this test's own connection for looking broken.
        with mock.patch("callcenter.jobs.tasks.connection"):
            self.fail(refused)

        self.said("DataError 22P02")

    def test_whose_mail_is_refused_leaves_the_class(self):
        wrapup = make_wrapup(self.alice, number=NUMBER, caller_name=NAME)
        code(wrapup, "interested", email=MAIL, note=NOTE)
        DueItem.objects.filter(kind="message").update(due_at=timezone.now())
        refusals = [
            smtplib.SMTPRecipientsRefused({MAIL: (550, f"no {MAIL} here".encode())}),
            smtplib.SMTPAuthenticationError(535, f"{PASSWORD} is wrong".encode()),
            ValueError(f"Header values can't contain newlines (got {NAME!r})"),
            OSError(5, f"{MAIL}", NUMBER),
        ]
        for fault in refusals:
            Message.objects.update(state="planned")
            DueItem.objects.filter(kind="message").update(state="waiting", due_at=timezone.now(), lease_until=None)
            self.run_with(fault)

        self.said()
        self.assertEqual({MAIL in reason for reason in Message.objects.values_list("reason", flat=True)}, {False})

    def run_with(self, fault):
        with self.settings(SMTP_CONFIGURED=True), mock.patch("followups.sending.get_connection") as server:
            server.return_value.send_messages.side_effect = fault
            with no_scope():
                tasks.run_due()


class ATask(Listening, SimpleTestCase):
    def test_that_fails_names_itself_and_nobody(self):
        @app.task(name="tests.failing")
        def failing(number, name=""):
            raise RuntimeError(f"{number} {name}")

        self.addCleanup(app.tasks.pop, "tests.failing")
        failing.apply(args=[NUMBER], kwargs={"name": NAME})

        self.said("tests.failing", "raised unexpected", "RuntimeError", "in failing")

    def test_carries_ids_and_plain_values_only(self):
        app.loader.import_default_modules()
        own = {name: task for name, task in app.tasks.items() if not name.startswith(("celery.", "tests."))}
        given = {
            f"{name}({parameter.name})": parameter.annotation
            for name, task in own.items()
            for parameter in inspect.signature(task.run).parameters.values()
        }

        self.assertGreater(len(own), 2)
        self.assertEqual({one: kind for one, kind in given.items() if kind not in {int, int | None, float, bool}}, {})


class ASwitch(Listening, CallCenterTestCase):
    def setUp(self):
        super().setUp()
        self.switch = Switch.objects.create(slug="pbx", name="PBX", kind="asterisk")

    def hear(self, *pieces):
        reader = AmiReader()
        blocks = [block for piece in pieces for block in reader.feed(piece)] + reader.close()
        facts = {"session": "s", "ordinal": 0, "received_at": datetime.now(UTC)}
        hear(switch_id=self.switch.pk, blocks=blocks, **facts)

    def test_that_talks_nonsense_leaves_nothing(self):
        self.hear(
            f"Event: Newchannel\r\nUniqueid: 1.1\r\nLinkedid: 1.1\r\nCallerIDNum: {NUMBER}\r\n{NAME}\r\n\r\n".encode(),
            f"Event: Hangup\r\nUniqueid: {NUMBER}\r\nLinkedid: 1.1\r\nTimestamp: {NAME}\r\n\r\n".encode(),
            b"\xff\x00" + MAIL.encode() + b"\r\n\r\nno end " + NUMBER.encode(),
        )

        self.said()

    def test_whose_call_cannot_be_folded_leaves_where(self):
        event = f"Event: Newchannel\r\nUniqueid: 1.1\r\nLinkedid: 1.1\r\nCallerIDNum: {NUMBER}\r\n\r\n".encode()
        with mock.patch("calllog.actions.refold.route", side_effect=ValueError(f"{NUMBER} {NAME}")):
            self.hear(event)

        self.said("could not be folded", "ValueError")

    def test_that_cannot_be_reached_leaves_the_reason(self):
        async def once():
            with mock.patch("calllog.sources.listener.asyncio.open_connection", side_effect=OSError(111, "refused")):
                await asyncio.wait_for(listen(Address("127.0.0.1", 1, NAME, PASSWORD), mock.AsyncMock()), timeout=0.2)

        with self.assertRaises(TimeoutError):
            asyncio.run(once())
        self.said("manager interface at 127.0.0.1:1", "refused")


class ALine(Listening, SimpleTestCase):
    def test_stays_one_line_whatever_is_logged(self):
        logging.getLogger("callcenter").warning("seen %s", INVENTED.replace(TOKEN, "somebody"))
        _, line = self.heard.lines[-1]

        self.assertEqual(len(line.splitlines()), 1, line)

    def test_of_a_fault_that_brings_line_breaks_begins_no_other(self):
        try:
            raise TypeError("a\r\n2026-11-22 10:00:00,000 ERROR invented\u2028b")
        except TypeError:
            logging.getLogger("callcenter").exception("failed")
        _, *others = self.heard.lines[-1][1].splitlines()

        self.assertEqual([line for line in others if not line.startswith("  ")], [])

    def test_hides_what_a_library_writes(self):
        texts = [
            f"call {NUMBER} now",
            f"mail to {MAIL}",
            f"Authorization: Bearer {TOKEN}",
            f"GET /events/?ticket={TOKEN}",
        ]
        for text in texts:
            logging.getLogger("somebody.else").error("%s", text)

        self.said("call …", "mail to …", "/events/?…")

    def test_of_what_ends_a_program_quotes_nobody(self):
        try:
            raise DataError(f"invalid {NUMBER}") from ValueError(NAME)
        except DataError as fault:
            log_unhandled(type(fault), fault, fault.__traceback__)

        self.said("ended by a fault", "DataError")

    def test_that_another_handler_wrote_out_is_written_anew(self):
        record = logging.LogRecord("x", logging.ERROR, "x.py", 1, "failed", (), (ValueError, ValueError(NAME), None))
        logging.Formatter().format(record)

        self.assertNotIn(NAME, Line().format(record))


class TheServers(SimpleTestCase):
    """Neither the web server nor the live stream writes who asked for what, and the database quotes no statement."""

    def test_write_no_requests(self):
        words = commands({"WEB_PORT": "1", "PUSH_PORT": "2"}, beat_file="b", demo=True)

        self.assertEqual(
            [any("access-logfile" in word for word in words["web"]), "--no-access-log" in words["push"]], [False, True]
        )

    def test_of_the_database_quote_neither_statements_nor_values(self):
        told = {name: SETTINGS.get(name) for name in ("log_min_error_statement", "log_error_verbosity")}

        self.assertEqual(told, {"log_min_error_statement": "panic", "log_error_verbosity": "terse"})
