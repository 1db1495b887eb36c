"""A code as the agent would see it, and what choosing it would do, before anything is saved."""

from typing import NamedTuple

from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from callcenter.tenancy.errors import DomainError
from callcenter.tenancy.models import Organization
from dispositions.actions.codes import take_answers
from dispositions.api.codes import hint
from dispositions.effects import KINDS, complete
from dispositions.forms import CodeForm
from dispositions.meanings import ANSWERED, Answers, answers_of, refuse_contradiction
from dispositions.models import Code

ICONS = {"cooldown": "pause", "opt_out": "ban", "invalid_number": "x", "callback": "clock", "plan": "mail"}


class Line(NamedTuple):
    """One thing that happens when a code is chosen."""

    icon: str
    text: str
    why: str = ""


class Preview(NamedTuple):
    """A code under the pen."""

    code: Code
    digit: str
    hint: str
    lines: list[Line]
    problem: str
    saves_as: str


def preview(form: CodeForm, organization: Organization) -> Preview:
    """Show what stands in the form, complete or not."""
    given = form.initial
    if form.is_bound:
        form.is_valid()
        given = form.cleaned_data
    kept = form.code
    meaning, then = answered(form, "meaning"), answered(form, "then")
    code = Code(
        labels={**(kept.labels if kept else {}), form.language: given.get("name") or (kept.label() if kept else "")},
        hints={form.language: given.get(f"hint_{form.language}") or ""}
        if form.is_bound or kept is None
        else kept.hints,
        category=kept.category if kept else "unclassified",
        axis=kept.axis if kept else "result",
        asks=list(kept.asks) if kept else [],
        effects=list(kept.effects) if kept else [],
        note=given.get("note") or Code.Note.OPTIONAL,
    )
    problem = ""
    if meaning and then:
        answers = Answers(meaning, then, given.get("rest_days") if then == "rest" else None)
        if kept is None or answers != answers_of(kept.category, kept.effects):
            take_answers(code, answers)
            problem = contradiction(answers)
    renewed = kept is not None and (code.category, code.effects) != (kept.category, kept.effects)
    return Preview(
        code,
        given.get("digit") or "",
        hint(code, organization),
        lines(code, organization),
        problem,
        says(kept, renewed),
    )


def answered(form: CodeForm, name: str) -> str:
    """Return which answer is marked, also where it has been refused."""
    value = str(form[name].value() or "")
    return value if value in dict(form.fields[name].choices) else ""  # type: ignore[attr-defined]


def contradiction(answers: Answers) -> str:
    """Return why the answers cannot both be true, or nothing."""
    try:
        refuse_contradiction(answers)
    except DomainError as refusal:
        return str(refusal)
    return ""


def says(kept: Code | None, renewed: bool) -> str:
    """Say what saving does to the versions."""
    if kept is None:
        return _("Not saved yet.")
    if not renewed:
        return _("Unsaved. No new version.")
    return _("Unsaved. Saves as version %(next)s; calls already coded keep version %(now)s.") % {
        "next": kept.version + 1,
        "now": kept.version,
    }


def lines(code: Code, organization: Organization) -> list[Line]:
    """List what choosing a code does and asks, in the order it happens."""
    now, found = timezone.now(), []
    if code.is_permanent:
        found.append(Line("key", _("Takes a second key"), _("because it is for good")))
    questions = {
        "callback": _("The card asks when"),
        "email": _("The card asks for an address"),
        "amount": _("The card asks for the amount"),
    }
    found += [Line("edit", questions[ask]) for ask in code.asks if ask in questions]
    if code.note == Code.Note.REQUIRED:
        found.append(Line("note", _("The card insists on a note")))
    for effect in complete(code.effects):
        kind = KINDS.get(effect.get("kind", ""))
        text = kind.describe(effect, organization, now) if kind else ""
        if text:
            origin = _("from answer 2") if effect["kind"] == "callback" else _("from answer 3")
            found.append(
                Line(ICONS.get(effect["kind"], "bolt"), capfirst(text), origin if effect["kind"] in ANSWERED else "")
            )
    return found
