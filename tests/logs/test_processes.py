"""The real processes, told canaries in every way, some of them broken: their logs and the database's hold none."""

import http.client
import os
import re
import socket
import time
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from django.conf import settings
from django.db import Error, connection
from django.utils import timezone

from callcenter.accounts.actions import add_member, create_api_key
from callcenter.embedded.home import Home
from callcenter.embedded.processes import free_port, stack
from callcenter.jobs.models import DueItem
from callcenter.outbox import tickets
from callcenter.tenancy.actions import create_organization
from callcenter.tenancy.scope import tenant_scope
from calllog.models import Contact, ContactNumber
from followups.models import Enrolment, Message
from tests.base import code, make_wrapup
from tests.headers.policy import TELLTALE
from tests.logs.canaries import ALWAYS, HEADERS, MAIL, NAME, NOTE, NUMBER, PASSWORD, QUERY, SECRET, TOKEN
from tests.tally import tell

pytestmark = [pytest.mark.nets, pytest.mark.django_db(transaction=True)]
FOLDER = Path(settings.BASE_DIR) / "var" / "test" / "logs"
DATABASE_LOG = Home("test").logs / "postgres.log"
VERSION = re.compile(rb"(?i)^server:.*\d", re.MULTILINE)
# What no server should take, with canaries where it may be tempted to quote.
BROKEN = [
    f"GET /o/acme/calls/{QUERY} HTTP/9.9\r\nHost: localhost\r\n\r\n",
    f"GET /o/acme/calls/{QUERY}\r\n\r\n",
    f"{NAME} /x HTTP/1.1\r\nHost: localhost\r\n\r\n",
    f"GET / HTTP/1.1\r\nHost: localhost\r\nBad Header {NUMBER}: {MAIL}\r\n\r\n",
    f"GET / HTTP/1.1\r\nHost: localhost\r\nAuthorization Bearer {SECRET}\r\n\r\n",
    f"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: {TOKEN}\r\n\r\n",
    f"POST / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: {TOKEN}\r\n\r\n",
    f"TRACE / HTTP/1.1\r\nHost: localhost\r\nCookie: aftercall_session={TOKEN}\r\n\r\n",
    f"GET /o/acme/{'x' * 5000}{NUMBER} HTTP/1.1\r\nHost: localhost\r\n\r\n",
    f"GET / HTTP/1.1\r\nHost: localhost\r\n folded {MAIL}\r\n\r\n",
    f"\x16\x03\x01{NUMBER}\r\n\r\n",
]


class Refusing:
    """A mail server that quotes whom it refuses."""

    async def handle_RCPT(self, server, session, envelope, address, options):
        return f"550 no mailbox {address} for {NAME}"


@pytest.fixture
def world():
    """Return Acme with calls, a mail that will be refused and one that cannot be written."""
    organization = create_organization(slug="acme", name="Acme", country="US", is_demo=True, talk_threshold_s=0)
    with tenant_scope(organization):
        member = add_member(email=MAIL, name=NAME, role="admin", actor=None, password=PASSWORD)
        for _ in range(2):
            wrapup = make_wrapup(member, number=NUMBER, caller_name=NAME)
            code(wrapup, "interested", email=MAIL, note=NOTE, organization=organization)
            # Nobody goes through a plan twice at once.
            Enrolment.objects.update(state="done")
        Message.objects.filter(pk=Message.objects.latest("pk").pk).update(subject=f"{NAME}\n{MAIL}")
        DueItem.objects.update(due_at=timezone.now())
        _, key = create_api_key(name=NAME, scopes=["calls:read", "calls:write"], actor=None)
    return organization, member, key


@pytest.fixture
def mail_server():
    controller = Controller(Refusing(), hostname="127.0.0.1", port=free_port())
    controller.start()
    yield f"smtp://127.0.0.1:{controller.port}"
    controller.stop()


def raw(port, text):
    """Send bytes as they are and return what comes back."""
    with socket.create_connection(("127.0.0.1", port), timeout=10) as connection:
        connection.sendall(text.encode())
        connection.shutdown(socket.SHUT_WR)
        answer = b""
        try:
            while part := connection.recv(65_536):
                answer += part
        except (ConnectionResetError, TimeoutError):
            pass
    return answer


def ask(port, method, path, body=None, **headers):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    connection.request(method, path, body=body, headers={**HEADERS, **headers})
    answer = connection.getresponse()
    connection.close()
    return answer.status


