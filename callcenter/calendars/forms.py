from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from callcenter.accounts.models import Team
from callcenter.calendars import typed
from callcenter.calendars.hours import Span
from callcenter.calendars.models import Calendar, CalendarDay
from callcenter.calendars.public import regions_of
from callcenter.calendars.words import WEEKDAYS


class SpansField(forms.CharField):
    """The opening hours of a day, as people type them."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"})
        super().__init__(**{"max_length": 120, "required": False, "widget": widget, **kwargs})

    def clean(self, value: Any) -> tuple[Span, ...]:
        text = super().clean(value)
        try:
            return typed.read(text)
        except typed.Unreadable as unreadable:
            raise ValidationError(
                _("“%(part)s” cannot be read. Write it like 9:00–17:00, several with commas."),
                params={"part": str(unreadable)},
            ) from unreadable


class CalendarForm(forms.Form):
    """When a calendar is open on each weekday, and whose holidays it keeps."""

    name = forms.CharField(label=_("Name"), max_length=60)
    country = forms.CharField(
        label=_("Country of the holidays"),
        max_length=2,
        required=False,
        help_text=_("Two letters, such as NO, HU or US. Empty: no public holidays."),
    )
    region = forms.ChoiceField(label=_("Region"), required=False)
    half_day = forms.TimeField(
        label=_("Half days end at"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )

    def __init__(self, *args: Any, country: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        wanted = str(self.data.get("country", country)).strip().upper()
        regions = regions_of(wanted)
        self.fields["region"].choices = [("", _("Whole country")), *regions]  # type: ignore[attr-defined]
        if self.is_bound and self.data.get("region") not in dict(regions):
            # Another country was typed: the region of the former one goes with it.
            self.data = {**dict(self.data.items()), "region": ""}
        for weekday, name in enumerate(WEEKDAYS):
            self.fields[f"day{weekday}"] = SpansField(label=name)
            self.fields[f"day{weekday}"].widget.attrs["placeholder"] = _("closed")

    def clean_country(self) -> str:
        """Write a country in capitals."""
        return str(self.cleaned_data["country"]).strip().upper()

    def week_rows(self) -> list[forms.BoundField]:
        """Return the fields of the weekdays, Monday first."""
        return [self[f"day{weekday}"] for weekday in range(7)]

    def answers(self) -> dict[str, Any]:
        """Return what was given, as the actions take it."""
        given, half = self.cleaned_data, self.cleaned_data["half_day"]
        return {
            "name": given["name"],
            "country": given["country"],
            "region": given["region"],
            "half_day_min": half.hour * 60 + half.minute,
            "week": [given[f"day{weekday}"] for weekday in range(7)],
        }


def initial_of(calendar: Calendar, week: Sequence[Sequence[Span]]) -> dict[str, Any]:
    """Return a calendar as its form shows it."""
    days = {f"day{weekday}": typed.write(spans) for weekday, spans in enumerate(week)}
    return {
        "name": calendar.name,
        "country": calendar.country,
        "region": calendar.region,
        "half_day": typed.clock(calendar.half_day_min),
        **days,
    }


class DayForm(forms.Form):
    """A day of one's own: closed, half, or with its own hours."""

    day = forms.DateField(label=_("Day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    name = forms.CharField(label=_("What for"), max_length=80)
    kind = forms.ChoiceField(
        label=_("On that day"),
        choices=[choice for choice in CalendarDay.Kind.choices if choice[0] != CalendarDay.Kind.WORKS],
    )
    hours = SpansField(label=_("Own hours"), help_text=_("Only for a day with own hours, such as 10:00–14:00."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        # It stands on one page with the form of the week, which has a name, too.
        super().__init__(*args, **{"auto_id": "own_%s", **kwargs})

    def clean_day(self) -> date:
        """Refuse years no calendar reaches."""
        day: date = self.cleaned_data["day"]
        if not 2000 <= day.year <= 2099:
            raise ValidationError(_("Choose a day of this century."))
        return day

    def answers(self) -> dict[str, Any]:
        """Return what was given, as the action takes it."""
        given = self.cleaned_data
        return {"day": given["day"], "kind": given["kind"], "name": given["name"], "spans": given["hours"]}


class IncidentForm(forms.Form):
    """Why clocks are to stand still, and whose."""

    reason = forms.CharField(
        label=_("Reason"), max_length=80, widget=forms.TextInput(attrs={"list": "reasons", "autocomplete": "off"})
    )
    team: forms.ModelChoiceField = forms.ModelChoiceField(
        label=_("For"), queryset=None, required=False, empty_label=_("Everybody")
    )

    def __init__(self, *args: Any, only_team: int | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        teams = Team.objects.all() if only_team is None else Team.objects.filter(pk=only_team)
        field: Any = self.fields["team"]
        field.queryset = teams
        if only_team is not None:
            field.empty_label, field.required = None, True
