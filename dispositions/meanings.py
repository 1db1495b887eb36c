"""The three answers that make a code: what they set, and which of them contradict each other."""

from typing import Any, NamedTuple

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from dispositions.categories import Axis, Category
from dispositions.errors import ContradictoryAnswers, NeverRequired

MEANINGS = {
    Category.WON: _("The customer bought or signed."),
    Category.APPOINTMENT: _("A meeting, demo or visit is agreed, with day and time."),
    Category.POSITIVE: _("The right person, and they want to know more."),
    Category.FOLLOW_UP: _("We promised something and owe it."),
    Category.CALLBACK: _("The customer wants another call; the card asks when."),
    Category.NEGATIVE: _("The right person said no."),
    Category.BAD_NUMBER: _("The number does not lead to the person."),
    Category.OPT_OUT: _("The customer asked us to stop, for good."),
    Category.INFORMATIONAL: _("Worth counting, neither a yes nor a no."),
}

AXES = {
    Category.FOLLOW_UP: Axis.NEXT,
    Category.CALLBACK: Axis.NEXT,
    Category.BAD_NUMBER: Axis.FAILED,
    Category.OPT_OUT: Axis.FAILED,
}


class Then(models.TextChoices):
    """May we call again?"""

    ALLOWED = "allowed", _("Yes, whenever the rules allow")
    REST = "rest", _("Not for some days, then again")
    NEVER = "never", _("Never, the customer asked us to stop")
    NOT_THIS_NUMBER = "not_this_number", _("Not on this number, it is wrong")


# Effects that follow from the answers; a code's other effects stay when its answers change.
ANSWERED = {"cooldown", "opt_out", "invalid_number", "callback"}
CALLBACK = "callback"

_PERSON_REACHED = {Category.WON, Category.APPOINTMENT, Category.POSITIVE, Category.NEGATIVE, Category.CALLBACK}


class Answers(NamedTuple):
    """What a code means and what happens then; no days means the organization's own number."""

    meaning: str
    then: str
    rest_days: int | None = None


def refuse_contradiction(answers: Answers) -> None:
    """Refuse a meaning and a consequence that cannot both be true.

    Never and do-not-contact go together only; a promised call does not rest; a number that reached the person is right.
    """
    meaning, then = Category(answers.meaning), Then(answers.then)
    if meaning == Category.OPT_OUT and then != Then.NEVER:
        raise NeverRequired(fields={"then": [str(NeverRequired.message)]})
    if (
        (then == Then.NEVER and meaning != Category.OPT_OUT)
        or (then == Then.REST and meaning == Category.CALLBACK)
        or (then == Then.NOT_THIS_NUMBER and meaning in _PERSON_REACHED)
    ):
        refusal = ContradictoryAnswers(meaning=meaning.label, then=then.label)
        refusal.fields = {"then": [str(refusal)]}
        raise refusal


def axis_of(meaning: str) -> Axis:
    """Return the column of the card."""
    return AXES.get(Category(meaning), Axis.RESULT)


def effects_of(answers: Answers) -> list[dict[str, Any]]:
    """Return what saving a code with these answers does."""
    effects: list[dict[str, Any]] = [{"kind": CALLBACK}] if answers.meaning == Category.CALLBACK else []
    if answers.then == Then.REST:
        effects.append({"kind": "cooldown", "days": answers.rest_days or "organization", "purpose": "marketing"})
    elif answers.then == Then.NEVER:
        effects.append({"kind": "opt_out"})
    elif answers.then == Then.NOT_THIS_NUMBER:
        effects.append({"kind": "invalid_number", "direction": "outbound"})
    return effects


def asks_of(meaning: str) -> list[str]:
    """Return what the card asks for because of the meaning."""
    return [CALLBACK] if meaning == Category.CALLBACK else []


def answers_of(category: str, effects: list[dict[str, Any]]) -> Answers:
    """Read the answers back from a code or one of its versions."""
    kinds = {effect.get("kind"): effect for effect in effects}
    if "opt_out" in kinds:
        return Answers(category, Then.NEVER)
    if "invalid_number" in kinds:
        return Answers(category, Then.NOT_THIS_NUMBER)
    if "cooldown" in kinds:
        days = kinds["cooldown"].get("days", "organization")
        return Answers(category, Then.REST, None if days == "organization" else int(days))
    return Answers(category, Then.ALLOWED)


def in_short(answers: Answers, usual_days: int) -> str:
    """Say what happens then in two or three words, for the list of versions."""
    if answers.then == Then.REST:
        days = answers.rest_days or usual_days
        return ngettext("rests %(days)s day", "rests %(days)s days", days) % {"days": days}
    return str(
        {
            Then.ALLOWED: _("may be called"),
            Then.NEVER: _("never again"),
            Then.NOT_THIS_NUMBER: _("not on this number"),
        }[Then(answers.then)]
    )
