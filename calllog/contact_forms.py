from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext_lazy as _

from calllog.models import Contact

MOST = 20


class Lines(forms.CharField):
    """Values of one kind, each on a line of its own."""

    widget = forms.Textarea(attrs={"rows": 2, "autocomplete": "off"})

    def clean(self, value: str) -> list[str]:
        """Return the lines that hold something."""
        lines = [line.strip() for line in (super().clean(value) or "").splitlines()]
        found = [line for line in lines if line]
        if len(found) > MOST:
            raise ValidationError(_("At most %(most)s."), params={"most": MOST})
        return found


class ContactForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=200, required=False)
    numbers = Lines(label=_("Numbers"), required=False, help_text=_("One a line, as you would dial it."))
    emails = Lines(label=_("E-mail"), required=False, help_text=_("One a line; mail goes to the first."))

    def clean_emails(self) -> list[str]:
        """Refuse what is no address."""
        for email in self.cleaned_data["emails"]:
            validate_email(email)
            if len(email) > 254:
                raise ValidationError(_("This address is too long."))
        return self.cleaned_data["emails"]


def facts_of(contact: Contact) -> dict[str, str]:
    """Return a contact as its form shows it."""
    return {
        "name": contact.name,
        "numbers": "\n".join(row.number for row in contact.numbers.all()),
        "emails": "\n".join(all_of(contact)),
    }


def all_of(contact: Contact) -> list[str]:
    """Return a contact's mail addresses, the one that is written to first."""
    return [email for email in (contact.email, *(row.email for row in contact.mails.all())) if email]
