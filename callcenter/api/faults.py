"""Faults that no view answers: problems below /api/, pages elsewhere."""

from collections.abc import Sequence

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template import loader
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import defaults

from callcenter.accounts.errors import Forbidden
from callcenter.api.problems import CONTENT_TYPE, problem, problem_response
from callcenter.logs import request_id
from callcenter.tenancy.errors import DomainError, NotFound

API = "/api/"


class Unreadable(DomainError):
    code = "unreadable"
    status = 400
    message = gettext_lazy("The request cannot be read.")


class MethodNotAllowed(DomainError):
    code = "method_not_allowed"
    status = 405
    message = gettext_lazy("This method is not allowed here.")


def method_not_allowed(request: HttpRequest, allowed: Sequence[str]) -> HttpResponse:
    """Answer a method that nothing here knows."""
    response = problem_response(MethodNotAllowed()) if is_api(request) else HttpResponse(status=405)
    response.headers["Allow"] = ", ".join(allowed)
    return response


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer what Django refuses to read, such as a foreign host or too many parameters."""
    return problem_response(Unreadable()) if is_api(request) else defaults.bad_request(request, exception)


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    return problem_response(Forbidden()) if is_api(request) else defaults.permission_denied(request, exception)


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return problem_response(NotFound()) if is_api(request) else defaults.page_not_found(request, exception)


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer a bug; what it was stands in the log only."""
    reference = request_id.get()
    if not is_api(request):
        page = loader.get_template("500.html").render({"reference": reference})
        return HttpResponse(page, status=500)
    body = problem(500, "server_error", _("Something went wrong here; it was noted."), reference=reference)
    return JsonResponse(body, status=500, content_type=CONTENT_TYPE)


def is_api(request: HttpRequest) -> bool:
    return request.path_info.startswith(API)
