from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from callcenter.accounts.models import Membership, Team
from calllog.models import Campaign, Direction, Queue
from dispositions.models import Code
from reports.filters import Selection

Choices = list[tuple[str, Any]]


class FilterForm(forms.Form):
    """The filters people reach for in a report; the address may carry any other filter of the call list."""

    direction = forms.ChoiceField(label=_("Direction"), required=False)
    queue = forms.ChoiceField(label=_("Queue"), required=False)
    campaign = forms.ChoiceField(label=_("Campaign"), required=False)
    team = forms.ChoiceField(label=_("Team"), required=False)
    agent = forms.ChoiceField(label=_("Agent"), required=False)
    code_any = forms.ChoiceField(label=_("Code"), required=False)

    def __init__(self, selection: Selection) -> None:
        super().__init__(initial={name: ",".join(values) for name, values in selection.filters.items()}, auto_id="f_%s")
        people = Membership.objects.reachable_by(selection.request.membership).active()
        offered: dict[str, Choices] = {
            "direction": [(value, label) for value, label in Direction.choices if value != Direction.INTERNAL],
            "queue": _rows(Queue.objects.all()),
            "campaign": _rows(Campaign.objects.all()),
            "team": _rows(Team.objects.all()),
            "agent": _rows(people),
            "code_any": [(code.slug, code.label()) for code in Code.objects.in_use()],
        }
        for name, choices in offered.items():
            if not choices and name not in selection.filters:
                del self.fields[name]
                continue
            given = self.initial.get(name)
            if given and given not in {value for value, _label in choices}:
                # Several values, or one that is no longer offered, stay what they are.
                choices.insert(0, (given, ", ".join(selection.words(name))))
            self.fields[name].choices = [("", _("All")), *choices]  # type: ignore[attr-defined]


class PeriodForm(forms.Form):
    """Own dates, both included."""

    started_after = forms.DateField(label=_("From"), widget=forms.DateInput(attrs={"type": "date"}))
    started_before = forms.DateField(label=_("To"), widget=forms.DateInput(attrs={"type": "date"}))

    def __init__(self, selection: Selection) -> None:
        first, last = selection.period.first.isoformat(), selection.period.last.isoformat()
        super().__init__(initial={"started_after": first, "started_before": last}, auto_id="p_%s")


def _rows(queryset: Iterable[Any]) -> Choices:
    return [(str(row.pk), str(row)) for row in queryset]
