from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from callcenter.accounts.models import Team
from callcenter.api.views import TenantViewSet
from callcenter.calendars import facts, serializers
from callcenter.calendars.actions import calendars as actions
from callcenter.calendars.actions import incidents
from callcenter.calendars.effective import book
from callcenter.calendars.models import Calendar, Incident
from callcenter.calendars.serializers import CalendarSerializer, IncidentSerializer, NextSerializer
from callcenter.calendars.typed import read_clock
from callcenter.tenancy.errors import NotFound


class CalendarViewSet(TenantViewSet):
    """Opening hours: the organization's own, and those of its parts."""

    model = Calendar
    serializer_class = CalendarSerializer
    capability = "hours.view"
    capabilities = {"create": "hours.manage", "partial_update": "hours.manage", "destroy": "hours.manage"}
    conflicts = ("create", "partial_update", "destroy")
    ordering = ("pk",)
    filter_backends = []

    def rows(self, queryset: Any) -> Any:
        return queryset.prefetch_related("spans", "days__spans")

    @extend_schema(operation_id="calendars_list", responses=CalendarSerializer(many=True))
    def list(self, request: Request) -> Response:
        """List all opening hours."""
        page = self.paginate_queryset(self.get_queryset()) or []
        return self.get_paginated_response([serializers.shape(calendar) for calendar in page])

    @extend_schema(operation_id="calendars_retrieve", responses=CalendarSerializer)
    def retrieve(self, request: Request, pk: int) -> Response:
        """Show one."""
        return Response(serializers.shape(self.get_object()))

    @extend_schema(
        operation_id="calendars_create",
        request=serializers.WriteCalendarSerializer,
        responses={201: CalendarSerializer},
    )
    def create(self, request: Request) -> Response:
        """Make further opening hours, for a part of the organization."""
        given = self.given(request, partial=False)
        days = given.pop("days", [])
        calendar = actions.make_calendar(actor=self.asked.membership, **{"week": ((),) * 7, **given})
        actions.replace_days(calendar=calendar, days=days, actor=self.asked.membership)
        return Response(self.shaped(calendar.pk), status=201)

    @extend_schema(
        operation_id="calendars_partial_update",
        request=serializers.WriteCalendarSerializer,
        responses=CalendarSerializer,
    )
    def partial_update(self, request: Request, pk: int) -> Response:
        """Change what is given; a week and days replace what stood there."""
        calendar = self.get_object()
        given = self.given(request, partial=True)
        days = given.pop("days", None)
        kept = {name: getattr(calendar, name) for name in ("name", "country", "region", "half_day_min")}
        kept["week"] = actions.week_of(calendar)
        actions.change_calendar(calendar=calendar, actor=self.asked.membership, **{**kept, **given})
        if days is not None:
            actions.replace_days(calendar=calendar, days=days, actor=self.asked.membership)
        return Response(self.shaped(calendar.pk))

    @extend_schema(operation_id="calendars_destroy", request=None, responses={204: None})
    def destroy(self, request: Request, pk: int) -> Response:
        """Delete further opening hours that nothing uses."""
        actions.delete_calendar(calendar=self.get_object(), actor=self.asked.membership)
        return Response(status=204)

    @extend_schema(operation_id="calendars_next", parameters=[serializers.AskNextSerializer], responses=NextSerializer)
    def next(self, request: Request, pk: int) -> Response:
        """Tell whether it is open now, or at a moment, and what comes next."""
        asked = serializers.AskNextSerializer(data=request.query_params.dict())
        asked.is_valid(raise_exception=True)
        at = asked.validated_data.get("at") or timezone.now()
        now = facts.now_of(book(self.asked.organization).of(self.get_object().pk), at)
        answer = {
            "at": at,
            "open": now.open,
            "closes_at": now.until,
            "opens_at": now.opens_at,
            "next_working_day": now.working_day,
        }
        return Response(NextSerializer(answer).data)

    def given(self, request: Request, *, partial: bool) -> dict[str, Any]:
        """Read the body as the actions take it."""
        form = serializers.WriteCalendarSerializer(data=request.data, partial=partial)
        form.is_valid(raise_exception=True)
        found = dict(form.validated_data)
        if "half_day_until" in found:
            found["half_day_min"] = read_clock(found.pop("half_day_until"))
        if "week" in found:
            found["week"] = [serializers.read_spans(found["week"].get(name, [])) for name in serializers.WEEKDAYS]
        if "days" in found:
            found["days"] = [
                {
                    "day": day["day"],
                    "kind": day["kind"],
                    "name": day["name"],
                    "spans": serializers.read_spans(day["hours"]),
                }
                for day in found["days"]
            ]
        return found

    def shaped(self, pk: int) -> dict[str, Any]:
        """Shape a calendar as it stands now."""
        return serializers.shape(self.get_queryset().get(pk=pk))


class IncidentViewSet(TenantViewSet):
    """Times in which clocks stand still: a fire drill, a power cut."""

    model = Incident
    serializer_class = IncidentSerializer
    capability = "hours.view"
    capabilities = {"create": "incident.declare", "end": "incident.declare"}
    conflicts = ("create", "end")
    ordering = ("-started_at", "-pk")
    filter_backends = []

    def rows(self, queryset: Any) -> Any:
        return queryset.select_related("team")

    @extend_schema(operation_id="incidents_list", responses=IncidentSerializer(many=True))
    def list(self, request: Request) -> Response:
        """List what stopped the clocks, newest first."""
        page = self.paginate_queryset(self.get_queryset())
        return self.get_paginated_response(self.get_serializer(page, many=True).data)

    @extend_schema(operation_id="incidents_retrieve", responses=IncidentSerializer)
    def retrieve(self, request: Request, pk: int) -> Response:
        """Show one."""
        return Response(self.get_serializer(self.get_object()).data)

    @extend_schema(
        operation_id="incidents_create",
        request=serializers.StartIncidentSerializer,
        responses={201: IncidentSerializer},
    )
    def create(self, request: Request) -> Response:
        """Stop the clocks of a team, or of everybody."""
        form = serializers.StartIncidentSerializer(data=request.data)
        form.is_valid(raise_exception=True)
        wanted = form.validated_data["team"]
        team = Team.objects.filter(pk=wanted).first() if wanted is not None else None
        if wanted is not None and team is None:
            raise NotFound
        incident = incidents.start_incident(
            reason=form.validated_data["reason"], team=team, actor=self.asked.membership
        )
        return Response(self.get_serializer(incident).data, status=201)

    @extend_schema(operation_id="incidents_end", request=None, responses=IncidentSerializer)
    def end(self, request: Request, pk: int) -> Response:
        """Let the clocks run again."""
        incidents.end_incident(incident=self.get_object(), actor=self.asked.membership)
        return Response(self.get_serializer(self.get_object()).data)
