from decimal import Decimal
from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from callcenter.api.fields import InputSerializer, Seconds, Text, Whole, YesNo, example
from calllog.models import Call, Direction, Medium, Status


class PersonSerializer(serializers.Serializer):
    """Somebody of ours, as a call names them."""

    id = serializers.IntegerField()
    name = serializers.CharField()
    extension = serializers.CharField(allow_blank=True)


class CauseSerializer(serializers.Serializer):
    q850 = serializers.IntegerField(allow_null=True)
    sip = serializers.IntegerField(allow_null=True)
    text = serializers.CharField(allow_blank=True)


class ContactRefSerializer(serializers.Serializer):
    id = serializers.IntegerField()
    name = serializers.CharField(allow_blank=True)


class CallFactsSerializer(serializers.Serializer):
    """A call's facts as every endpoint shows them; times in UTC, lengths in seconds."""

    id = serializers.IntegerField(read_only=True)
    source = serializers.CharField(source="source.name", read_only=True)  # type: ignore[assignment]
    external_id = serializers.CharField(read_only=True)
    direction = serializers.ChoiceField(choices=Direction.choices, read_only=True)
    status = serializers.ChoiceField(choices=Status.choices, read_only=True)
    medium = serializers.ChoiceField(choices=Medium.choices, read_only=True)
    cause = serializers.SerializerMethodField()
    number = serializers.CharField(read_only=True)
    caller_name = serializers.CharField(read_only=True)
    our_number = serializers.CharField(read_only=True)
    contact = serializers.SerializerMethodField()
    agent = serializers.SerializerMethodField()
    queue = serializers.CharField(source="queue.name", default=None, read_only=True, allow_null=True)
    campaign = serializers.CharField(source="campaign.name", default=None, read_only=True, allow_null=True)
    started_at = serializers.DateTimeField(read_only=True)
    answered_at = serializers.DateTimeField(read_only=True, allow_null=True)
    ended_at = serializers.DateTimeField(read_only=True, allow_null=True)
    ring_s = serializers.FloatField(read_only=True)
    wait_s = serializers.FloatField(read_only=True)
    talk_s = serializers.FloatField(read_only=True)
    hold_s = serializers.FloatField(read_only=True)
    customer_time_s = serializers.FloatField(read_only=True)
    comment = serializers.CharField(read_only=True, allow_blank=True)

    @extend_schema_field(CauseSerializer)
    def get_cause(self, call: Call) -> dict[str, Any]:
        return {"q850": call.cause_q850, "sip": None, "text": call.cause_text}

    @extend_schema_field(ContactRefSerializer(allow_null=True))
    def get_contact(self, call: Call) -> dict[str, Any] | None:
        return {"id": call.contact.pk, "name": call.contact.name} if call.contact else None

    @extend_schema_field(PersonSerializer(allow_null=True))
    def get_agent(self, call: Call) -> dict[str, Any] | None:
        if call.agent is None:
            return None
        return {"id": call.agent.pk, "name": call.agent.name, "extension": call.agent_extension}


@example(
    direction="outbound",
    number="+14155550123",
    started_at="2026-11-20T14:00:00Z",
    talk_s=95.5,
    answered=True,
    medium="mobile",
    comment="Asked for the spring offer.",
)
class LogCallSerializer(InputSerializer):
    """A call logged by hand or by a client."""

    direction = serializers.ChoiceField(choices=[Direction.INBOUND, Direction.OUTBOUND])
    number = Text(max_length=80, allow_blank=True)
    started_at = serializers.DateTimeField(help_text="Not in the future, and after the year 1 in UTC.")
    talk_s = Seconds(max_value=86_400, default=Decimal(0))
    answered = YesNo(default=True)
    medium = serializers.ChoiceField(choices=Medium.choices, default=Medium.PHONE)
    comment = Text(max_length=2_000, allow_blank=True, default="")


@example(comment="Asked for the spring offer.", contact=None)
class PatchCallSerializer(InputSerializer):
    """What a person may change of a call: the comment and whom it was with."""

    comment = Text(max_length=2_000, allow_blank=True, required=False)
    contact = Whole(required=False, allow_null=True)
