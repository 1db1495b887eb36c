from django.conf import settings
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from callcenter.api.views import TenantViewSet
from calllog.errors import NoReplayHere
from demo import replays


class ReplaySerializer(serializers.Serializer):
    """How far a replay of the recording is."""

    running = serializers.BooleanField()
    done = serializers.IntegerField()
    total = serializers.IntegerField()
    name = serializers.CharField(allow_blank=True)


class ReplayViewSet(TenantViewSet):
    """Replay the recorded calls, in the demonstration only; any member may."""

    serializer_class = ReplaySerializer
    capability = "work.own_calls"
    conflicts = ("ask",)
    filter_backends = []
    pagination_class = None

    @extend_schema(operation_id="demo_replay_retrieve", responses=ReplaySerializer)
    def state(self, request: Request) -> Response:
        """Tell how far the replay is."""
        self.refuse_outside_the_demonstration(request)
        return Response(replays.state())

    @extend_schema(operation_id="demo_replay_create", request=None, responses=ReplaySerializer)
    def ask(self, request: Request) -> Response:
        """Ask for a replay; one runs at a time."""
        self.refuse_outside_the_demonstration(request)
        replays.ask()
        return Response(replays.state())

    def refuse_outside_the_demonstration(self, request: Request) -> None:
        """Let nobody replay calls into a real organization."""
        if not settings.DEMO or not self.asked.organization.is_demo:
            raise NoReplayHere
