"""What the compose file starts, started here: the main job in a browser, behind the proxy's TLS."""

import http.client
import json
import os
import re
import shlex
import socket
import ssl
import time
from contextlib import ExitStack
from pathlib import Path

import psycopg2
import pytest
from django.conf import settings

from tests.shape import compose, machine
from tests.shape.installation import STAND_INS, Installation, failures, installation, start
from tests.story.steps import main_job, visitors
from tests.tally import tell

pytestmark = [pytest.mark.nets, pytest.mark.browser]
FOLDER = Path(settings.BASE_DIR) / "var" / "test" / "shape"


@pytest.fixture(scope="module")
def installed():
    if lacking := machine.missing():
        pytest.fail(lacking) if os.environ.get("CI") == "true" else pytest.skip(lacking)
    with installation(FOLDER / str(os.getpid())) as found:
        yield found
    tell("shape", commands=len(found.commands))


def asked(installed: Installation, path: str, *, method: str = "GET", tls: bool = True, **headers: str):
    """Ask through the proxy and return the answer, its body unread."""
    connection: http.client.HTTPConnection
    if tls:
        made = installed.folder / "proxy" / "caddy" / "pki" / "authorities" / "local" / "root.crt"
        trusting = ssl.create_default_context(cafile=made)
        connection = http.client.HTTPSConnection("localhost", installed.ports["https"], timeout=20, context=trusting)
    else:
        connection = http.client.HTTPConnection("localhost", installed.ports["http"], timeout=20)
    connection.request(method, path, headers=headers)
    return connection.getresponse()


def test_the_main_job_is_done_behind_the_proxy(installed, browser):
    with visitors(browser, installed.address, installed.folder) as visit:
        main_job(visit, installed.address)

    assert [line for name in installed.running for line in failures(installed.log(name))] == []


def test_every_process_is_still_there(installed):
    ended = {name: process.poll() for name, process in installed.running.items()}

    assert ended == dict.fromkeys(installed.running)


def test_news_pass_the_proxy_as_they_come(installed):
    """A proxy that gathers would keep the first word until the stream ends, ten minutes later."""
    issue = "from callcenter.outbox.tickets import issue; print(issue(1, [1]))"
    ticket = installed.once("web", ["python", "manage.py", "shell", "-v", "0", "-c", issue]).split()[-1]
    began = time.monotonic()

    stream = asked(installed, f"/events/?ticket={ticket}", **{"Accept-Encoding": "gzip, zstd"})
    first = stream.fp.readline() if stream.headers["Transfer-Encoding"] != "chunked" else stream.readline()

    assert (stream.status, stream.headers["Content-Encoding"]) == (200, None)
    stream.close()
    assert json.loads(first.removeprefix(b"data: ")) == {"type": "hello"}
    assert time.monotonic() - began < 10


def test_plain_http_leads_to_tls(installed):
    answer = asked(installed, "/accounts/login/", tls=False)

    assert (answer.status, answer.headers["Location"].split("://")[0]) == (308, "https")


def test_the_pages_know_that_they_are_behind_tls(installed):
    answer = asked(installed, "/accounts/login/", **{"Accept-Encoding": "gzip"})

    assert (answer.status, answer.headers["Content-Encoding"]) == (200, "gzip")
    assert answer.headers["Strict-Transport-Security"]
    assert all("Secure" in cookie for cookie in answer.headers.get_all("Set-Cookie"))


def test_a_name_that_is_not_ours_gets_no_page(installed):
    answer = asked(installed, "/accounts/login/", Host="elsewhere.example")

    assert b"<html" not in answer.read()


def test_preparing_again_changes_nothing(installed):
    """`docker compose up` runs it each time."""
    told = installed.once("prepare", installed.command("prepare"))

    assert "No migrations to apply." in told


def test_the_readme_makes_the_first_organization(installed):
    text = (compose.ROOT / "README.md").read_text().replace("\\\n", " ")
    told = re.findall(r"^docker compose run --rm (\w+) (.*)$", text, re.MULTILINE)
    said = [installed.once(name, shlex.split(words), ADMIN_PASSWORD="Long-enough-4-them") for name, words in told]

    assert [line.split(";")[0] for line in said] == ["Nordfjord is ready"]


def test_redis_forgets_nothing_under_pressure_and_keeps_a_log(installed):
    keys = ("maxmemory-policy", "appendonly", "appendfsync")
    found = {key: installed.hints.config_get(key)[key] for key in keys}

    assert found == {"maxmemory-policy": "noeviction", "appendonly": "yes", "appendfsync": "everysec"}


def test_the_listener_signs_in_to_the_switch(installed):
    """With the secret that stands in .env."""
    with ExitStack() as stack, socket.create_server(("127.0.0.1", 0)) as switch:
        switch.settimeout(machine.PATIENCE_S)
        port = switch.getsockname()[1]
        owner = f"postgresql://postgres:{installed.values['POSTGRES_PASSWORD']}@127.0.0.1"
        with psycopg2.connect(f"{owner}:{installed.ports['postgres']}/aftercall") as connection:
            connection.cursor().execute(
                "INSERT INTO calllog_switch (slug, name, kind, settings, dropped, created_at) "
                "VALUES ('pbx-1', 'PBX', 'asterisk', %s, '{}', now())",
                [json.dumps({"host": "127.0.0.1", "port": port})],
            )
        connection.close()

        start(installed, stack, "listener")
        heard, _ = switch.accept()
        with heard:
            words = heard.recv(4096).decode()
        installed.running.pop("listener-1")

    assert f"Secret: {installed.values['AMI_SECRET_PBX_1']}" in words


def test_every_command_of_ours_was_really_started(installed):
    """Runs last or first: the commands are noted as they are started, the listener's by its own test."""
    assert installed.commands | {"listener"} >= set(compose.OURS) | {"postgres", "redis"}


def test_every_stand_in_stood_in(installed):
    """One that no longer occurs would hide that the compose file says something else by now."""
    assert installed.stood_in == set(STAND_INS)
