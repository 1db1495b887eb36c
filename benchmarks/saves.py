"""How many dispositions a second are saved, durably, over HTTP, by 16 clients at once."""

import http.client
import json
import secrets
import threading
import time
import uuid
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.utils import timezone

from benchmarks.rows import Row, percentile
from callcenter.accounts.actions import add_member
from callcenter.accounts.models import Membership
from callcenter.embedded.processes import stack
from callcenter.tenancy.actions import create_organization
from callcenter.tenancy.models import Organization
from callcenter.tenancy.scope import tenant_scope
from calllog.actions.by_hand import log_call

CLIENTS = 16
SAVES = 4_000
CODES = ["interested", "follow_up_needed", "meeting_scheduled", "not_interested"]


def furnish(saves: int) -> tuple[Organization, list[tuple[str, list[int]]]]:
    """Make an organization with one agent per client and open wrap-ups for each; returns sessions and call ids."""
    slug = f"bench-{secrets.token_hex(4)}"
    organization = create_organization(slug=slug, name="Bench", country="US", is_demo=True, talk_threshold_s=0)
    clients = []
    with tenant_scope(organization):
        started_at = timezone.now() - timedelta(hours=1)
        for number in range(CLIENTS):
            member = add_member(email=f"{number}@{slug}.example", name=f"Agent {number}", role="agent", actor=None)
            calls = [
                log_call(
                    direction="outbound",
                    number=f"+1415555{(number * 250 + turn) % 10_000:04}",
                    started_at=started_at,
                    talk_s=Decimal(30),
                    actor=member,
                    organization=organization,
                ).pk
                for turn in range(saves // CLIENTS)
            ]
            clients.append((session_of(member), calls))
    return organization, clients


def session_of(member: Membership) -> str:
    """Sign a member in without a browser."""
    store = SessionStore()
    store[SESSION_KEY] = str(member.user_id)
    store[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    store[HASH_SESSION_KEY] = member.user.get_session_auth_hash()
    store.create()
    return str(store.session_key)


def client(port: int, slug: str, session: str, calls: list[int], begin: threading.Barrier, took: list[float]) -> None:
    """Save one code after the other on a connection of its own."""
    connection = http.client.HTTPConnection("127.0.0.1", port)
    token = "x" * 32
    begin.wait()
    for turn, call in enumerate(calls):
        body = json.dumps({"codes": [CODES[turn % len(CODES)]], "note": "Asked for the price list", "revision": 0})
        headers = {
            "Content-Type": "application/json",
            "Organization": slug,
            "Cookie": f"{settings.SESSION_COOKIE_NAME}={session}; csrftoken={token}",
            "X-CSRFToken": token,
            "Idempotency-Key": uuid.uuid4().hex,
        }
        started = time.perf_counter()
        connection.request("PUT", f"/api/v1/calls/{call}/disposition/", body, headers)
        response = connection.getresponse()
        answer = response.read()
        took.append(time.perf_counter() - started)
        if response.status != 200:
            raise RuntimeError(f"{response.status}: {answer[:300]!r}")


def saves_per_second(scale: float) -> list[Row]:
    """Measure saves a second and the 95th percentile of their time."""
    saves = max(CLIENTS * 10, int(SAVES * scale))
    organization, clients = furnish(saves)
    took: list[float] = []
    with stack(Path(settings.BASE_DIR) / "var" / "bench" / "stack", names={"web"}, DEBUG="false") as environment:
        begin = threading.Barrier(CLIENTS + 1)
        threads = [
            threading.Thread(
                target=client, args=(int(environment["WEB_PORT"]), organization.slug, session, calls, begin, took)
            )
            for session, calls in clients
        ]
        for thread in threads:
            thread.start()
        begin.wait()
        started = time.perf_counter()
        for thread in threads:
            thread.join()
        seconds = time.perf_counter() - started
    against = f"{len(took)} saves over HTTP, {CLIENTS} clients, fsync on, client included"
    return [
        Row("saves_per_s", len(took) / seconds, "saves/s", against, 200, "higher", scale),
        Row("saves_per_s.p95", percentile(took, 0.95) * 1000, "ms", against, 80, "lower", scale),
    ]
