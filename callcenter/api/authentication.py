from typing import Any, cast

from rest_framework.authentication import SessionAuthentication
from rest_framework.request import Request

from callcenter.accounts.errors import KeyRefused
from callcenter.accounts.requests import TenantRequest


class FromMiddleware(SessionAuthentication):
    """Believe the middleware; a session additionally needs the CSRF header, a key does not."""

    def authenticate(self, request: Request) -> tuple[Any, Any] | None:
        inner = cast(TenantRequest, request._request)
        if inner.key_refused:
            raise KeyRefused
        if inner.key_place is not None:
            return inner.user, inner.api_key
        return super().authenticate(request)

    def authenticate_header(self, request: Request) -> str:
        return 'Bearer realm="api"'
