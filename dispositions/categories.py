"""Categories of codes: their order, what they say about the call, and which exclude each other."""

from collections.abc import Iterable

from django.db import models
from django.utils.translation import gettext_lazy as _


class Category(models.TextChoices):
    """In the order in which one of a call's codes is computed as the primary."""

    WON = "won", _("Won")
    APPOINTMENT = "appointment", _("Appointment")
    OPT_OUT = "opt_out", _("Do not contact")
    BAD_NUMBER = "bad_number", _("Wrong number")
    POSITIVE = "positive", _("Positive")
    FOLLOW_UP = "follow_up", _("Follow-up")
    CALLBACK = "callback", _("Callback")
    NEGATIVE = "negative", _("Said no")
    VOICEMAIL = "voicemail", _("Voicemail")
    NO_CONTACT = "no_contact", _("Nobody reached")
    DISCONNECTED = "disconnected", _("Cut off")
    ABANDONED = "abandoned", _("Abandoned")
    INFORMATIONAL = "informational", _("Information")
    UNCLASSIFIED = "unclassified", _("Without a code")


class Axis(models.TextChoices):
    """The three columns of a card."""

    RESULT = "result", _("Result")
    NEXT = "next", _("What next")
    FAILED = "failed", _("It did not work")


RANK = {category: rank for rank, category in enumerate(Category.values)}

# A right-party outcome says that the person we wanted was reached.
RIGHT_PARTY = {Category.WON, Category.APPOINTMENT, Category.POSITIVE, Category.NEGATIVE}

_PAIRS = {
    frozenset({Category.WON, Category.NEGATIVE}),
    frozenset({Category.POSITIVE, Category.NEGATIVE}),
    frozenset({Category.OPT_OUT, Category.CALLBACK}),
} | {frozenset({right, other}) for right in RIGHT_PARTY for other in (Category.NO_CONTACT, Category.BAD_NUMBER)}


def contradict(one: tuple[str, str], other: tuple[str, str]) -> bool:
    """Tell whether two codes, as (slug, category), cannot both be true of one talk.

    Two different codes of "nobody reached" exclude each other as well: no answer and busy.
    """
    if one[0] == other[0]:
        return False
    if one[1] == other[1] == Category.NO_CONTACT:
        return True
    return frozenset({one[1], other[1]}) in _PAIRS


def first_contradiction(codes: Iterable[tuple[str, str]]) -> tuple[str, str] | None:
    """Return the slugs of the first two codes that contradict each other."""
    seen: list[tuple[str, str]] = []
    for code in codes:
        for earlier in seen:
            if contradict(earlier, code):
                return earlier[0], code[0]
        seen.append(code)
    return None


# Flags per category. What they imply stands with them: a deal is positive, reached the right person and a human being.
FLAGS: dict[str, frozenset[str]] = {
    Category.WON: frozenset({"human_answered", "right_party", "contact", "positive", "sale", "final"}),
    Category.APPOINTMENT: frozenset({"human_answered", "right_party", "contact", "positive", "appointment"}),
    Category.OPT_OUT: frozenset({"human_answered", "contact", "do_not_contact", "final"}),
    Category.BAD_NUMBER: frozenset({"human_answered", "unworkable_number"}),
    Category.POSITIVE: frozenset({"human_answered", "right_party", "contact", "positive"}),
    Category.FOLLOW_UP: frozenset({"human_answered", "contact"}),
    Category.CALLBACK: frozenset({"human_answered", "contact", "callback_required"}),
    Category.NEGATIVE: frozenset({"human_answered", "right_party", "contact", "not_interested"}),
    Category.VOICEMAIL: frozenset({"machine", "counts_as_attempt"}),
    Category.NO_CONTACT: frozenset({"counts_as_attempt"}),
    Category.DISCONNECTED: frozenset({"counts_as_attempt"}),
    Category.ABANDONED: frozenset(),
    Category.INFORMATIONAL: frozenset({"human_answered", "contact"}),
    Category.UNCLASSIFIED: frozenset(),
}
