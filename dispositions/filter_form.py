"""The form by which filters are added on the page of the call list."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _

from callcenter.accounts.models import Membership, Team
from callcenter.api.filters import PLACES
from calllog.models import Campaign, Direction, Medium, OurNumber, Queue, Status
from calllog.numbers import channels
from dispositions.categories import Category
from dispositions.filters import CallFilter
from dispositions.listing import DAYS
from dispositions.models import Code

# Filters of one value: the form shows the present one and replaces it.
SINGLE = ("our_number", "channel", "wrapped_up", "number_prefix", "min_talk", "max_talk")


class AddFilterForm(forms.Form):
    """The filters a person can add on the page; what is already chosen stays beside it."""

    def __init__(self, *, query: QueryDict, membership: Membership) -> None:
        super().__init__(initial={name: query.get(name, "") for name in (*DAYS, *SINGLE)})
        labels = {name: one.label for name, one in CallFilter.base_filters.items()}
        for name in DAYS:
            self.fields[name] = forms.CharField(
                label=labels[name], required=False, widget=forms.DateInput({"type": "date"})
            )
        people = Membership.objects.reachable_by(membership)
        codes = [(code.slug, code.label()) for code in Code.objects.all()]
        lists: dict[str, list[tuple[Any, Any]]] = {
            "code_any": codes,
            "code_none": codes,
            "category": list(Category.choices),
            "direction": list(Direction.choices),
            "status": list(Status.choices),
            "agent": [(row.pk, row.name) for row in people] if "calls.view_others" in membership.capabilities else [],
            "team": [(row.pk, row.name) for row in Team.objects.all()],
            "queue": [(row.pk, row.name) for row in Queue.objects.all()],
            "campaign": [(row.pk, row.name) for row in Campaign.objects.all()],
            "medium": list(Medium.choices),
            "channel": channels(),
            "our_number": [(row.number, str(row)) for row in OurNumber.objects.all()],
            "wrapped_up": [("true", _("yes")), ("false", _("no"))],
        }
        for name, choices in lists.items():
            if choices:
                self.fields[name] = forms.ChoiceField(
                    label=labels[name], required=False, choices=[("", _("Any")), *choices]
                )
        for name in ("number_prefix", "min_talk", "max_talk"):
            self.fields[name] = forms.CharField(label=labels[name], required=False)

    def kept(self, query: QueryDict) -> Iterable[tuple[str, str]]:
        """Return what is already chosen, to stand hidden in the form; single values are replaced, not kept."""
        replaced = {*DAYS, *PLACES, *SINGLE}
        return [(name, one) for name, values in query.lists() if name not in replaced for one in values if one]
