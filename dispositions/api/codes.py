from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from callcenter.api.views import TenantViewSet
from callcenter.tenancy.models import Organization
from dispositions import effects
from dispositions.actions.codes import define_code
from dispositions.dnc.effects import Cooldown, day
from dispositions.models import Code, CodeSetItem
from dispositions.models.codes import in_language
from dispositions.serializers import CodeSerializer, DefineCodeSerializer


class CodeViewSet(TenantViewSet):
    """The organization's codes, as its agents are offered them."""

    model = Code
    serializer_class = CodeSerializer
    capability = "codes.view"
    capabilities = {"create": "codes.manage"}
    conflicts = ("create",)
    ordering = ("pk",)
    filter_backends = []

    def rows(self, queryset: Any) -> Any:
        return queryset.filter(selectable=True)

    @extend_schema(operation_id="codes_list", responses=CodeSerializer(many=True))
    def list(self, request: Request) -> Response:
        """List the codes with their digits, retired ones marked."""
        page = self.paginate_queryset(self.get_queryset())
        return self.get_paginated_response(described(page or [], self.asked.organization))

    @extend_schema(operation_id="codes_retrieve", responses=CodeSerializer)
    def retrieve(self, request: Request, pk: int) -> Response:
        """Show one code."""
        return Response(described([self.get_object()], self.asked.organization)[0])

    @extend_schema(operation_id="codes_create", request=DefineCodeSerializer, responses={201: CodeSerializer})
    def create(self, request: Request) -> Response:
        """Define a code with three answers: its name, what it means, what happens then."""
        form = DefineCodeSerializer(data=request.data)
        form.is_valid(raise_exception=True)
        inner = self.asked
        code = define_code(**form.validated_data, language=inner.LANGUAGE_CODE, actor=inner.membership)
        return Response(described([code], inner.organization)[0], status=201)


def described(codes: list[Code], organization: Organization) -> list[dict[str, Any]]:
    """Shape codes as the card reads them, in the reader's language."""
    digits = dict(CodeSetItem.objects.filter(code_set__is_default=True, code__in=codes).values_list("code_id", "digit"))
    told = effects.describe(codes, organization)
    return [
        {
            "id": code.pk,
            "slug": code.slug,
            "label": code.label(),
            "hint": hint(code, organization),
            "synonyms": sorted({word for words in code.synonyms.values() for word in words}),
            "category": code.category,
            "axis": code.axis,
            "digit": digits.get(code.pk) or None,
            "position": code.position,
            "direction": code.direction,
            "needs_answer": code.needs_answer,
            "permanent": code.is_permanent,
            "note": code.note,
            "asks": code.asks,
            "does": [text for field, text in told[code.pk] if not field],
            "does_with": {field: text for field, text in told[code.pk] if field},
            "retired": code.retired_at is not None,
        }
        for code in codes
    ]


def hint(code: Code, organization: Organization) -> str:
    """Return the chip's second line with the day on which a rest begun now would end."""
    text = in_language(code.hints)
    if "{date}" not in text:
        return text
    params: dict[str, Any] = next((effect for effect in code.effects if effect.get("kind") == Cooldown.name), {})
    ends = Cooldown().expires_at(params, organization, timezone.now())
    return text.replace("{date}", day(ends, organization)) if ends else text.replace("{date}", "")
