"""Refusals as RFC 9457 problem details, in one place."""

from typing import Any

from django.core.exceptions import PermissionDenied, RequestDataTooBig
from django.db import transaction
from django.http import Http404, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rest_framework import exceptions
from rest_framework.response import Response

from callcenter.tenancy.errors import DomainError, NotFound
from callcenter.tenancy.scope import in_scope

CONTENT_TYPE = "application/problem+json"
CODES = {
    exceptions.ValidationError: "invalid",
    exceptions.ParseError: "unreadable",
    exceptions.NotAuthenticated: "not_authenticated",
    exceptions.AuthenticationFailed: "not_authenticated",
    exceptions.PermissionDenied: "forbidden",
    exceptions.MethodNotAllowed: "method_not_allowed",
    exceptions.NotAcceptable: "not_acceptable",
    exceptions.UnsupportedMediaType: "unsupported_media_type",
    exceptions.Throttled: "too_many_requests",
}


class TooMuchSent(DomainError):
    code = "too_much_sent"
    status = 413
    message = gettext_lazy("This is more than can be taken at once.")


def problem(status: int, code: str, detail: str, errors: dict[str, Any] | None = None, **extra: Any) -> dict[str, Any]:
    """Shape a problem document."""
    body = {"type": f"urn:aftercall:problem:{code}", "title": detail, "status": status, "detail": detail, "code": code}
    if errors:
        body["errors"] = errors
    return body | extra


def of_domain_error(error: DomainError) -> dict[str, Any]:
    """Shape a refusal of the domain."""
    return problem(error.status, error.code, str(error), error.fields, **error.extra)


def problem_response(error: DomainError) -> HttpResponse:
    """Answer a refusal outside a DRF view."""
    response = JsonResponse(of_domain_error(error), status=error.status, content_type=CONTENT_TYPE)
    if error.status == 401:
        response["WWW-Authenticate"] = 'Bearer realm="api"'
    return response


def exception_handler(fault: Exception, context: dict[str, Any]) -> Response | None:
    """Turn a handled refusal into a problem and roll back what the request had written."""
    if in_scope():
        transaction.set_rollback(True)
    if isinstance(fault, Http404):
        fault = NotFound()
    if isinstance(fault, PermissionDenied):
        fault = exceptions.PermissionDenied()
    if isinstance(fault, RequestDataTooBig):
        fault = TooMuchSent()
    if isinstance(fault, DomainError):
        return Response(of_domain_error(fault), status=fault.status, content_type=CONTENT_TYPE)
    if not isinstance(fault, exceptions.APIException):
        return None
    code = next((code for kind, code in CODES.items() if isinstance(fault, kind)), "refused")
    if isinstance(fault, exceptions.ValidationError):
        errors = fault.detail if isinstance(fault.detail, dict) else {"non_field_errors": fault.detail}
        body = problem(fault.status_code, code, _("Please check what you entered."), flat(errors))
    else:
        body = problem(fault.status_code, code, str(fault.detail))
    headers = {"WWW-Authenticate": 'Bearer realm="api"'} if fault.status_code == 401 else {}
    if wait := getattr(fault, "wait", None):
        headers["Retry-After"] = str(int(wait) + 1)
    return Response(body, status=fault.status_code, headers=headers, content_type=CONTENT_TYPE)


def flat(errors: Any, prefix: str = "") -> dict[str, list[str]]:
    """Flatten nested field errors to dotted names."""
    if isinstance(errors, dict):
        found: dict[str, list[str]] = {}
        for name, value in errors.items():
            found |= flat(value, f"{prefix}.{name}" if prefix else str(name))
        return found
    if isinstance(errors, list) and errors and isinstance(errors[0], dict):
        found = {}
        for index, value in enumerate(errors):
            found |= flat(value, f"{prefix}.{index}")
        return found
    return {prefix: [str(error) for error in errors]} if errors else {}
