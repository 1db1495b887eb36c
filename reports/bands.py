"""Outcomes as the pictures show them: categories of one colour that nobody tells apart are one band."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from dispositions.categories import FLAGS, RIGHT_PARTY, Category

REACHED = tuple(category for category in Category.values if "human_answered" in FLAGS[category])
RIGHT = tuple(category for category in Category.values if category in RIGHT_PARTY)
WON = (Category.WON.value,)


@dataclass(frozen=True, slots=True)
class Band:
    """A colour of the pictures; its mark is that of its first category."""

    label: str | Promise
    categories: tuple[str, ...]

    @property
    def mark(self) -> str:
        """Return the category whose mark and colour stand for the band."""
        return self.categories[0]

    def of(self, counts: Mapping[str, int]) -> int:
        """Add up what belongs to the band."""
        return sum(counts.get(category, 0) for category in self.categories)


# From good news to none: the order of every mix. A stack is drawn from its end.
BANDS = [
    Band(Category.WON.label, (Category.WON,)),
    Band(Category.APPOINTMENT.label, (Category.APPOINTMENT,)),
    Band(Category.POSITIVE.label, (Category.POSITIVE,)),
    Band(Category.FOLLOW_UP.label, (Category.FOLLOW_UP,)),
    Band(Category.CALLBACK.label, (Category.CALLBACK,)),
    Band(Category.NEGATIVE.label, (Category.NEGATIVE,)),
    Band(Category.BAD_NUMBER.label, (Category.BAD_NUMBER,)),
    Band(Category.OPT_OUT.label, (Category.OPT_OUT,)),
    Band(
        _("Nobody reached"),
        (Category.NO_CONTACT, Category.VOICEMAIL, Category.DISCONNECTED, Category.ABANDONED),
    ),
    Band(_("Other"), (Category.INFORMATIONAL, Category.UNCLASSIFIED)),
]
