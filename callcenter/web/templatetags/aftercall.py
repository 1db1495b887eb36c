"""Tags and filters of the visual language: icons, marks, codes, times, figures, fields."""

from collections.abc import Mapping
from datetime import datetime, tzinfo
from typing import Any
from zoneinfo import ZoneInfo

from django import template
from django.forms import BoundField
from django.template.context import RequestContext
from django.templatetags.static import static
from django.utils import timezone
from django.utils.formats import date_format, number_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

register = template.Library()

MARKS = {
    "won": "won",
    "appointment": "appt",
    "opt_out": "stop",
    "bad_number": "bad",
    "positive": "pos",
    "follow_up": "follow",
    "callback": "call",
    "negative": "neg",
    "voicemail": "vm",
    "no_contact": "none",
    "disconnected": "cut",
    "abandoned": "left",
    "informational": "info",
    "unclassified": "open",
}
PLACES_IN_A_LIST = ("cursor", "page")
NOTHING = "–"


@register.simple_tag
def icon(name: str, classes: str = "", size: int = 16) -> SafeString:
    """Draw an icon of the sprite; the word beside it, or a label, says what it means."""
    return format_html(
        '<svg class="i{}{}" aria-hidden="true"><use href="{}#i-{}"/></svg>',
        "" if size == 16 else f" i--{size}",
        f" {classes}" if classes else "",
        static("icons.svg"),
        name,
    )


@register.filter
def cat(category: str) -> str:
    """Return the value of `data-cat` for a category."""
    return MARKS.get(category, "open")


@register.simple_tag
def mark(category: str) -> SafeString:
    """Draw the mark of a category."""
    kind = cat(category)
    source = static("icons.svg")
    return format_html('<svg class="m" data-cat="{0}" aria-hidden="true"><use href="{1}#m-{0}"/></svg>', kind, source)


@register.simple_tag
def coded(code: Any, plus: int = 0) -> SafeString:
    """Show a code in a line of text: mark and word, and how many others stand beside it."""
    label, category = (code["label"], code["category"]) if isinstance(code, Mapping) else (code.label(), code.category)
    shown = format_html('<span class="coded">{}{}</span>', mark(category), label)
    return format_html('{} <span class="faint tiny">+{}</span>', shown, plus) if plus else shown


@register.filter(name="duration")
@register.simple_tag
def duration(seconds: float | None) -> str:
    """Say seconds as minutes and seconds, with hours from the first hour on."""
    if seconds is None:
        return NOTHING
    minutes, rest = divmod(int(seconds), 60)
    if minutes < 60:
        return f"{minutes}:{rest:02}"
    return f"{minutes // 60}:{minutes % 60:02}:{rest:02}"


@register.filter
def figure(value: float | None, decimals: int | None = None) -> str:
    """Write a figure as the language groups and separates it."""
    return NOTHING if value is None else number_format(value, decimals, use_l10n=True, force_grouping=True)


@register.simple_tag
def number(shown: str | None) -> SafeString:
    """Show a telephone number unbroken, or say that it is withheld."""
    if shown:
        return format_html('<span class="num" dir="ltr">{}</span>', shown)
    return format_html('<span class="faint">{}</span>', _("Withheld"))


@register.simple_tag(takes_context=True)
def local_time(
    context: RequestContext, moment: datetime | None, zone: str | tzinfo | None = None, form: str = "auto"
) -> SafeString | str:
    """Show a moment in the zone, by default the organization's.

    `form` is time, seconds, date, both or auto, which leaves the date out on the day itself.
    """
    if moment is None:
        return NOTHING
    here = moment.astimezone(_zone(context, zone))
    now = timezone.now().astimezone(here.tzinfo)
    if form == "auto":
        form = "time" if here.date() == now.date() else "both"
    day = date_format(here, _day_format(this_year=here.year == now.year))
    clock = date_format(here, "H:i:s" if form == "seconds" else "H:i")
    shown = {"time": clock, "seconds": clock, "date": day}.get(form, f"{day} {clock}")
    full = f"{date_format(here, 'DATE_FORMAT')} {here:%H:%M:%S} {here.tzinfo}"
    return format_html('<time datetime="{}" title="{}">{}</time>', moment.isoformat(), full, shown)


def _zone(context: RequestContext, zone: str | tzinfo | None) -> tzinfo:
    if isinstance(zone, tzinfo):
        return zone
    name = zone or getattr(context.get("shell"), "zone", "")
    return ZoneInfo(name) if name else timezone.get_current_timezone()


def _day_format(*, this_year: bool) -> str:
    return pgettext("short day, as in 6 Nov", "j M") if this_year else pgettext("day, as in 6 Nov 2025", "j M Y")


@register.simple_tag(takes_context=True)
def without(context: RequestContext, name: str, value: Any = None) -> str:
    """Return the address of this list with one filter, or one of its values, taken away."""
    query = context["request"].GET.copy()
    left = [] if value is None else [one for one in query.getlist(name) if one != str(value)]
    query.setlist(name, left)
    for place in PLACES_IN_A_LIST:
        query.pop(place, None)
    rest = query.urlencode()
    return f"?{rest}" if rest else context["request"].path


@register.filter
def control(field: BoundField, how: str = "") -> SafeString:
    """Draw the control of a form field in the product's clothes; `bare` leaves out the placeholder."""
    box = field.widget_type in {"checkbox", "radioselect", "checkboxselectmultiple"}
    own = field.field.widget.attrs
    attrs: dict[str, str | bool] = {"class": f"{own.get('class', '')} {'check' if box else 'input'}".strip()}
    if how == "bare" or str(own.get("placeholder", "")) == str(field.label):
        attrs["placeholder"] = False
    return field.as_widget(attrs=attrs)


@register.filter
def initials(name: str) -> str:
    """Return the first letters of the first and the last word of a name."""
    words = str(name).split("@")[0].replace(".", " ").split()
    return (words[0][:1] + (words[-1][:1] if len(words) > 1 else "")).upper() if words else ""
