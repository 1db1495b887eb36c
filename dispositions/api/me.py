from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Avg, Count, Q, Value
from django.db.models.functions import Least
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from callcenter.accounts.models import Membership
from callcenter.api.everywhere import EverywhereView
from callcenter.calendars.incidents import shown, standing_for
from callcenter.outbox import tickets
from callcenter.tenancy.models import Organization
from calllog.telephones import held_now
from dispositions.models import Wrapup

PROMPT_S = 60
CAPPED_S = Decimal(900)


class MeSerializer(serializers.Serializer):
    user = serializers.DictField()
    demo = serializers.BooleanField()
    push_url = serializers.CharField()
    organizations = serializers.ListField(child=serializers.DictField())
    shift = serializers.DictField(allow_null=True)


class TicketSerializer(serializers.Serializer):
    ticket = serializers.CharField()
    url = serializers.CharField()
    expires_at = serializers.DateTimeField()


def push_url(request: Request) -> str:
    """Return where the browser opens the stream of news."""
    if settings.PUSH_URL:
        return settings.PUSH_URL.rstrip("/") + "/events/"
    host = request.get_host()
    name = host if host.endswith("]") else host.rsplit(":", 1)[0]
    return f"{request.scheme}://{name}:{settings.PUSH_PORT}/events/"


class MeView(EverywhereView):
    @extend_schema(operation_id="me_retrieve", responses=MeSerializer)
    def get(self, request: Request) -> Response:
        """Tell who I am, where I belong, what I may do there, and my figures of today."""
        wanted = request.headers.get("Organization")
        places, shift, demo = [], None, False
        for own in self.asked.organizations:
            with self.inside(own) as membership:
                places.append(place(own.organization, membership))
                if own.slug == wanted or (wanted is None and len(self.asked.organizations) == 1):
                    shift = figures(membership, own.organization)
                    demo = settings.DEMO and own.organization.is_demo
        user = self.asked.user
        return Response(
            {
                "user": {"id": user.pk, "name": user.name, "email": user.email, "language": user.language},
                "demo": demo,
                "push_url": push_url(request),
                "organizations": places,
                "shift": shift,
            }
        )


class PushTicketView(EverywhereView):
    @extend_schema(operation_id="push_ticket_create", request=None, responses=TicketSerializer)
    def post(self, request: Request) -> Response:
        """Hand out a ticket for the stream of news, good for ten minutes."""
        ticket = tickets.issue(self.asked.user.pk, [own.organization.pk for own in self.asked.organizations])
        expires_at = timezone.now() + timedelta(seconds=tickets.VALID_S)
        return Response({"ticket": ticket, "url": f"{push_url(request)}?ticket={ticket}", "expires_at": expires_at})


def place(organization: Organization, membership: Membership) -> dict[str, Any]:
    """Describe one of a person's organizations."""
    return {
        "slug": organization.slug,
        "name": organization.name,
        "role": membership.role,
        "membership": membership.pk,
        "time_zone": organization.time_zone,
        "language": organization.language,
        "region": organization.country,
        "capabilities": sorted(membership.capabilities),
        "incident": shown(standing_for(membership.team_id)),
        "telephones": held_now([membership]).get(membership.pk, []),
    }


def figures(membership: Membership, organization: Organization) -> dict[str, Any]:
    """Count a person's wrap-ups of today, by the organization's clock."""
    midnight = start_of_day(organization)
    asked = Wrapup.objects.filter(membership=membership, opened_at__gte=midnight).exclude(state="withdrawn")
    counted = asked.aggregate(
        calls=Count("pk"),
        coded=Count("pk", filter=Q(state="saved")),
        prompt=Count("pk", filter=Q(state="saved", acw_s__lte=PROMPT_S)),
        undone=Count("pk", filter=Q(state__in=["open", "to_classify"])),
    )
    # Work left lying counts 15 minutes at most, so that one forgotten card does not spoil the average.
    average = asked.undisturbed().aggregate(value=Avg(Least("acw_s", Value(CAPPED_S)), filter=~Q(acw_s=None)))["value"]
    return {
        "since": midnight,
        "calls": counted["calls"],
        "coded": counted["coded"],
        "coded_within_minute": counted["prompt"],
        "average_wrapup_s": float(average) if average is not None else None,
        "undone": counted["undone"],
    }


def start_of_day(organization: Organization) -> datetime:
    """Return when today began where the organization is."""
    local = timezone.now().astimezone(ZoneInfo(organization.time_zone))
    return local.replace(hour=0, minute=0, second=0, microsecond=0)
