"""Fields of filters, which read their value in the organization of the request and say it in words."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from callcenter.accounts.models import Membership
from callcenter.calendars.hours import moment_of

MOST_VALUES = 50
LONGEST_VALUE = 200


def ascii_digits(text: str) -> str:
    """Write digits of any script as 0 to 9."""
    return "".join(str(unicodedata.digit(sign, sign)) if not sign.isascii() else sign for sign in text)


@dataclass(frozen=True, slots=True)
class Word:
    """One value of a filter as a person reads it, and as it stands in the address."""

    text: str
    raw: str
    category: str = ""


class RepeatedInput(forms.TextInput):
    """Read a parameter that may be repeated."""

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[str]:
        if hasattr(data, "getlist"):
            return data.getlist(name)
        given = data.get(name, [])
        return given if isinstance(given, list) else [given]


class InOrganization(forms.Field):
    """A field that reads its value with the request at hand; the filter set puts it there."""

    request: Any = None

    def words(self, value: Any) -> list[Word]:
        """Say the cleaned value in words, one per value."""
        return [Word(str(value), str(value))]


class ManyField(InOrganization):
    """Values separated by commas or repeated, each once; they widen each other."""

    widget = RepeatedInput

    def to_python(self, value: Any) -> list[Any]:
        given = [part.strip() for text in value or [] for part in str(text).split(",")]
        wanted = list(dict.fromkeys(part for part in given if part))
        if len(wanted) > MOST_VALUES:
            raise forms.ValidationError(
                ngettext("At most %(count)s value.", "At most %(count)s values.", MOST_VALUES) % {"count": MOST_VALUES}
            )
        if any(len(part) > LONGEST_VALUE or "\x00" in part for part in wanted):
            raise forms.ValidationError(_("This value cannot be read."))
        return self.read(wanted)

    def read(self, wanted: list[str]) -> list[Any]:
        """Return the values, or refuse the first that is none."""
        return wanted


class ChoicesField(ManyField):
    def __init__(self, *, choices: Iterable[tuple[str, Any]], **kwargs: Any) -> None:
        self.labels = dict(choices)
        super().__init__(**kwargs)

    def read(self, wanted: list[str]) -> list[Any]:
        for value in wanted:
            if value not in self.labels:
                raise forms.ValidationError(_("“%(value)s” is not one of the choices."), params={"value": value})
        return wanted

    def words(self, value: Sequence[str]) -> list[Word]:
        return [Word(str(self.labels[one]), one) for one in value]


class RowsField(ManyField):
    """Rows of the organization by id. Somebody else's and a missing one are refused in the same words."""

    def __init__(self, *, queryset: Any, **kwargs: Any) -> None:
        self.queryset = queryset
        super().__init__(**kwargs)

    def rows(self) -> models.QuerySet:
        """Return what may be asked for."""
        return self.queryset.all()

    def read(self, wanted: list[str]) -> list[Any]:
        ids = [int(value) for value in wanted if re.fullmatch(r"[0-9]{1,18}", value)]
        found = {row.pk: row for row in self.rows().filter(pk__in=ids)} if ids else {}
        for value in wanted:
            if not value.isascii() or not value.isdigit() or int(value) not in found:
                raise forms.ValidationError(_("There is no “%(value)s” here."), params={"value": value})
        return [found[one] for one in ids]

    def words(self, value: Sequence[Any]) -> list[Word]:
        return [Word(str(row), str(row.pk)) for row in value]


class PeopleField(RowsField):
    """People whose calls the asking person may see; `me` is that person."""

    def rows(self) -> models.QuerySet:
        return self.queryset.reachable_by(self.request.membership)

    def read(self, wanted: list[str]) -> list[Membership]:
        me = self.request.membership
        if "me" in wanted and me is None:
            raise forms.ValidationError(_("A key is nobody: name a person."))
        return super().read(list(dict.fromkeys(str(me.pk) if value == "me" else value for value in wanted)))


class MomentField(InOrganization):
    """A moment in ISO form. A date alone means the whole day, a time without a zone the organization's clock.

    Of a time that the clock skips the first moment after it is meant, of one that it repeats the first.
    """

    def __init__(self, *, ends: bool = False, **kwargs: Any) -> None:
        self.ends = ends
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> datetime | None:
        text = ascii_digits(value or "").strip()
        if not text:
            return None
        zone = ZoneInfo(self.request.organization.time_zone)
        try:
            if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
                day = date.fromisoformat(text) + timedelta(days=1 if self.ends else 0)
                moment = moment_of(day, 0, zone)
            else:
                # A plus sign in an address that was not quoted arrives as a space.
                moment = datetime.fromisoformat(re.sub(r" (\d\d:?\d\d)$", r"+\1", text) if "T" in text else text)
                moment = on_the_wall(moment, zone) if moment.tzinfo is None else moment
            return moment.astimezone(ZoneInfo("UTC"))
        except (ValueError, OverflowError) as unreadable:
            raise forms.ValidationError(_("Give a day as 2026-11-20, or a moment as 2026-11-20T14:00.")) from unreadable


def on_the_wall(shown: datetime, zone: ZoneInfo) -> datetime:
    """Return the first moment at which a zone's clock shows a time, or a later one where it skips that."""
    moment = moment_of(shown.date(), 60 * shown.hour + shown.minute, zone)
    minute = moment.astimezone(zone).replace(tzinfo=None)
    skipped = minute != shown.replace(second=0, microsecond=0)
    return moment if skipped else moment + timedelta(seconds=shown.second, microseconds=shown.microsecond)


class YesNoField(InOrganization):
    def to_python(self, value: Any) -> bool | None:
        text = (value or "").strip()
        if text not in {"", "true", "false"}:
            raise forms.ValidationError(_("Say true or false."))
        return text == "true" if text else None

    def words(self, value: bool) -> list[Word]:
        return [Word(_("yes") if value else _("no"), "true" if value else "false")]


class TextField(InOrganization):
    def to_python(self, value: Any) -> str:
        text = (value or "").strip()
        if len(text) > LONGEST_VALUE or "\x00" in text:
            raise forms.ValidationError(_("This value cannot be read."))
        return text


class SecondsField(InOrganization, forms.DecimalField):
    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"min_value": 0, "max_digits": 9, "decimal_places": 3, **kwargs})

    def words(self, value: Any) -> list[Word]:
        return [Word(_("%(seconds)s s") % {"seconds": f"{value.normalize():f}"}, str(value))]
