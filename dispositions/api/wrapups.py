from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from callcenter.accounts.access import OwnOrganization
from callcenter.accounts.models import Membership
from callcenter.api.everywhere import EverywhereView
from callcenter.tenancy.errors import NotFound
from dispositions.actions.wrapups import keep_draft
from dispositions.cards import cards
from dispositions.errors import DraftConflict
from dispositions.models import Wrapup
from dispositions.serializers import DraftSerializer, PatchWrapupSerializer

RELATIONS = ("call__contact", "call__queue", "call__campaign", "call__source", "membership")


class CardSerializer(serializers.Serializer):
    """A wrap-up with everything its card shows."""

    id = serializers.IntegerField()
    state = serializers.ChoiceField(choices=Wrapup.State.choices)
    mode = serializers.CharField()
    opened_at = serializers.DateTimeField(allow_null=True)
    deadline_at = serializers.DateTimeField(allow_null=True)
    server_now = serializers.DateTimeField()
    organization = serializers.DictField()
    call = serializers.DictField()
    part = serializers.DictField()
    contact = serializers.DictField(allow_null=True)
    history = serializers.ListField(child=serializers.DictField())
    customer_time = serializers.DictField(allow_null=True)
    working_days = serializers.ListField(
        child=serializers.DateField(), help_text="The coming ones where the call came in, today among them."
    )
    resting = serializers.DictField(allow_null=True)
    open_callback = serializers.DictField(allow_null=True)
    draft = DraftSerializer()
    draft_revision = serializers.IntegerField()
    revision = serializers.IntegerField()


class WrapupsSerializer(serializers.Serializer):
    results = CardSerializer(many=True)


class WrapupListView(EverywhereView):
    @extend_schema(operation_id="wrapups_list", responses=WrapupsSerializer)
    def get(self, request: Request) -> Response:
        """List my waiting wrap-ups in all my organizations, in the order they came."""
        found: list[dict[str, Any]] = []
        for own in self.asked.organizations:
            with self.inside(own) as membership:
                mine = Wrapup.objects.waiting().filter(membership=membership).select_related(*RELATIONS)
                found += cards(mine, own.organization)
        return Response({"results": found})


class WrapupView(EverywhereView):
    model = Wrapup
    conflicts = ("patch",)

    @extend_schema(operation_id="wrapups_retrieve", responses=CardSerializer)
    def get(self, request: Request, pk: int) -> Response:
        """Show one of my wrap-ups."""
        for own in self.asked.organizations:
            with self.inside(own) as membership:
                if found := self.card(own, membership, pk):
                    return Response(found)
        raise NotFound

    @extend_schema(operation_id="wrapups_partial_update", request=PatchWrapupSerializer, responses=CardSerializer)
    def patch(self, request: Request, pk: int) -> Response:
        """Keep what I have chosen and typed so far."""
        form = PatchWrapupSerializer(data=request.data)
        form.is_valid(raise_exception=True)
        for own in self.asked.organizations:
            try:
                with self.inside(own) as membership:
                    wrapup = Wrapup.objects.filter(pk=pk, membership=membership).first()
                    if wrapup is None:
                        continue
                    keep_draft(
                        wrapup=wrapup,
                        draft=dict(form.validated_data["draft"]),
                        expected=form.validated_data["draft_revision"],
                        actor=membership,
                    )
                    return Response(self.card(own, membership, pk))
            except DraftConflict as conflict:
                # A refused transaction answers no more questions.
                with self.inside(own) as membership:
                    conflict.extra = {"current": self.card(own, membership, pk)}
                raise
        raise NotFound

    def card(self, own: OwnOrganization, membership: Membership, pk: int) -> dict[str, Any] | None:
        """Shape one of my wrap-ups as it is now; None where it is nobody's or another's."""
        mine = Wrapup.objects.filter(pk=pk, membership=membership).select_related(*RELATIONS)
        return next(iter(cards(mine, own.organization)), None)
