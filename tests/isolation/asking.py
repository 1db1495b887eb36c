"""Make a request of the matrix, hold its answer against every oracle, and leave the world as it was."""

import json
import logging
import re
import traceback
from typing import NamedTuple
from unittest import mock

from django.core import mail
from django.db import connection, transaction
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart
from django.utils.http import urlencode

from callcenter.api.models import IdempotentRequest
from callcenter.outbox import live
from callcenter.tenancy.scope import tenant_scope
from tests.isolation.bodies import BEFORE, BODIES, NONE
from tests.isolation.canaries import FOUND
from tests.isolation.cases import HERE, OWN
from tests.isolation.references import parameters
from tests.isolation.world import FOREIGN_ID, MISSING_ORGANIZATION

# What differs between any two answers.
FRESH = re.compile(
    rb"""nonce[="-]+[^"' ;]+|csrftoken=[^;]+|"csrftoken": "\w+"|expires=[^;]+"""
    rb"""|name="csrfmiddlewaretoken" value="[^"]+\""""
)
# The sign-in library copies an address it meets for the first time to a table of its own.
COPIES = {"account_email"}
REPEATED = "twin"
# Links that stand beside a figure only: who sees no call is shown none.
FIGURES = re.compile(rb"unheld=true|wrapped_up=(true|false)")
REQUEST_ID = re.compile(rb"Request-Id: (\w+)")


class Answer(NamedTuple):
    """What came back, and all that left the house on the way."""

    status: int
    headers: bytes
    body: bytes
    elsewhere: bytes

    def alike(self, asked):
        """Return the answer without what differs anyhow, and without the words of the request itself."""
        text = FRESH.sub(b"", b"\n".join([str(self.status).encode(), self.headers, self.body]))
        for word in [*asked, *REQUEST_ID.findall(self.headers)]:
            text = text.replace(word, b"<asked>")
        return text


class Recorder(logging.Handler):
    """Keep what a request logs, and what it hands to the live stream."""

    def __init__(self):
        super().__init__()
        self.lines, self.frames = [], []

    def emit(self, record):
        self.lines.append(self.format(record))

    def publish(self, messages):
        self.frames += messages.values()
        self.lines += map(json.dumps, messages.values())
        return True


