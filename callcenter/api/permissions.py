from typing import Any, cast

from rest_framework.permissions import BasePermission
from rest_framework.request import Request

from callcenter.accounts.errors import Forbidden, NotSignedIn
from callcenter.accounts.requests import TenantRequest


class HasCapability(BasePermission):
    """Ask for the capability the view names for this action; a view that names none is refused."""

    def has_permission(self, request: Request, view: Any) -> bool:
        inner = cast(TenantRequest, request._request)
        if inner.key_place is None and not inner.user.is_authenticated:
            raise NotSignedIn
        needed = view.capability_for(request.method, getattr(view, "action", None))
        if needed is not None and needed not in inner.capabilities:
            raise Forbidden
        return True
