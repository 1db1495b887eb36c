"""People who log and code calls over HTTP, and write down what they were told before they go on."""

import http.client
import json
import os
import random
import re
import threading
import time
import uuid
from datetime import UTC, datetime, timedelta
from itertools import count

NUMBERS = count(2_000_000)
PATIENCE = 180
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')


class Journal:
    """What was asked and what was answered, on the disk before anybody goes on."""

    def __init__(self, path):
        self.handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        self.lock = threading.Lock()
        self.asked, self.acknowledged, self.refused = {}, {}, {}

    def write(self, what, key, **facts):
        with self.lock:
            getattr(self, what)[key] = facts | {"at": time.time()}
            os.write(self.handle, json.dumps({"what": what, "key": key, **facts}).encode() + b"\n")
            os.fsync(self.handle)

    def close(self):
        os.close(self.handle)

    def of(self, kind):
        """Return the acknowledged requests of a kind with their answers."""
        return {key: facts for key, facts in self.acknowledged.items() if self.asked[key]["kind"] == kind}


class Session:
    """A browser's session: cookies, the CSRF header, one connection that breaks when the server does."""

    def __init__(self, port, email, password, organization):
        self.port, self.email, self.password, self.organization = port, email, password, organization
        self.cookies, self.connection = {}, None

    def ask(self, method, path, body=None, **headers):
        """Send one request; whatever breaks is an `OSError` or an `HTTPException`."""
        if self.connection is None:
            self.connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=15)
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        given = {"Cookie": cookies, "Organization": self.organization, "Accept-Language": "en"} | headers
        if "csrftoken" in self.cookies:
            given["X-CSRFToken"] = self.cookies["csrftoken"]
        if isinstance(body, dict):
            body, given["Content-Type"] = json.dumps(body), "application/json"
        try:
            self.connection.request(method, path, body, given)
            answer = self.connection.getresponse()
            text = answer.read().decode()
        except (OSError, http.client.HTTPException):
            self.connection.close()
            self.connection = None
            raise
        for line in answer.headers.get_all("Set-Cookie") or []:
            name, _, value = line.partition(";")[0].partition("=")
            self.cookies[name] = value
        return answer, text

    def sign_in(self):
        """Sign in through the page, as people do; tell whether it worked."""
        _, page = self.ask("GET", "/accounts/login/")
        form = {"login": self.email, "password": self.password, "csrfmiddlewaretoken": TOKEN.search(page)[1]}
        body = "&".join(f"{name}={value.replace('@', '%40').replace(' ', '+')}" for name, value in form.items())
        answer, _ = self.ask("POST", "/accounts/login/", body, **{"Content-Type": "application/x-www-form-urlencoded"})
        return answer.status == 302

    def insist(self, method, path, body=None, over=lambda: False, **headers):
        """Ask until there is a final answer, always under the same key; returns it with the number of tries."""
        signed_in_again, began = False, time.monotonic()
        for tries in count(1):
            try:
                if "aftercall_session" in self.cookies or self.sign_in():
                    answer, text = self.ask(method, path, body, **headers)
                    if answer.status in {401, 403} and not signed_in_again:
                        self.cookies.pop("aftercall_session", None)
                        signed_in_again = True
                    elif answer.status < 500:
                        return answer, text, tries
            except (OSError, http.client.HTTPException, TypeError):
                pass
            if over():
                return None, "", tries
            assert time.monotonic() - began < PATIENCE, f"{method} {path} was not answered within {PATIENCE} s"
            time.sleep(0.2)


class Agent(threading.Thread):
    """Logs calls and codes them until told to stop; every write carries a key and is repeated until it is answered."""

    def __init__(self, session, journal, seed, pause_s=0.03, most=None):
        super().__init__(name=session.email, daemon=True)
        self.session, self.journal, self.pause_s, self.most = session, journal, pause_s, most
        self.chance = random.Random(seed)
        self.stopping = threading.Event()
        self.repeated = 0
        self.fault = None

    def run(self):
        try:
            for done in count(1):
                self.work()
                if self.stopping.wait(self.pause_s) or done == self.most:
                    return
        except Exception as fault:  # told to whoever waits for the thread
            self.fault = fault

    def work(self):
        """Do one of the things agents do."""
        doing = {self.mail: 10, self.undo: 2, self.correct: 1, self.opt_out: 2, self.rest: 2, self.promise: 2}
        doing[self.code_what_rang] = 2
        ((chosen),) = self.chance.choices(list(doing), weights=doing.values())
        chosen()

    def write(self, kind, method, path, body):
        """Write with a key of its own; returns the answer's content, nothing when it was refused."""
        key = uuid.uuid4().hex
        body = body | ({"comment": f"key {key}"} if kind == "call" else {"note": f"key {key}"})
        self.journal.write("asked", key, kind=kind, method=method, path=path, body=body, who=self.session.email)
        answer, text, tries = self.session.insist(method, path, body, **{"Idempotency-Key": key})
        self.repeated += tries - 1
        if answer.status >= 400:
            self.journal.write("refused", key, status=answer.status, answer=text, tries=tries)
            return None
        self.journal.write("acknowledged", key, status=answer.status, answer=text, tries=tries)
        return json.loads(text)

    def call(self, number=None):
        number = number or f"+1415{next(NUMBERS)}"
        started_at = (datetime.now(UTC) - timedelta(seconds=90)).isoformat()
        body = {"direction": "outbound", "number": number, "started_at": started_at, "talk_s": 30}
        return self.write("call", "POST", "/api/v1/calls/", body)

    def code(self, call, *codes, revision=0, **answers):
        if call is None:
            return None
        body = {"codes": list(codes), "revision": revision, **answers}
        return self.write("save", "PUT", f"/api/v1/calls/{call['id']}/disposition/", body)

    def mail(self):
        call = self.call()
        self.code(call, "interested", email=f"customer{uuid.uuid4().hex[:12]}@example.org")
        return call

    def undo(self):
        self.code(self.mail(), revision=1)

    def correct(self):
        self.code(self.mail(), "follow_up_needed", revision=1)

    def opt_out(self):
        call = self.mail()
        self.code(call and self.call(call["number"]), "do_not_contact")

    def rest(self):
        self.code(self.call(), "not_interested")

    def promise(self):
        at = datetime.now(UTC) + timedelta(seconds=self.chance.randint(1, 5))
        self.code(self.call(), "callback", callback={"at": at.isoformat(timespec="seconds")[:19], "zone": "UTC"})

    def code_what_rang(self):
        """Code a call of the switch whose card is up, while the switch may still be speaking of it."""
        answer, text, _ = self.session.insist("GET", "/api/v1/wrapups/")
        waiting = [card for card in json.loads(text)["results"] if card["state"] in {"open", "to_classify"}]
        if answer.status == 200 and waiting:
            card = self.chance.choice(waiting)
            self.code(card["call"], "follow_up_needed", "demo_booked", revision=card["revision"])
