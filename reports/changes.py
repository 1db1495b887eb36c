"""Shares, and how figures moved against the period before, in words and signs; up is not always good."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from callcenter.web.templatetags.aftercall import NOTHING, duration, figure


@dataclass(frozen=True, slots=True)
class Change:
    """How a figure moved: a sign, by how much, and the words around it."""

    much: str
    words: str = ""


def rounded(value: float | None) -> str:
    """Write a figure with one decimal, rounded: written as it is, the rest would be cut off."""
    return NOTHING if value is None else figure(round(value, 1), 1)


def percent(value: float | None) -> str:
    """Write a share with its unit."""
    return NOTHING if value is None else _("%(figure)s %%") % {"figure": rounded(value)}


def points(now: float | None, then: float | None) -> str:
    """Write the difference of two shares with its sign, in points."""
    if now is None or then is None:
        return NOTHING
    difference = round(now - then, 1)
    return f"{'+' if difference > 0 else '−' if difference < 0 else '±'}{figure(abs(difference), 1)}"


def grown(now: int, then: int) -> Change:
    """Say by how many per cent a number grew, and from what."""
    if not then:
        return Change("", _("nothing before to compare with"))
    change = 100 * (now - then) / then
    words = _("from %(before)s") % {"before": figure(then)}
    return Change(_signed(change, _("%(figure)s %%")), words)


def moved(now: float | None, then: float | None) -> Change:
    """Say by how many points a share moved."""
    if now is None or then is None:
        return Change("", _("nothing before to compare with"))
    return Change(_signed(now - then, "%(figure)s"), _("points"))


def _signed(change: float, form: str) -> str:
    if round(change, 1) == 0:
        return "±0"
    return f"{'▲' if change > 0 else '▼'} {form % {'figure': figure(abs(round(change, 1)), 1)}}"


def longer(now: float | None, then: float | None) -> Change:
    """Say by how much a length moved, and from what."""
    if now is None or then is None:
        return Change("", _("nothing before to compare with"))
    words = _("from %(before)s") % {"before": duration(then)}
    seconds = int(now) - int(then)
    sign = "▲ " if seconds > 0 else "▼ "
    return Change(f"{sign}{duration(abs(seconds))}" if seconds else "±0", words)
