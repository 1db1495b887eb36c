from datetime import timedelta
from typing import Any

from django.utils import timezone
from rest_framework import serializers

from callcenter.api.fields import Email, InputSerializer, Text, Whole, example
from calllog.models import Call
from calllog.serializers import CallFactsSerializer, PersonSerializer
from dispositions.categories import Axis, Category
from dispositions.models import Code, Wrapup

# What an example promises lies ahead, whenever the schema is read.
SOON = timezone.now().date() + timedelta(days=30)


class CodeRefSerializer(serializers.Serializer):
    slug = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    category = serializers.ChoiceField(choices=Category.choices)


class StandingCodeSerializer(CodeRefSerializer):
    is_primary = serializers.BooleanField()
    agent = serializers.CharField(allow_null=True)


class WrapupRefSerializer(serializers.Serializer):
    id = serializers.IntegerField()
    agent = serializers.IntegerField()
    state = serializers.ChoiceField(choices=Wrapup.State.choices)
    revision = serializers.IntegerField()


def code_ref(code: Code) -> dict[str, Any]:
    """Name a code in the reader's language."""
    return {"slug": code.slug, "label": code.label(), "category": code.category}


class CallSerializer(CallFactsSerializer):
    """A call with its codes and wrap-ups; expects the rows of `dispositions.rows.calls`."""

    agents = serializers.SerializerMethodField()
    codes = serializers.SerializerMethodField()
    primary = serializers.SerializerMethodField()
    wrapups = serializers.SerializerMethodField()
    recordings = serializers.SerializerMethodField()

    def get_agents(self, call: Any) -> PersonSerializer(many=True):  # type: ignore[valid-type]
        return [
            {"id": leg.membership_id, "name": leg.membership.name, "extension": leg.extension}
            for leg in call.agent_legs
        ]

    def get_codes(self, call: Any) -> StandingCodeSerializer(many=True):  # type: ignore[valid-type]
        primary = call.outcome_rows[0].primary_id if call.outcome_rows else None
        return [
            code_ref(use.code)
            | {"is_primary": use.code_id == primary, "agent": use.membership.name if use.membership else None}
            for use in call.standing_uses
        ]

    def get_primary(self, call: Any) -> str | None:
        return call.outcome_rows[0].primary.slug if call.outcome_rows and call.outcome_rows[0].primary else None

    def get_wrapups(self, call: Any) -> WrapupRefSerializer(many=True):  # type: ignore[valid-type]
        revisions = {disposition.wrapup_id: disposition.revision for disposition in call.said}
        return [
            {
                "id": wrapup.pk,
                "agent": wrapup.membership_id,
                "state": wrapup.state,
                "revision": revisions.get(wrapup.pk, 0),
            }
            for wrapup in call.wrapup_rows
        ]

    def get_recordings(self, call: Call) -> list[str]:
        return []


class CallbackAnswerSerializer(InputSerializer):
    at = Text(max_length=32)
    zone = Text(max_length=64, required=False, allow_blank=True)
    owner = serializers.ChoiceField(choices=["me", "team"], default="me")


class DraftSerializer(InputSerializer):
    """What the agent has chosen and typed so far; nothing of it is checked before the save."""

    codes = serializers.ListField(child=Text(max_length=32), max_length=50, default=list)
    note = Text(max_length=10_000, allow_blank=True, default="", trim_whitespace=False)
    fields = serializers.DictField(default=dict)  # type: ignore[assignment]
    callback = serializers.DictField(allow_null=True, default=None)
    email = Text(max_length=254, allow_blank=True, allow_null=True, default=None)


@example(
    draft={
        "codes": ["interested"],
        "note": "Likes the spring",
        "fields": {"interested": {"size": "L"}},
        "callback": None,
        "email": None,
    },
    draft_revision=0,
)
class PatchWrapupSerializer(InputSerializer):
    whole = True
    draft = DraftSerializer()
    draft_revision = Whole(min_value=0)


