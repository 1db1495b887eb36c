from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from callcenter.accounts.models import Membership


class AnnotateForm(forms.Form):
    """What a person may write about a call: whom it was with, and a comment."""

    contact_name = forms.CharField(label=_("Name"), max_length=200, required=False)
    contact_email = forms.EmailField(label=_("E-mail"), max_length=254, required=False)
    comment = forms.CharField(label=_("Comment"), max_length=2_000, required=False, widget=forms.Textarea({"rows": 3}))


class AssignForm(forms.Form):
    """Whose call of a telephone nobody held it was."""

    member: forms.ModelChoiceField = forms.ModelChoiceField(
        label=_("Person"),
        queryset=None,
        empty_label=_("Choose a person"),
        error_messages={"required": _("Choose a person.")},
    )

    def __init__(self, *args: Any, membership: Membership, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = Membership.objects.active().reachable_by(membership)
        self.fields["member"].queryset = people  # type: ignore[attr-defined]
