"""Carry out an unsafe request once per client key. Raw SQL: the insert must tell who came first."""

import hashlib
from collections.abc import Callable

from django.db import connection
from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _

from callcenter.accounts.requests import TenantRequest
from callcenter.api.models import IdempotentRequest
from callcenter.tenancy.errors import DomainError

HEADER = "Idempotency-Key"
KEPT_DAYS = 7


class KeyReused(DomainError):
    code = "idempotency_key_reused"
    status = 422
    message = _("This Idempotency-Key was already used for another request.")


class KeyTooLong(DomainError):
    code = "idempotency_key_invalid"
    status = 400
    message = _("An Idempotency-Key has 1 to 100 printable characters.")


def once(request: TenantRequest, carry_out: Callable[[], HttpResponse]) -> HttpResponse:
    """Run the request unless its key already has an answer; a refusal leaves no trace and may be tried again."""
    key = request.headers.get(HEADER)
    if key is None or request.method in {"GET", "HEAD", "OPTIONS"}:
        return carry_out()
    if not 1 <= len(key) <= 100 or not key.isprintable():
        raise KeyTooLong
    actor = f"k{request.api_key.pk}" if request.api_key else f"m{request.membership.pk}"
    route = f"{request.method} {request.path}"[:200]
    digest = hashlib.sha256(request.META.get("QUERY_STRING", "").encode() + b"\n" + request.body).hexdigest()
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO api_idempotentrequest (organization_id, actor, route, key, body_hash, answer, created_at) "
            "VALUES (%s, %s, %s, %s, %s, '', now()) "
            "ON CONFLICT (organization_id, actor, route, key) DO NOTHING RETURNING id",
            [request.organization.pk, actor, route, key, digest],
        )
        inserted = cursor.fetchone()
    if inserted is None:
        return replay(IdempotentRequest.objects.get(actor=actor, route=route, key=key), digest)
    response = carry_out()
    if response.status_code < 400:
        IdempotentRequest.objects.filter(pk=inserted[0]).update(
            status=response.status_code, answer=response.content.decode()
        )
    return response


def replay(row: IdempotentRequest, digest: str) -> HttpResponse:
    """Repeat the stored answer, or refuse when the body differs."""
    if row.body_hash != digest:
        raise KeyReused
    response = HttpResponse(row.answer, status=row.status, content_type="application/json")
    response["Idempotent-Replay"] = "true"
    return response
