from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from callcenter.accounts.models import Membership
from callcenter.web.local_time import LocalTimeField, as_typed, set_zone


class AnnotateForm(forms.Form):
    """What a person may write about a call: whom it was with, and a comment."""

    contact_name = forms.CharField(label=_("Name"), max_length=200, required=False)
    contact_email = forms.EmailField(label=_("E-mail"), max_length=254, required=False)
    comment = forms.CharField(label=_("Comment"), max_length=2_000, required=False, widget=forms.Textarea({"rows": 3}))


class AssignForm(forms.Form):
    """Whose call of a telephone nobody held it was: this one alone, or all of that telephone since a time."""

    member: forms.ModelChoiceField = forms.ModelChoiceField(
        label=_("Person"),
        queryset=None,
        empty_label=_("Choose a person"),
        error_messages={"required": _("Choose a person.")},
    )
    scope = forms.ChoiceField(
        label=_("Which calls"),
        choices=[("call", _("This call only")), ("since", _("All since then that nobody had, and those to come"))],
        required=False,
        widget=forms.RadioSelect,
        initial="call",
    )
    since = LocalTimeField(label=_("Since"), required=False)

    def __init__(self, *args: Any, membership: Membership, zone: str, since: datetime | None = None, **kw: Any) -> None:
        super().__init__(*args, **kw)
        people = Membership.objects.active().reachable_by(membership)
        self.fields["member"].queryset = people  # type: ignore[attr-defined]
        self.fields["since"].initial = as_typed(since, zone)
        set_zone(self, zone)

    def clean(self) -> dict[str, Any]:
        """Ask for the time where all since then are meant; nobody cares for it where one call is."""
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("scope") != "since":
            cleaned["since"] = None
            self.errors.pop("since", None)
        elif not cleaned.get("since") and "since" not in self.errors:
            self.add_error("since", _("Say since when."))
        return cleaned
