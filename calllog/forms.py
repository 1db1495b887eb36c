from collections.abc import Mapping
from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.utils.translation import gettext_lazy as _

from callcenter.accounts.models import Membership, Team
from callcenter.accounts.roles import Role
from callcenter.web.local_time import LocalTimeField, set_zone

ROLES = _("Managers may do all that agents may, admins all that managers may.")


class PersonForm(forms.Form):
    """What can change about somebody who works here."""

    name = forms.CharField(label=_("Name"), max_length=120, help_text=_("As colleagues see it."))
    role = forms.ChoiceField(label=_("Role"), choices=Role.choices, help_text=ROLES)
    team: forms.ModelChoiceField = forms.ModelChoiceField(
        label=_("Team"), queryset=None, required=False, empty_label=_("None")
    )
    is_active = forms.BooleanField(
        label=_("Works here"),
        required=False,
        help_text=_(
            "Without the tick the person is signed out of this organization at once. Calls and codes keep the name."
        ),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["team"].queryset = Team.objects.all()  # type: ignore[attr-defined]


class NewPersonForm(PersonForm):
    """Who comes, and the password they begin with."""

    email = forms.EmailField(label=_("E-mail"), max_length=254, help_text=_("Signs in with it."))
    password = forms.CharField(
        label=_("First password"),
        max_length=128,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("10 characters at least. Somebody who already signs in elsewhere keeps the own one."),
    )
    field_order = ("name", "email", "role", "team", "password")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["is_active"]

    def clean_password(self) -> str:
        """Refuse a password anybody would guess."""
        password = self.cleaned_data["password"]
        validate_password(password)
        return password


class TeamForm(forms.Form):
    name = forms.CharField(label=_("Name of the team"), max_length=80)


class TelephoneForm(forms.Form):
    """Who holds a telephone from when on, by the organization's clock."""

    person = forms.TypedChoiceField(label=_("Person"), coerce=int)
    starts_at = LocalTimeField(label=_("From"))

    def __init__(self, *args: Any, zone: str, people: Mapping[int, Membership], **kwargs: Any) -> None:
        self.people = people
        super().__init__(*args, **kwargs)
        set_zone(self, zone)
        choices = [("", _("Choose a person")), *((pk, person.name) for pk, person in people.items())]
        self.fields["person"].choices = choices  # type: ignore[attr-defined]

    def clean_person(self) -> Membership:
        """Return whom the choice stands for."""
        return self.people[self.cleaned_data["person"]]


class HolderForm(TelephoneForm):
    """Who held a telephone from when until when; without an end it is held on."""

    ends_at = LocalTimeField(label=_("Until"), required=False, help_text=_("Empty: from then on."))
