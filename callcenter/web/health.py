"""Is the process alive, and can it serve?"""

from django.db import Error, connection
from django.http import HttpRequest, HttpResponse, JsonResponse

from callcenter.outbox import live


def alive(request: HttpRequest) -> HttpResponse:
    """Answer as long as the process runs."""
    return HttpResponse("ok", content_type="text/plain")


def ready(request: HttpRequest) -> HttpResponse:
    """Answer 200 when the database is there; Redis carries hints only, so its absence is told but not fatal."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        database = True
    except Error:
        database = False
    state = {"database": database, "redis": live.reachable()}
    return JsonResponse(state, status=200 if database else 503)
