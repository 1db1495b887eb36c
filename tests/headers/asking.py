"""Every route asked with every method by everybody, and every page that tells of a fault."""

import re
import runpy
from typing import Any, NamedTuple
from unittest import mock

from django.conf import settings
from django.test import override_settings

from callcenter.accounts.actions import create_api_key
from callcenter.accounts.models import Membership
from callcenter.accounts.roles import SCOPES
from callcenter.tenancy.scope import tenant_scope
from calllog.models import Contact
from tests.base import CallCenterTestCase, OutsideClient, code, make_wrapup
from tests.routes import EVERY

METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"]
# Values of captured parts beside slug and pk; none of them leads anywhere.
CAPTURED = {"key": "nobody", "uidb36": "1", "provider": "none"}
NO_ROUTES = [
    "/nothing/here/",
    "/api/v1/nothing/",
    "/static/nothing.css",
    "/media/nothing.png",
    "/.git/config",
    "/admin/",
]


class Asked(NamedTuple):
    """A question and its answer."""

    name: str
    method: str
    who: str
    answer: Any


def address(path, pk):
    """Put values into the captured parts of a route, written as a path or as a pattern."""
    path = path.replace("<slug:slug>", "acme").replace("<int:pk>", str(pk))
    path = re.sub(
        r"<(?:\w+:)?(\w+)>", lambda part: CAPTURED[part[1]], re.sub(r"\(\?P(<\w+>)(?:[^()]|\[[^]]*\])*\)", r"\1", path)
    )
    return "/" + path.replace("^", "").replace("$", "").replace("\\", "")


def under(**environment):
    """Return an override by what the settings file itself makes of the environment."""
    path = str(settings.BASE_DIR / "callcenter" / "settings.py")
    surroundings = {"DEBUG": "false", "HTTPS": "false"}
    with mock.patch.dict("os.environ", surroundings):
        before = runpy.run_path(path)
    with mock.patch.dict("os.environ", surroundings | environment):
        after = runpy.run_path(path)
    changed = {name: after[name] for name in after if name.isupper() and before.get(name) != after[name]}
    return override_settings(**{name: value for name, value in changed.items() if name not in {"LOGGING", "CACHES"}})


class Asking(CallCenterTestCase):
    """Acme with a coded call, and everybody with a client."""

    HTTPS = False
    # Of the routes every so many is asked; the whole nets ask all.
    STEP = 3

    @classmethod
    def setUpTestData(cls):
        super().setUpTestData()
        with tenant_scope(cls.acme):
            cls.wrapup = make_wrapup(cls.alice)
            cls.own = make_wrapup(cls.admin, number="+14155550125")
            cls.contact = Contact.objects.create(name="Rosa")
            code(make_wrapup(cls.alice, number="+14155550124"), "interested", email="x@example.org")
            _, cls.key = create_api_key(name="All", scopes=list(SCOPES), actor=None)

    def client_of(self, who, **options):
        """Return a client of a member, of the key, or of nobody; a fault in a view becomes the page it would be."""
        given = {"Organization": "acme"} if isinstance(who, Membership) else {}
        if isinstance(who, str):
            given = {"Authorization": f"Bearer {who}"}
        client = OutsideClient(headers=given, raise_request_exception=False, **options)
        if isinstance(who, Membership):
            client.force_login(who.user)
        return client

    def everybody(self):
        return {
            "nobody": None,
            "agent": self.alice,
            "admin": self.admin,
            "stranger": self.mallory,
            "key": self.key,
        }

    def ask(self, client, method, path, **more):
        return client.generic(method, path, content_type="application/json", secure=self.HTTPS, **more)

    def clients(self, people):
        return {who: self.client_of(member) for who, member in self.everybody().items() if who in people}

    def routes(self):
        return EVERY[:: self.STEP]

    def answers(self, methods, clients):
        """Ask every route with every method, but for signing out, after which nobody would ask any more."""
        for who, client in clients.items():
            for route in [*self.routes(), *[(path, path.lstrip("/")) for path in NO_ROUTES]]:
                name, path = route
                for method in methods:
                    if name == "account_logout" and method == "POST":
                        continue
                    yield Asked(name, method, who, self.ask(client, method, address(path, self.wrapup.call_id)))
