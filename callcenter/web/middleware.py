from collections.abc import Callable

from csp.constants import SELF
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation

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


class HeadersMiddleware:
    """Let the page talk to the push process, and switch off what no page needs."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Permissions-Policy", "camera=(), microphone=(), geolocation=(), payment=()")
        if request.path.startswith("/o/"):
            response.headers.setdefault("Cache-Control", "no-store")
            response._csp_update = {"connect-src": [SELF, push_origin(request)]}  # type: ignore[attr-defined]
        return response


def push_origin(request: HttpRequest) -> str:
    """Return where the browser reaches the push process."""
    if settings.PUSH_URL:
        return "/".join(settings.PUSH_URL.split("/", 3)[:3])
    host = request.get_host().rsplit(":", 1)[0] if not request.get_host().endswith("]") else request.get_host()
    return f"{request.scheme}://{host}:{settings.PUSH_PORT}"