@example(
    codes=["callback"],
    note="Call back about the spring offer.",
    fields={"callback": {"about": "spring offer"}},
    callback={"at": f"{SOON}T10:00", "zone": "America/New_York", "owner": "me"},
    email=None,
    reason="The customer called again.",
    revision=None,
)
class CodeCallSerializer(InputSerializer):
    """The caller's own codes for a call; an empty list takes them back."""

    codes = serializers.ListField(child=Text(max_length=32), max_length=50)
    note = Text(max_length=10_000, allow_blank=True, default="")
    fields = serializers.DictField(child=serializers.DictField(), default=dict)  # type: ignore[assignment]
    callback = CallbackAnswerSerializer(allow_null=True, default=None)
    email = Email(allow_blank=True, allow_null=True, default=None)
    reason = Text(max_length=500, allow_blank=True, default="")
    revision = Whole(min_value=0, allow_null=True, default=None)


class EffectSerializer(serializers.Serializer):
    kind = serializers.CharField()
    state = serializers.CharField()
    text = serializers.CharField()


class PrimaryCodeSerializer(CodeRefSerializer):
    is_primary = serializers.BooleanField()


class WrapupStateSerializer(serializers.Serializer):
    id = serializers.IntegerField()
    state = serializers.CharField()


class DispositionSerializer(serializers.Serializer):
    """A disposition as saved, with what it set off."""

    id = serializers.IntegerField(allow_null=True)
    revision = serializers.IntegerField()
    codes = PrimaryCodeSerializer(many=True)
    note = serializers.CharField(allow_blank=True)
    saved_at = serializers.DateTimeField(allow_null=True)
    wrapup = WrapupStateSerializer(allow_null=True)
    effects = EffectSerializer(many=True)
    undo_until = serializers.DateTimeField(allow_null=True)


class RevisionSerializer(serializers.Serializer):
    revision = serializers.IntegerField()
    by = serializers.CharField()
    actor = serializers.CharField(allow_null=True)
    agent = serializers.CharField(allow_null=True)
    at = serializers.DateTimeField()
    codes = CodeRefSerializer(many=True)
    note = serializers.CharField(allow_blank=True)
    reason = serializers.CharField(allow_blank=True)


class CodeSerializer(serializers.Serializer):
    """A code as the card offers it."""

    id = serializers.IntegerField()
    slug = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    hint = serializers.CharField(allow_blank=True)
    synonyms = serializers.ListField(child=serializers.CharField())
    category = serializers.ChoiceField(choices=Category.choices)
    axis = serializers.ChoiceField(choices=Axis.choices)
    digit = serializers.CharField(allow_null=True)
    position = serializers.IntegerField()
    direction = serializers.CharField()
    needs_answer = serializers.BooleanField()
    permanent = serializers.BooleanField()
    note = serializers.CharField()
    asks = serializers.ListField(child=serializers.CharField())
    does = serializers.ListField(child=serializers.CharField())
    does_with = serializers.DictField(child=serializers.CharField(), help_text="What it does once a field is answered.")
    retired = serializers.BooleanField()


@example(
    name="Asked for the catalogue",
    meaning="negative",
    then="rest",
    rest_days=30,
    digit="",
    hint="Sent by post",
    synonyms=["brochure"],
)
class DefineCodeSerializer(InputSerializer):
    """The three answers that make a code: its name, what it means, what happens then."""

    name = Text(max_length=60)
    meaning = serializers.ChoiceField(
        choices=[
            "won",
            "appointment",
            "positive",
            "follow_up",
            "callback",
            "negative",
            "bad_number",
            "opt_out",
            "informational",
        ]
    )
    then = serializers.ChoiceField(choices=["allowed", "rest", "never", "not_this_number"], default="allowed")
    rest_days = Whole(min_value=1, max_value=3_650, required=False, allow_null=True)
    digit = serializers.ChoiceField(choices=list("0123456789"), required=False, allow_blank=True, default="")
    hint = Text(max_length=120, required=False, allow_blank=True, default="")
    synonyms = serializers.ListField(child=Text(max_length=60), max_length=50, required=False, default=list)
