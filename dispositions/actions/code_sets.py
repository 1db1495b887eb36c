"""Which codes agents are offered, and which digit chooses which."""

from django.db.models import F

from dispositions.errors import DigitTaken
from dispositions.models import Code, CodeSet, CodeSetItem


def lock_default_set() -> CodeSet:
    """Lock the set every agent is offered, so that names, slugs and digits are given one after another."""
    return CodeSet.objects.select_for_update(of=("self",)).get(is_default=True)


def count_change(code_set: CodeSet) -> None:
    """Number the set anew: a wrap-up keeps the number of the set it was offered."""
    CodeSet.objects.filter(pk=code_set.pk).update(version=F("version") + 1)


def move_digit(code_set: CodeSet, code: Code, digit: str) -> None:
    """Let a digit choose this code; the empty digit lets none."""
    refuse_taken_digit(code_set, digit, beside=code)
    item, _ = CodeSetItem.objects.get_or_create(code_set=code_set, code=code, defaults={"position": code.position})
    if item.digit != digit:
        item.digit = digit
        item.save(update_fields=["digit"])
        count_change(code_set)


def refuse_taken_digit(code_set: CodeSet, digit: str, beside: Code | None = None) -> None:
    """Refuse a digit that chooses another code, and say which."""
    holder = code_set.items.filter(digit=digit).exclude(code=beside).select_related("code").first() if digit else None
    if holder is not None:
        refusal = DigitTaken(digit=digit, label=holder.code.label())
        refusal.fields = {"digit": [str(refusal)]}
        raise refusal
