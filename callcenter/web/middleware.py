import secrets
from collections.abc import Callable

from csp.constants import SELF
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation

from callcenter.api.faults import method_not_allowed
from callcenter.logs import request_id

Next = Callable[[HttpRequest], HttpResponse]
LANGUAGES = {code for code, _ in settings.LANGUAGES}


class LanguageMiddleware:
    """Choose the language: the cookie's, else the browser's; Norwegian of either kind is bokmål."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        language = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        if language not in LANGUAGES:
            accepted = request.headers.get("Accept-Language", "").split(",")
            wanted = [part.split(";")[0].strip().split("-")[0].replace("no", "nb") for part in accepted]
            language = next((code for code in wanted if code in LANGUAGES), settings.LANGUAGE_CODE)
        with translation.override(language):
            request.LANGUAGE_CODE = language
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", language)
        return response


class RequestIdMiddleware:
    """Give the request a name that the log's lines and the answer to a fault share."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        name = secrets.token_hex(6)
        token = request_id.set(name)
        try:
            response = self.get_response(request)
        finally:
            request_id.reset(token)
        if response.status_code >= 500:
            response.headers["Request-Id"] = name
        return response


class HeadersMiddleware:
    """Switch off what no page needs, and let nothing be kept by browsers and caches but the files of the pages."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Permissions-Policy", "camera=(), microphone=(), geolocation=(), payment=()")
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        response.headers.setdefault("X-Frame-Options", settings.X_FRAME_OPTIONS)
        response.headers.setdefault("Cache-Control", "no-store")
        if getattr(request, "signed_out", False):
            # What has not been sent yet lies in the storage of the page, and waits there for the same person.
            response.headers["Clear-Site-Data"] = '"cache"'
        return response


class MethodsMiddleware:
    """Refuse methods that nothing here knows; views made of functions would answer them like GET."""

    PAGES = ("GET", "HEAD", "POST")
    API = (*PAGES, "PUT", "PATCH", "DELETE", "OPTIONS")

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        known = self.API if request.path_info.startswith("/api/") else self.PAGES
        return self.get_response(request) if request.method in known else method_not_allowed(request, known)


class PushOriginMiddleware:
    """Let the pages of an organization talk to the push process."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.path.startswith("/o/"):
            response._csp_update = {"connect-src": [SELF, push_origin(request)]}  # type: ignore[attr-defined]
        return response


def push_origin(request: HttpRequest) -> str:
    """Return where the browser reaches the push process."""
    if settings.PUSH_URL:
        return "/".join(settings.PUSH_URL.split("/", 3)[:3])
    host = request.get_host().rsplit(":", 1)[0] if not request.get_host().endswith("]") else request.get_host()
    return f"{request.scheme}://{host}:{settings.PUSH_PORT}"
