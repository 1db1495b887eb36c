"""What every test rests on: the database of this process, and the browser."""

import os
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connections, router
from django.test import override_settings

from tests import tally
from tests.browser import MISSING, chromium_options, find_chromium
from tests.database import cloned_database
from tests.properties.profiles import choose as pytest_configure  # noqa: F401 - pytest knows its hooks by name


@pytest.fixture(scope="session")
def django_db_setup(django_db_blocker: Any) -> Iterator[None]:
    """Replace pytest-django's own: both aliases lead to this process's clone, each with its own role."""
    with django_db_blocker.unblock(), cloned_database():
        # The router keeps migrations off `default`, and Django empties only what may be migrated.
        router.routers = []
        try:
            yield
        finally:
            connections.close_all()


@pytest.fixture(scope="module", autouse=True)
def quick_passwords(request: Any) -> Iterator[None]:
    """Keep passwords in no time, but where people sign in to real processes with those made here."""
    if request.path.parent.name in {"chaos", "logs", "looks", "shape", "story"}:
        yield
        return
    with override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"]):
        yield


@pytest.fixture(scope="session")
def chromium() -> str:
    """Return the browser's executable; without one the test is skipped, in CI it fails."""
    if found := find_chromium():
        return found
    if os.environ.get("CI") == "true":
        pytest.fail(MISSING)
    pytest.skip(MISSING)


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Any]:
    """Return a running Chromium, driven by Playwright."""
    from playwright.sync_api import sync_playwright

    # Playwright's loop runs in this thread, and Django takes that for asynchronous code.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(**chromium_options(chromium))
        try:
            yield running
        finally:
            running.close()
            del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


def pytest_sessionfinish(session: Any) -> None:
    """Hand what the nets of this process counted to the process that reports."""
    if hasattr(session.config, "workeroutput"):
        session.config.workeroutput["nets"] = tally.told()


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    """Add what a test process counted."""
    for net, numbers in getattr(node, "workeroutput", {}).get("nets", {}).items():
        tally.tell(net, **numbers)


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Say how much of each net ran, and loudly that the browser tests were left out."""
    if counted := tally.lines():
        terminalreporter.write_sep("-", "the nets")
        for line in counted:
            terminalreporter.write_line(line)
    if any(MISSING in str(report.longrepr) for report in terminalreporter.stats.get("skipped", [])):
        terminalreporter.write_line(MISSING, red=True, bold=True)
