from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from callcenter.accounts.errors import Forbidden
from callcenter.api.views import TenantViewSet
from calllog import phone
from calllog.serializers import ContactRefSerializer
from followups import actions
from followups.models import Callback

DUE = OpenApiParameter("due", str, OpenApiParameter.QUERY, enum=["mine"], description="Open ones of mine and my team.")


class CallbackSerializer(serializers.Serializer):
    id = serializers.IntegerField()
    at = serializers.DateTimeField()
    zone = serializers.CharField()
    local_time = serializers.CharField()
    state = serializers.ChoiceField(choices=Callback.State.choices)
    contact = serializers.SerializerMethodField()
    number = serializers.SerializerMethodField()
    note = serializers.CharField(allow_blank=True)
    call = serializers.IntegerField(source="call_id")
    late_s = serializers.SerializerMethodField()

    @extend_schema_field(ContactRefSerializer(allow_null=True))
    def get_contact(self, callback: Callback) -> dict[str, Any] | None:
        return {"id": callback.contact.pk, "name": callback.contact.name} if callback.contact else None

    def get_number(self, callback: Callback) -> str:
        return phone.display(callback.number, self.context["region"])

    def get_late_s(self, callback: Callback) -> int:
        late = (timezone.now() - callback.at).total_seconds()
        return max(0, int(late)) if callback.state == Callback.State.DUE else 0


class CallbackViewSet(TenantViewSet):
    """Promises to call back: my own, and those without an owner."""

    model = Callback
    serializer_class = CallbackSerializer
    capability = "work.own_calls"
    ordering = ("at", "pk")
    filter_backends = []

    def rows(self, queryset: Any) -> Any:
        membership = self.asked.membership
        if membership is None:
            raise Forbidden
        return queryset.mine(membership).select_related("contact", "owner")

    def get_serializer_context(self) -> dict[str, Any]:
        organization = self.asked.organization
        return {**super().get_serializer_context(), "region": organization.country if organization else ""}

    @extend_schema(operation_id="callbacks_list", responses=CallbackSerializer(many=True), parameters=[DUE])
    def list(self, request: Request) -> Response:
        """List callbacks by time; `due=mine` leaves out what is done or taken back."""
        found: Any = self.get_queryset()
        due = request.query_params.get("due")
        if due == "mine":
            found = found.open()
        elif due is not None:
            raise ValidationError({"due": [_("“%(value)s” is not one of the choices.") % {"value": due}]})
        page = self.paginate_queryset(found)
        return self.get_paginated_response(self.get_serializer(page, many=True).data)

    @extend_schema(operation_id="callbacks_retrieve", responses=CallbackSerializer)
    def retrieve(self, request: Request, pk: int) -> Response:
        """Show one callback."""
        return Response(self.get_serializer(self.get_object()).data)

    @extend_schema(operation_id="callbacks_done", request=None, responses=CallbackSerializer)
    def done(self, request: Request, pk: int) -> Response:
        """Mark a callback as done."""
        actions.keep_promise(callback=self.get_object(), actor=self.asked.membership)
        return Response(self.get_serializer(self.get_object()).data)
