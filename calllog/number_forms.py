from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from callcenter.web.local_time import LocalTimeField, set_zone
from calllog.models import Campaign
from calllog.numbers import channel_of


class NewNumberForm(forms.Form):
    number = forms.CharField(
        label=_("Number"), max_length=40, help_text=_("As you would dial it; with an asterisk at its end, a block.")
    )
    label = forms.CharField(label=_("What it is called"), max_length=80, required=False)


class LabelForm(forms.Form):
    label = forms.CharField(label=_("What it is called"), max_length=80, required=False)


class MoveForm(forms.Form):
    """What a number stands for, from when on."""

    campaign: forms.ModelChoiceField = forms.ModelChoiceField(
        label=_("Campaign"), queryset=None, required=False, empty_label=_("None")
    )
    channel = forms.CharField(
        label=_("Channel"),
        max_length=40,
        required=False,
        help_text=_("Where people find it: one of those offered, or your own words."),
        widget=forms.TextInput(attrs={"list": "channels", "autocomplete": "off"}),
    )
    starts_at = LocalTimeField(label=_("From"))

    def __init__(self, *args: Any, zone: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["campaign"].queryset = Campaign.objects.all()  # type: ignore[attr-defined]
        set_zone(self, zone)

    def clean_channel(self) -> str:
        """Return the channel as it is stored."""
        return channel_of(self.cleaned_data["channel"])


class CampaignForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=80)
    purpose = forms.ChoiceField(
        label=_("Purpose"),
        choices=Campaign.Purpose.choices,
        help_text=_("Marketing heeds hours and opt-outs; service is what customers asked for."),
    )
