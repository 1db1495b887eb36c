from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.conf import settings
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from dispositions.categories import Category
from dispositions.meanings import MEANINGS, Answers, Then, answers_of
from dispositions.models import Code

DIGITS = "123456789"
LANGUAGES = [code for code, _name in settings.LANGUAGES]


class CodeForm(forms.Form):
    """The three answers, and what else can be said about a code under More."""

    name = forms.CharField(label=_("Name"), max_length=60)
    meaning = forms.ChoiceField(label=_("What does it mean?"), widget=forms.RadioSelect)
    then = forms.ChoiceField(label=_("May we call again?"), choices=Then.choices, widget=forms.RadioSelect)
    rest_days = forms.IntegerField(label=_("Days"), min_value=1, max_value=3_650, required=False)
    synonyms = forms.CharField(
        label=_("Also found by typing"), max_length=400, required=False, help_text=_("Words with commas between them.")
    )
    digit = forms.ChoiceField(label=_("Digit that chooses it"), required=False)
    position = forms.IntegerField(
        label=_("Place in its column"),
        min_value=0,
        max_value=9_999,
        help_text=_("The smaller stands higher."),
        required=False,
    )
    direction = forms.ChoiceField(label=_("Offered on"), choices=Code.Possible.choices)
    note = forms.ChoiceField(label=_("Note"), choices=Code.Note.choices)
    needs_answer = forms.BooleanField(
        label=_("Only on calls that were answered"),
        required=False,
        help_text=_("The search finds it on every call all the same."),
    )

    def __init__(
        self,
        *args: Any,
        language: str,
        usual_days: int,
        code: Code | None = None,
        holders: Mapping[str, Code],
        **kwargs: Any,
    ) -> None:
        self.language, self.code = language, code
        super().__init__(*args, **kwargs | {"initial": initial_of(code, language, holders)})
        self.fields["meaning"].choices = meanings(code)  # type: ignore[attr-defined]
        self.fields["digit"].choices = digits(code, holders)  # type: ignore[attr-defined]
        self.fields["rest_days"].widget.attrs |= {"placeholder": str(usual_days), "aria-label": _("Days")}
        for other in LANGUAGES:
            if other != language:
                self.fields[f"label_{other}"] = forms.CharField(max_length=60, required=False)
            self.fields[f"hint_{other}"] = forms.CharField(max_length=120, required=False)
            for name in (f"label_{other}", f"hint_{other}"):
                if name in self.fields:
                    self.fields[name].widget.attrs |= {"lang": other, "autocomplete": "off"}
                    texts = (code.labels if name.startswith("label") else code.hints) if code else {}
                    self.initial[name] = texts.get(other, "")
        self.fields["name"].widget.attrs |= {"lang": language, "autocomplete": "off", "autofocus": code is None}
        if code is not None and any(other != language for other in code.labels):
            self.fields["name"].required = False
            self.fields["name"].widget.attrs["placeholder"] = code.label()

    @property
    def rows_of_languages(self) -> Iterable[tuple[str, forms.BoundField | None, forms.BoundField]]:
        """Yield each language with its name field, but for the language of answer 1, and its hint field."""
        for language in LANGUAGES:
            name = self[f"label_{language}"] if language != self.language else None
            yield language, name, self[f"hint_{language}"]

    def answers(self) -> Answers:
        """Return what the code means and what happens then, as given."""
        then = self.cleaned_data["then"]
        days = self.cleaned_data.get("rest_days") if then == Then.REST else None
        return Answers(self.cleaned_data["meaning"], then, days)

    def labels(self) -> dict[str, str]:
        """Return the names by language."""
        return {self.language: self.cleaned_data["name"]} | self._texts("label")

    def hints(self) -> dict[str, str]:
        """Return the second lines by language."""
        return self._texts("hint")

    def words(self) -> dict[str, list[str]]:
        """Return the words of the search by language; those of other languages stay."""
        words = [word.strip() for word in self.cleaned_data["synonyms"].split(",")]
        return {**(self.code.synonyms if self.code else {}), self.language: [word for word in words if word]}

    def further(self) -> dict[str, Any]:
        """Return what stands under More, as the action takes it."""
        given = self.cleaned_data
        return {
            "labels": self.labels(),
            "hints": self.hints(),
            "synonyms": self.words(),
            "digit": given["digit"],
            "position": given["position"],
            "direction": given["direction"],
            "needs_answer": given["needs_answer"],
            "note": given["note"],
        }

    def _texts(self, kind: str) -> dict[str, str]:
        fields = [(language, f"{kind}_{language}") for language in LANGUAGES]
        return {language: self.cleaned_data.get(name, "") for language, name in fields if name in self.fields}


def meanings(code: Code | None) -> list[tuple[str, Any]]:
    """Return the nine meanings, and a standard code's own where it is none of them."""
    choices: list[tuple[str, Any]] = [(meaning.value, meaning.label) for meaning in MEANINGS]
    if code is not None and code.category not in MEANINGS:
        choices.append((code.category, Category(code.category).label))
    return choices


def digits(code: Code | None, holders: Mapping[str, Code]) -> list[tuple[str, Any]]:
    """Return the digits, each with the code it chooses now."""
    others = {digit: holder for digit, holder in holders.items() if code is None or holder.pk != code.pk}
    taken = {digit: format_lazy("{} · {}", digit, holder.label()) for digit, holder in others.items()}
    return [("", _("None")), *[(digit, taken.get(digit, digit)) for digit in DIGITS]]


def initial_of(code: Code | None, language: str, holders: Mapping[str, Code]) -> dict[str, Any]:
    """Return a code as its form shows it."""
    if code is None:
        return {"then": Then.ALLOWED, "direction": Code.Possible.BOTH, "note": Code.Note.OPTIONAL, "needs_answer": True}
    answers = answers_of(code.category, code.effects)
    return {
        "name": code.labels.get(language, ""),
        "meaning": code.category,
        "then": answers.then,
        "rest_days": answers.rest_days,
        "synonyms": ", ".join(code.synonyms.get(language, [])),
        "digit": next((digit for digit, holder in holders.items() if holder.pk == code.pk), ""),
        "position": code.position,
        "direction": code.direction,
        "note": code.note,
        "needs_answer": code.needs_answer,
    }


class RetireForm(forms.Form):
    """Which code takes over."""

    replaced_by: forms.ModelChoiceField = forms.ModelChoiceField(
        label=_("Replaced by"),
        queryset=None,
        required=False,
        empty_label=_("Nothing"),
        help_text=_("Stands beside the retired code. No call is rewritten."),
    )

    def __init__(self, *args: Any, code: Code, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others = Code.objects.offered().exclude(pk=code.pk)
        self.fields["replaced_by"].queryset = others  # type: ignore[attr-defined]