class Asker:
    """Ask on behalf of everybody; faults are collected as sentences."""

    def __init__(self, world, clients):
        self.world, self.clients = world, clients
        self.allowed = {b"zqx8000000", str(world.place_abroad).encode()}

    def ask(self, case, body=None):
        """Make the request, roll everything back, and return the answer with what was wrong about it."""
        try:
            return self.ask_once(case, body)
        except Exception as fault:  # a program that breaks is one more thing to be told, with whose request broke it
            place = traceback.extract_tb(fault.__traceback__)[-1]
            return Answer(500, b"", b"", b""), [f"{case}: raised {fault!r} at {place.filename}:{place.lineno}."]

    def ask_once(self, case, body):
        client, cookies = self.clients[case.actor.name], self.clients[case.actor.name].cookies.copy()
        recorder = Recorder()
        logging.getLogger().addHandler(recorder)
        try:
            with mock.patch.object(live, "publish", recorder.publish), transaction.atomic():
                at_rest = self.prepare(case.operation)
                before = self.ledger.written()
                response = client.generic(**self.request(case, body))
                run_what_waits_for_the_commit()
                answer = Answer(response.status_code, headers_of(response), body_of(response), leaving(recorder))
                changed = self.ledger.changed(at_rest) if self.ledger.written() != before else set()
                transaction.set_rollback(True)
        finally:
            logging.getLogger().removeHandler(recorder)
            client.cookies = cookies
            mail.outbox.clear()
        places = {frame["organization_id"] for frame in recorder.frames}
        return answer, [*self.wrong(case, answer, changed, places)]

    def keep_answers_abroad(self, cases):
        """Let the other organization have sent each of these requests under the same key before, with an answer."""
        with tenant_scope(self.world.globex):
            IdempotentRequest.objects.bulk_create(
                IdempotentRequest(
                    actor=f"m{self.world.row('person', OWN, case.actor.name)}",
                    route=f"{case.operation.method} {self.path(case)}",
                    key=REPEATED,
                    body_hash="0" * 64,
                    status=200,
                )
                for case in cases
                if case.operation.family == "tenant" and case.operation.method != "GET"
                if case.succeeds and not case.parameter and not case.actor.is_key
            )

    def know(self, ledger, hidden):
        """Learn what stands in the tables at rest, and what is hidden from whom."""
        self.ledger, self.hidden = ledger, hidden
        return self

    def prepare(self, operation):
        """Do what the request needs to succeed, and return the rows as they stand then."""
        if operation[:2] not in BEFORE:
            return self.ledger.at_rest
        for organization in self.ledger.organizations:
            with tenant_scope(organization):
                BEFORE[operation[:2]]()
        return self.ledger.sums()

    def request(self, case, body):
        """Return what the client is to send; without a body the one that the operation accepts."""
        operation, world, actor = case.operation, self.world, case.actor.name
        if body is None:
            body = dict(BODIES[operation[:2]](world, actor)) if operation[:2] in BODIES else dict(NONE)
        query = {}
        if case.parameter:
            named = parameters(operation)[case.parameter]
            value = world.row(named.kind, case.named, actor)
            target = query if operation.method == "GET" or case.parameter.startswith("?") else body
            kind, _, _ = case.parameter.partition("-")
            inside = self.pk(case) or (world.row(kind, OWN, actor) if "<pk>" in case.parameter else "")
            name = case.parameter.lstrip("?").replace("<pk>", str(inside))
            target[name] = [value] if isinstance(body.get(name), list) else named.said(value)
        headers = {"Idempotency-Key": REPEATED} | ({"Organization": case.organization} if case.organization else {})
        given = {"method": operation.method, "path": self.path(case) + ("?" + urlencode(query) if query else "")}
        if operation.method == "GET":
            return given | {"headers": headers}
        if operation.family in {"page", "open"}:
            return given | {"data": encode_multipart(BOUNDARY, body), "content_type": MULTIPART_CONTENT}
        return given | {"data": json.dumps(body), "content_type": "application/json", "headers": headers}

    def path(self, case):
        path = "/" + case.operation.path.replace("<slug:slug>", case.organization or HERE)
        return path.replace("<int:pk>", str(self.pk(case)))

    def pk(self, case):
        return self.world.row(case.kind, case.row, case.actor.name) if case.row and case.kind else ""

    def asked(self, case):
        """Return the words of the request that an answer may repeat."""
        words = [self.pk(case)] if case.row and case.kind else []
        if case.parameter:
            words.append(self.world.row(parameters(case.operation)[case.parameter].kind, case.named, case.actor.name))
        words += [case.organization] if case.organization in {"globex", MISSING_ORGANIZATION} else []
        return [str(word).encode() for word in words]

    def wrong(self, case, answer, changed, places):
        """Yield a sentence for every oracle that says no."""
        if case.is_declared and answer.status not in case.expected:
            yield f"{case}: answered {answer.status}, declared is {sorted(case.expected)}."
        text = b"\n".join([answer.headers, answer.body, answer.elsewhere])
        for word in [*self.asked(case), *self.allowed]:
            text = text.replace(word, b"")
        for slug, canary in FOUND.items():
            if slug not in case.home and (spoken := canary.search(text)):
                yield f"{case}: tells {spoken.group().decode()}, a text of {slug}."
        if "globex" not in case.home and (spoken := re.search(FOREIGN_ID, text)):
            yield f"{case}: tells {spoken.group().decode()}, an id of the other organization."
        if overheard := self.hidden.get(case.actor.name, set()).intersection(FOUND[HERE].findall(text)):
            yield f"{case}: tells {min(overheard).decode()}, a text that is hidden from this person."
        if case.actor.name == "idle" and (figure := FIGURES.search(text)):
            yield f"{case}: counts what is hidden from this person ({figure.group().decode()})."
        theirs = {place.pk for place in (self.world.acme, self.world.globex) if place.slug not in case.home}
        if theirs & places:
            yield f"{case}: pushed news to the browsers of another organization."
        touched = {place for place in changed if place[0] != "platform" and place[0] not in case.home}
        if touched:
            yield f"{case}: changed rows of another organization: {sorted(touched)}."
        changed -= {("platform", "django_session")} if case.operation.method != "GET" else set()
        if case.operation.family == "open" and (case.operation.method == "POST" or case.operation.name in COPIES):
            changed = {place for place in changed if place[0] != "platform"}
        if changed and (case.operation.method == "GET" or not case.succeeds):
            yield f"{case}: changed rows, and should have changed none: {sorted(changed)}."


def run_what_waits_for_the_commit():
    """Carry out what the request left for after its commit, which never comes."""
    waiting, connection.run_on_commit = connection.run_on_commit, []
    for _, carry_out, _ in waiting:
        carry_out()


def headers_of(response):
    lines = [f"{name}: {value}" for name, value in sorted(response.headers.items())]
    return "\n".join([*lines, *(str(cookie) for cookie in response.cookies.values())]).encode()


def body_of(response):
    return b"".join(response.streaming_content) if response.streaming else response.content


def leaving(recorder):
    """Return everything a request sent anywhere but to who asked."""
    letters = [str(letter.message()) for letter in getattr(mail, "outbox", [])]
    return "\n".join([*recorder.lines, *letters]).encode()
