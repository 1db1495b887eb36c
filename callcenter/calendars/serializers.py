from collections.abc import Iterable, Sequence
from typing import Any

from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from callcenter.api.fields import InputSerializer, Text, Whole, example
from callcenter.calendars import typed
from callcenter.calendars.hours import Span
from callcenter.calendars.models import Calendar, CalendarDay, OpeningSpan

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
CLOCK = r"([01][0-9]|2[0-3]):[0-5][0-9]"


class SpanField(Text):
    """From when to when, as 09:00-17:00; a closing time that is not later than the opening one is the next day's."""

    def __init__(self, **kwargs: Any) -> None:
        pattern = RegexValidator(f"^{CLOCK}-({CLOCK}|24:00)$", _("Write it like 09:00-17:00."))
        super().__init__(**{"max_length": 11, "validators": [pattern], **kwargs})


def spans_field(**kwargs: Any) -> serializers.ListField:
    """Declare the spans of a day."""
    return serializers.ListField(child=SpanField(), max_length=typed.MOST_SPANS, **kwargs)


class WeekSerializer(InputSerializer):
    """The opening hours of each weekday; one that is not named is closed."""

    monday = spans_field(default=list)
    tuesday = spans_field(default=list)
    wednesday = spans_field(default=list)
    thursday = spans_field(default=list)
    friday = spans_field(default=list)
    saturday = spans_field(default=list)
    sunday = spans_field(default=list)


class DaySerializer(InputSerializer):
    """A day that the calendar decides by itself; a public holiday needs no name."""

    day = serializers.DateField()
    kind = serializers.ChoiceField(choices=CalendarDay.Kind.choices)
    name = Text(max_length=80, allow_blank=True, default="")
    hours = spans_field(default=list, help_text="Of a day with own hours.")


class CalendarSerializer(serializers.Serializer):
    """Opening hours with their week and own days, by the organization's clock."""

    id = serializers.IntegerField()
    name = serializers.CharField()
    is_default = serializers.BooleanField()
    country = serializers.CharField(allow_blank=True, help_text="Whose public holidays are kept; empty for none.")
    region = serializers.CharField(allow_blank=True)
    half_day_until = serializers.CharField()
    week = WeekSerializer()
    days = DaySerializer(many=True)


@example(
    name="Spring",
    country="US",
    region="NY",
    half_day_until="12:00",
    week={day: ["09:00-17:00"] for day in WEEKDAYS[:5]},
    days=[{"day": "2026-12-24", "kind": "open", "name": "Christmas Eve", "hours": ["09:00-12:00"]}],
)
class WriteCalendarSerializer(InputSerializer):
    """What of a calendar can be written; week and days replace what stood there."""

    name = Text(max_length=60)
    country = Text(max_length=2, allow_blank=True, validators=[RegexValidator("^([A-Z]{2})?$")], default="")
    region = Text(max_length=10, allow_blank=True, default="")
    half_day_until = Text(
        max_length=5, validators=[RegexValidator(f"^{CLOCK}$")], default="12:00", help_text="Not midnight."
    )
    week = WeekSerializer(required=False)
    days = serializers.ListField(
        child=DaySerializer(), max_length=400, required=False, help_text="Each day is named once."
    )

    def validate_half_day_until(self, value: str) -> str:
        """Refuse midnight, at which no day is half."""
        if value == "00:00":
            raise serializers.ValidationError(_("Half a day ends later."))
        return value

    def validate_days(self, value: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """Refuse a day that is named twice."""
        if len({given["day"] for given in value}) < len(value):
            raise serializers.ValidationError(_("A day is named twice."))
        return value


class NextSerializer(serializers.Serializer):
    """How a calendar stands at a moment, and what comes next."""

    at = serializers.DateTimeField()
    open = serializers.BooleanField()
    closes_at = serializers.DateTimeField(allow_null=True)
    opens_at = serializers.DateTimeField(allow_null=True)
    next_working_day = serializers.DateField(allow_null=True)


class AskNextSerializer(InputSerializer):
    at = serializers.DateTimeField(required=False)

    def validate_at(self, value: Any) -> Any:
        """Refuse years no calendar reaches."""
        if not 2000 <= value.year <= 2099:
            raise serializers.ValidationError(_("Choose a day of this century."))
        return value


class TeamRefSerializer(serializers.Serializer):
    id = serializers.IntegerField()
    name = serializers.CharField()


class IncidentSerializer(serializers.Serializer):
    """A time in which clocks stand still; without a team everybody's, without an end still."""

    id = serializers.IntegerField()
    reason = serializers.CharField()
    team = TeamRefSerializer(allow_null=True)
    started_at = serializers.DateTimeField()
    ended_at = serializers.DateTimeField(allow_null=True)


@example(reason="Fire drill", team=None)
class StartIncidentSerializer(InputSerializer):
    reason = Text(max_length=80)
    team = Whole(min_value=1, required=False, allow_null=True, default=None)


def read_spans(texts: Sequence[str]) -> tuple[Span, ...]:
    """Read spans that have the right shape."""
    return tuple(sorted(typed.read_one(text) for text in texts))


def written(spans: Iterable[OpeningSpan]) -> list[str]:
    """Write spans, earliest first."""
    ordered = sorted(spans, key=lambda row: row.opens_min)
    return [f"{typed.clock(row.opens_min)}-{typed.clock(row.closes_min)}" for row in ordered]


def shape(calendar: Calendar) -> dict[str, Any]:
    """Shape a calendar whose spans and days were fetched with it."""
    weekly = [row for row in calendar.spans.all() if row.day_id is None]
    return {
        "id": calendar.pk,
        "name": calendar.name,
        "is_default": calendar.is_default,
        "country": calendar.country,
        "region": calendar.region,
        "half_day_until": typed.clock(calendar.half_day_min),
        "week": {name: written([row for row in weekly if row.weekday == day]) for day, name in enumerate(WEEKDAYS)},
        "days": [
            {"day": row.day, "kind": row.kind, "name": row.name, "hours": written(row.spans.all())}
            for row in calendar.days.all()
        ],
    }
