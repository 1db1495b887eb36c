"""Defining codes and changing them: a change of meaning or effect makes a version, a change of wording none."""

from collections.abc import Mapping, Sequence

from django.db import transaction
from django.db.models import Max

from callcenter.accounts.models import Membership
from callcenter.audit import log as audit
from callcenter.outbox.post import announce
from dispositions.actions.code_sets import count_change, lock_default_set, move_digit, refuse_taken_digit
from dispositions.errors import CodeLocked, CodeRetired, NameRequired, SlugTaken
from dispositions.meanings import (
    ANSWERED,
    CALLBACK,
    Answers,
    answers_of,
    asks_of,
    axis_of,
    effects_of,
    refuse_contradiction,
)
from dispositions.models import Code, CodeSetItem, CodeVersion
from dispositions.slugs import free_slug

CODES = "codes"
WORDING = ("labels", "hints", "synonyms", "position", "direction", "needs_answer", "note")


@transaction.atomic(savepoint=False)
def define_code(
    *,
    name: str,
    meaning: str,
    then: str,
    actor: Membership | None,
    rest_days: int | None = None,
    digit: str = "",
    hint: str = "",
    synonyms: Sequence[str] = (),
    language: str = "en",
) -> Code:
    """Make a code of three answers and offer it to every agent from now on.

    Two codes in use never read alike; a slug that is taken gets a number.
    """
    code_set = lock_default_set()
    labels = cleaned({language: name})
    answers = Answers(meaning, then, rest_days)
    refuse_contradiction(answers)
    refuse_same_names(labels)
    refuse_taken_digit(code_set, digit)
    axis = axis_of(meaning)
    code = Code.objects.create(
        slug=free_slug(labels[language], set(Code.objects.values_list("slug", flat=True))),
        labels=labels,
        hints={language: hint.strip()} if hint.strip() else {},
        synonyms={language: [word.strip() for word in synonyms if word.strip()]} if synonyms else {},
        category=meaning,
        axis=axis,
        position=last_position(axis) + 1,
        asks=asks_of(meaning),
        effects=effects_of(answers),
    )
    write_version(code)
    CodeSetItem.objects.create(code_set=code_set, code=code, digit=digit, position=code.position)
    count_change(code_set)
    audit.record(actor, "code.defined", code, {"slug": code.slug, "version": 1, "meaning": meaning, "then": then})
    announce(CODES, {})
    return code


@transaction.atomic(savepoint=False)
def change_code(
    *,
    code: Code,
    actor: Membership | None,
    labels: Mapping[str, str] | None = None,
    hints: Mapping[str, str] | None = None,
    synonyms: Mapping[str, Sequence[str]] | None = None,
    answers: Answers | None = None,
    digit: str | None = None,
    position: int | None = None,
    direction: str | None = None,
    needs_answer: bool | None = None,
    note: str | None = None,
) -> Code:
    """Change what is given; calls already coded keep the version they were coded with."""
    code_set = lock_default_set()
    code = Code.objects.select_for_update(of=("self",)).get(pk=code.pk)
    if not code.selectable:
        raise CodeLocked(label=code.label())
    if digit and code.retired_at is not None:
        raise CodeRetired(label=code.label())
    before = describe(code)
    renewed = answers is not None and answers != answers_of(code.category, code.effects)
    if renewed and answers is not None:
        refuse_contradiction(answers)
        take_answers(code, answers)
    if labels is not None:
        code.labels = cleaned(labels)
        if code.retired_at is None:
            refuse_same_names(code.labels, beside=code)
    if hints is not None:
        code.hints = {language: text.strip() for language, text in hints.items() if text.strip()}
    if synonyms is not None:
        code.synonyms = {language: list(words) for language, words in synonyms.items() if words}
    if position is not None:
        code.position = position
    if direction is not None:
        code.direction = direction
    if needs_answer is not None:
        code.needs_answer = needs_answer
    if note is not None:
        code.note = note
    code.version += int(renewed)
    code.save(update_fields=[*WORDING, "category", "axis", "asks", "effects", "version"])
    if renewed:
        write_version(code)
    if digit is not None:
        move_digit(code_set, code, digit)
    if position is not None:
        CodeSetItem.objects.filter(code=code).update(position=position)
    after = describe(code)
    changed = {name: [before[name], after[name]] for name in after if before[name] != after[name]}
    if changed or digit is not None:
        details = {"version": code.version, "changed": changed, "digit": digit}
        audit.record(actor, "code.changed", code, details)
        announce(CODES, {})
    return code


def describe(code: Code) -> dict[str, object]:
    """Return what can change about a code, for the audit."""
    return {name: getattr(code, name) for name in (*WORDING, "category", "effects")}


def take_answers(code: Code, answers: Answers) -> None:
    """Set what follows from the answers; effects and questions that do not follow from them stay."""
    if answers.meaning != code.category:
        code.axis = axis_of(answers.meaning)
        code.category = answers.meaning
    code.asks = asks_of(answers.meaning) + [ask for ask in code.asks if ask != CALLBACK]
    code.effects = effects_of(answers) + [effect for effect in code.effects if effect.get("kind") not in ANSWERED]


def refuse_same_names(labels: Mapping[str, str], beside: Code | None = None) -> None:
    """Refuse a name that another code in use already has in that language."""
    others = Code.objects.in_use().exclude(pk=beside.pk if beside else None)
    for other in others:
        for language, label in labels.items():
            if other.labels.get(language, "").casefold() == label.casefold():
                refusal = SlugTaken(label=label)
                refusal.fields = {"name": [str(refusal)]}
                raise refusal


def cleaned(labels: Mapping[str, str]) -> dict[str, str]:
    """Return the labels without what is blank; at least one has to be left."""
    kept = {language: " ".join(label.split()) for language, label in labels.items() if label.strip()}
    if not kept:
        raise NameRequired(fields={"name": [str(NameRequired.message)]})
    return kept


def last_position(axis: str) -> int:
    """Return the place of the last code of a column."""
    return Code.objects.filter(axis=axis, selectable=True).aggregate(last=Max("position"))["last"] or 0


def write_version(code: Code) -> CodeVersion:
    """Keep what a code means and does from now on."""
    return CodeVersion.objects.create(
        code=code, number=code.version, category=code.category, labels=code.labels, effects=code.effects
    )
