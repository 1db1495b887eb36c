"""The served application as schemathesis reaches it: in this process, through WSGI."""

from typing import Any
from unittest.mock import patch

import schemathesis
import werkzeug
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from werkzeug.test import run_wsgi_app

from callcenter.web.handler import Handler

CSRF = "0123456789abcdef0123456789abcdef"


class Application:
    """Repeat the CSRF token as a cookie, as a browser does, and keep most idempotency keys apart.

    Schemathesis sends the same key with many bodies, which would be refused without being read.
    """

    def __init__(self) -> None:
        self.inner = Handler()
        self.asked = 0

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Any:
        self.asked += 1
        environ["HTTP_COOKIE"] = "; ".join(filter(None, [environ.get("HTTP_COOKIE"), f"csrftoken={CSRF}"]))
        key = environ.get("HTTP_IDEMPOTENCY_KEY", "")
        if 0 < len(key) < 80 and self.asked % 4:
            environ["HTTP_IDEMPOTENCY_KEY"] = f"{key}-{self.asked}"
        return self.inner(environ, start_response)


class Sender(werkzeug.Client):
    """A client that overlooks what only sockets know; schemathesis sends it along with its own probes."""

    def open(self, *args: Any, max_redirects: Any = None, verify: Any = None, cert: Any = None, **kwargs: Any) -> Any:
        return super().open(*args, **kwargs)


def served_schema(config: Any) -> Any:
    """Load the schema as any client does."""
    return schemathesis.openapi.from_wsgi("/api/schema/?format=json", Application(), config=config)


class Striker(Client):
    """A client that sends what no client would, and gets what the web server gets."""

    application = Handler()

    def request(self, **request: Any) -> Any:
        environ: dict[str, Any] = self._base_environ(**request)  # type: ignore[attr-defined]
        environ["HTTP_COOKIE"] += f"; csrftoken={CSRF}"
        environ.setdefault("HTTP_X_CSRFTOKEN", CSRF)
        # Between requests the server closes connections that are in the middle of something, as this one is.
        with patch.object(connection, "close_if_unusable_or_obsolete"):
            parts, status, headers = run_wsgi_app(self.application, environ, buffered=True)
        return HttpResponse(b"".join(parts), status=int(status.split()[0]), headers=dict(headers))
