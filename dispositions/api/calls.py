from datetime import timedelta
from typing import Any

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from callcenter.accounts.errors import Forbidden
from callcenter.api.views import TenantViewSet
from callcenter.tenancy.errors import NotFound
from calllog.actions.annotate import annotate
from calllog.actions.by_hand import log_call
from calllog.models import Call
from calllog.serializers import LogCallSerializer, PatchCallSerializer
from dispositions import effects, rows
from dispositions.actions.save import Saved, code_wrapup, wrapup_for
from dispositions.filters import CallFilter
from dispositions.models import CallOutcome, CodeUse, Disposition, Effect, Revision
from dispositions.serializers import (
    CallSerializer,
    CodeCallSerializer,
    DispositionSerializer,
    RevisionSerializer,
    code_ref,
)

WRAPUP = OpenApiParameter("wrapup", int, OpenApiParameter.QUERY, description="A wrap-up of this call; manager.")


class CallViewSet(TenantViewSet):
    """Calls with their codes and wrap-ups."""

    model = Call
    serializer_class = CallSerializer
    capability = "calls.view"
    capabilities = {"create": "calls.log", "partial_update": "calls.log"}
    conflicts = ("code",)
    ordering = ("-started_at", "-pk")
    filterset_class = CallFilter

    def rows(self, queryset: Any) -> Any:
        return rows.calls(queryset.visible_to(self.asked.membership))

    @extend_schema(operation_id="calls_list", responses=CallSerializer(many=True))
    def list(self, request: Request) -> Response:
        """List calls, newest first."""
        page = self.paginate_queryset(self.filter_queryset(self.get_queryset()))
        return self.get_paginated_response(CallSerializer(page, many=True).data)

    @extend_schema(operation_id="calls_retrieve", responses=CallSerializer)
    def retrieve(self, request: Request, pk: int) -> Response:
        """Show one call."""
        return Response(CallSerializer(self.get_object()).data)

    @extend_schema(operation_id="calls_create", request=LogCallSerializer, responses={201: CallSerializer})
    def create(self, request: Request) -> Response:
        """Log a call no switch told us of; a person who logs one gets its wrap-up."""
        form = LogCallSerializer(data=request.data)
        form.is_valid(raise_exception=True)
        inner = self.asked
        call = log_call(**form.validated_data, actor=inner.membership, organization=inner.organization)
        return Response(self.shown(call.pk), status=201)

    @extend_schema(operation_id="calls_partial_update", request=PatchCallSerializer, responses=CallSerializer)
    def partial_update(self, request: Request, pk: int) -> Response:
        """Change the comment, or whom the call was with."""
        form = PatchCallSerializer(data=request.data)
        form.is_valid(raise_exception=True)
        annotate(call=self.get_object(), actor=self.asked.membership, **form.validated_data)
        return Response(self.shown(pk))

    @extend_schema(operation_id="calls_disposition_retrieve", responses=DispositionSerializer, parameters=[WRAPUP])
    def disposition(self, request: Request, pk: int) -> Response:
        """Show my own codes of this call, or those of the named wrap-up."""
        call = self.get_object()
        try:
            wrapup = wrapup_for(call_id=pk, actor=self.member(), named=named(request), make=False)
        except NotFound:
            if named(request) is not None:
                raise
            return Response(empty())
        disposition = Disposition.objects.filter(wrapup=wrapup).first()
        if disposition is None:
            return Response(empty() | {"wrapup": {"id": wrapup.pk, "state": wrapup.state}})
        revision = Revision.objects.get(disposition=disposition, number=disposition.revision)
        uses = CodeUse.objects.standing().filter(disposition=disposition).select_related("code")
        standing = list(Effect.objects.filter(disposition=disposition, ended_at=None).select_related("code"))
        primary_id = CallOutcome.objects.filter(call=call).values_list("primary_id", flat=True).first()
        saved = Saved(disposition, revision, [use.code for use in uses], standing, wrapup, primary_id)
        return Response(shape(saved, self.asked.organization))

    @extend_schema(
        operation_id="calls_disposition_update",
        request=CodeCallSerializer,
        responses=DispositionSerializer,
        parameters=[WRAPUP],
    )
    def code(self, request: Request, pk: int) -> Response:
        """Code my part of this call, correct it, or take the codes back with an empty list."""
        form = CodeCallSerializer(data=request.data)
        form.is_valid(raise_exception=True)
        given = dict(form.validated_data)
        inner = self.asked
        wrapup = wrapup_for(call_id=pk, actor=self.member(), named=named(request))
        saved = code_wrapup(
            wrapup=wrapup,
            slugs=given.pop("codes"),
            expected=given.pop("revision"),
            actor=self.member(),
            organization=inner.organization,
            **given,
        )
        return Response(shape(saved, inner.organization))

    @extend_schema(operation_id="calls_disposition_history", responses=RevisionSerializer(many=True), filters=False)
    def history(self, request: Request, pk: int) -> Response:
        """List every revision of every disposition of this call, oldest first."""
        self.ordering = ("at", "pk")
        said = Revision.objects.filter(disposition__call=self.get_object())
        found = self.paginate_queryset(said.select_related("actor", "disposition__membership")) or []
        used: dict[int, list[dict[str, Any]]] = {}
        for use in CodeUse.objects.filter(revision__in=found).select_related("code").order_by("order"):
            used.setdefault(use.revision_id, []).append(code_ref(use.code))
        return self.get_paginated_response(
            [
                {
                    "revision": row.number,
                    "by": row.by,
                    "actor": row.actor.name if row.actor else None,
                    "agent": row.disposition.membership.name if row.disposition.membership else None,
                    "at": row.at,
                    "codes": used.get(row.pk, []),
                    "note": row.note,
                    "reason": row.reason,
                }
                for row in found
            ]
        )

    def member(self) -> Any:
        """Return the member who asks; a key codes nothing."""
        membership = self.asked.membership
        if membership is None:
            raise Forbidden
        return membership

    def shown(self, pk: int) -> Any:
        """Shape a call as it is after a change."""
        return CallSerializer(rows.calls(Call.objects.all()).get(pk=pk)).data


def named(request: Request) -> int | None:
    """Return the wrap-up the request names; an unreadable name must not fall back to the caller's own."""
    given = request.query_params.get("wrapup")
    if given is None:
        return None
    if not given.isascii() or not given.isdigit() or len(given) > 18:
        raise NotFound
    return int(given)


def empty() -> dict[str, Any]:
    """Shape a disposition nobody has written."""
    return {
        "id": None,
        "revision": 0,
        "codes": [],
        "note": "",
        "saved_at": None,
        "wrapup": None,
        "effects": [],
        "undo_until": None,
    }


def shape(saved: Saved, organization: Any) -> dict[str, Any]:
    """Shape a save's outcome for its author."""
    undo_until = saved.revision.at + timedelta(seconds=effects.UNDO_S)
    return {
        "id": saved.disposition.pk,
        "revision": saved.disposition.revision,
        "codes": [code_ref(code) | {"is_primary": code.pk == saved.primary_id} for code in saved.codes],
        "note": saved.revision.note,
        "saved_at": saved.disposition.saved_at,
        "wrapup": {"id": saved.wrapup.pk, "state": saved.wrapup.state} if saved.wrapup else None,
        "effects": effects.tell(saved.effects, organization),
        "undo_until": undo_until,
    }
