"""One set of processes and one filled database for each file of this folder."""

import pytest

from tests.looks.site import running


@pytest.fixture(scope="module")
def site(request, django_db_setup, django_db_blocker, browser):
    """Run the site for a module."""
    with django_db_blocker.unblock(), running(browser, request.module.__name__) as site:
        yield site