def test_logs_hold_no_canary(world, mail_server):
    organization, member, key = world
    folder = FOLDER / f"{os.getpid()}-{time.monotonic_ns()}"
    before = DATABASE_LOG.stat().st_size if DATABASE_LOG.exists() else -1
    names, ticket = {"web", "push", "worker", "beat"}, tickets.issue(member.user_id, [organization.pk])
    told = []
    with stack(
        folder, names=names, EMAIL_URL=mail_server, DEBUG="false", DEMO="false", LOG_LEVEL="DEBUG"
    ) as environment:
        web, push = int(environment["WEB_PORT"]), int(environment["PUSH_PORT"])
        answers = [raw(port, text) for port in (web, push) for text in BROKEN]
        for path in ("/o/acme/calls/", "/api/v1/calls/", "/accounts/login/", "/nothing/"):
            told.append(ask(web, "GET", path + QUERY, Authorization=f"Bearer {key}"))
            told.append(
                ask(web, "POST", path + QUERY, body=f'{{"{NAME}": "{NUMBER}"', Authorization=f"Bearer {SECRET}")
            )
        told.append(ask(push, "GET", f"/events/?ticket={ticket}&number={NUMBER}"))
        told.append(ask(push, "GET", f"/events/?ticket={TOKEN}"))
        wait_until(lambda: settled(organization), 60)
    texts = {path.name: path.read_bytes() for path in folder.glob("*.log")}
    if before >= 0:
        with DATABASE_LOG.open("rb") as log:
            log.seek(before)
            texts["postgres.log"] = log.read()
    words = [*ALWAYS, key, key.partition(".")[2], ticket, ticket.partition(":")[0]]
    leaks = {
        (name, word): lines_with(text, word) for name, text in texts.items() for word in words if word.encode() in text
    }
    tell("log canaries", process_logs=len(texts), lines=sum(text.count(b"\n") for text in texts.values()))

    assert leaks == {}
    assert {"web.log", "push.log", "worker.log"} <= set(texts)
    assert b"ValueError" in texts["worker.log"] or b"BadHeaderError" in texts["worker.log"], texts["worker.log"][-2000:]
    assert 500 not in told
    assert [answer for answer in answers if TELLTALE.search(answer) or VERSION.search(answer)] == []
    assert [answer[:60] for answer in answers if answer.startswith(b"HTTP/1.1 2")] == []


@pytest.mark.skipif(not DATABASE_LOG.exists(), reason="the log of a server of one's own is not ours to read")
def test_the_database_quotes_no_refusal(world):
    organization, *_ = world
    before = DATABASE_LOG.stat().st_size
    with tenant_scope(organization):
        contact = Contact.objects.create(name=NAME, email=MAIL)
        ContactNumber.objects.create(contact=contact, number=NUMBER)
    refused = []
    for statement, values in (
        (
            "INSERT INTO calllog_contactnumber (organization_id, contact_id, number) VALUES (%s, %s, %s)",
            [organization.pk, contact.pk, NUMBER],
        ),
        ("UPDATE accounts_user SET email = NULL WHERE email = %s", [MAIL]),
        ("SELECT nothing FROM calllog_contact WHERE name = %s", [NAME]),
    ):
        with pytest.raises(Error) as fault, tenant_scope(organization), connection.cursor() as cursor:
            cursor.execute(statement, values)
        refused.append(fault.value.__cause__.diag.sqlstate)

    def written():
        with DATABASE_LOG.open("rb") as log:
            log.seek(before)
            return [line for line in log.read().splitlines() if connection.settings_dict["NAME"].encode() in line]

    wait_until(lambda: len([line for line in written() if b"ERROR" in line]) >= 3, 10)
    text = b"\n".join(written())
    assert refused == ["23505", "23502", "42703"]
    assert [line for word in ALWAYS for line in lines_with(text, word)] == []


def settled(organization):
    """Tell whether both mails were tried: one refused by the server, one that cannot be written."""
    with tenant_scope(organization):
        tried = DueItem.objects.filter(kind="message", attempts__gte=1).count()
    return tried == 2


def wait_until(condition, seconds):
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not happen"
        time.sleep(0.1)


def lines_with(text, word):
    return [line[:300] for line in text.splitlines() if word.encode() in line][:3]
