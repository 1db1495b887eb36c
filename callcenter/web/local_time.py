"""A moment as people type it: by the clock of a place."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class LocalTimeField(forms.CharField):
    """Reads a date and time by a zone's clock: one that it skips is refused, of one it repeats the first counts."""

    def __init__(self, *, max_length: int = 32, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.DateTimeInput(attrs={"type": "datetime-local"}))
        super().__init__(max_length=max_length, **kwargs)
        self.zone = ZoneInfo("UTC")

    def clean(self, value: Any) -> datetime | None:
        text = super().clean(value)
        if not text:
            return None
        try:
            local = datetime.fromisoformat(text).replace(tzinfo=self.zone)
            there_and_back = local.astimezone(ZoneInfo("UTC")).astimezone(self.zone)
        except (ValueError, OverflowError) as unreadable:
            raise ValidationError(_("This is no date and time.")) from unreadable
        if there_and_back.replace(tzinfo=None) != local.replace(tzinfo=None):
            raise ValidationError(_("The clock skips this time."))
        return local


def as_typed(moment: datetime | None, zone: str) -> str:
    """Write a moment as such a field holds it."""
    return f"{moment.astimezone(ZoneInfo(zone)):%Y-%m-%dT%H:%M}" if moment else ""


def set_zone(form: forms.BaseForm, zone: str) -> None:
    """Let a form's moments be those of a zone; without another beginning each is now."""
    for field in form.fields.values():
        if isinstance(field, LocalTimeField):
            field.zone = ZoneInfo(zone)
            if field.required and field.initial is None:
                field.initial = as_typed(timezone.now(), zone)
