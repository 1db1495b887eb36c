"""The form that changes the codes of one person's part of a call; it works without a script."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from calllog.models import Call
from dispositions.categories import Axis
from dispositions.models import Code, CodeSetItem, CodeUse, Disposition, Revision, Wrapup
from dispositions.serializers import code_ref

# Where a refusal's sentence belongs on the form.
PLACES = {
    "callback_time_required": "callback_at",
    "callback_time_invalid": "callback_at",
    "note_required": "note",
    "reason_required": "reason",
}


@dataclass(frozen=True, slots=True)
class Option:
    """A code to tick, with the words the search finds it by."""

    code: dict[str, Any]
    digit: str
    words: str
    chosen: bool


class ChangeCodesForm(forms.Form):
    codes = forms.MultipleChoiceField(label=_("Codes"), required=False)
    callback_at = forms.DateTimeField(
        label=_("Call back at"),
        required=False,
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M"],
        widget=forms.DateTimeInput({"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )
    callback_owner = forms.ChoiceField(
        label=_("Who calls"), choices=[("me", _("The agent")), ("team", _("Anybody of the team"))], required=False
    )
    email = forms.EmailField(label=_("E-mail"), required=False, max_length=254)
    note = forms.CharField(label=_("Note"), required=False, max_length=10_000, widget=forms.Textarea({"rows": 3}))
    reason = forms.CharField(label=_("Why it is changed"), required=False, max_length=500)
    revision = forms.IntegerField(required=False, min_value=0, widget=forms.HiddenInput())

    def __init__(self, data: Any, *, call: Call, wrapup: Wrapup | None, zone: str) -> None:
        self.standing = standing_of(wrapup)
        super().__init__(data, initial=initial_of(wrapup, self.standing))
        had = [use.code_id for use in self.standing]
        self.offered = [code for code in Code.objects.all() if code.pk in had or is_possible(code, call)]
        self.fields["codes"].choices = [(code.slug, code.label()) for code in self.offered]  # type: ignore[attr-defined]
        self.fields["callback_at"].help_text = _("Local time, %(zone)s.") % {"zone": zone}

    def clean_callback_at(self) -> Any:
        """Give the time back as it was written: it is read in the customer's zone, not in the server's."""
        value = self.cleaned_data["callback_at"]
        return value.replace(tzinfo=None).isoformat(timespec="minutes") if value else ""

    def axes(self) -> list[tuple[str, list[Option]]]:
        """Return the codes to tick in the card's columns."""
        chosen = set(self["codes"].value() or [])
        digits = dict(CodeSetItem.objects.filter(code_set__is_default=True).values_list("code_id", "digit"))
        columns: dict[str, list[Option]] = {axis: [] for axis in Axis.values}
        for code in self.offered:
            words = " ".join(
                [code.slug, *code.labels.values(), *(word for some in code.synonyms.values() for word in some)]
            )
            columns[code.axis].append(Option(code_ref(code), digits.get(code.pk, ""), words, code.slug in chosen))
        return [(str(Axis(axis).label), options) for axis, options in columns.items() if options]

    def answers(self, zone: str) -> dict[str, Any]:
        """Return what was entered as the save takes it."""
        given = self.cleaned_data
        at = given["callback_at"]
        return {
            "slugs": given["codes"],
            "note": given["note"],
            "reason": given["reason"],
            "email": given["email"],
            "callback": {"at": at, "zone": zone, "owner": given["callback_owner"] or "me"} if at else None,
            "expected": given["revision"],
        }

    def refuse(self, code: str, sentence: str) -> None:
        """Show a refusal where it belongs."""
        self.add_error(PLACES.get(code), sentence)


def is_possible(code: Code, call: Call) -> bool:
    """Tell whether a person may give this code to a call of this direction."""
    return code.selectable and code.retired_at is None and code.direction in {Code.Possible.BOTH, call.direction}


def standing_of(wrapup: Wrapup | None) -> list[CodeUse]:
    """Return the codes standing on a wrap-up."""
    if wrapup is None:
        return []
    uses = CodeUse.objects.standing().filter(disposition__wrapup=wrapup)
    return list(uses.select_related("code").order_by("order"))


def initial_of(wrapup: Wrapup | None, standing: list[CodeUse]) -> dict[str, Any]:
    """Return what stands, else what the agent had prepared."""
    said = Disposition.objects.filter(wrapup=wrapup).first() if wrapup else None
    draft: dict[str, Any] = dict(wrapup.draft) if wrapup else {}
    codes, revision = draft.get("codes") or [], said.revision if said else 0
    if said is not None and standing:
        row = Revision.objects.get(disposition=said, number=said.revision)
        draft = {"note": row.note, **row.answers}
        codes = [use.code.slug for use in standing]
    callback = draft.get("callback") or {}
    return {
        "codes": codes,
        "note": draft.get("note") or "",
        "email": draft.get("email") or "",
        "callback_at": (callback.get("at") or "")[:16],
        "callback_owner": callback.get("owner") or "me",
        "revision": revision,
    }
