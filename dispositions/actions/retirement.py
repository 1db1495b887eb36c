"""Taking codes out of use: what was used retires and stays on its calls, what never was may go."""

from django.db import transaction
from django.utils import timezone

from callcenter.accounts.models import Membership
from callcenter.audit import log as audit
from callcenter.outbox.post import announce
from dispositions.actions.code_sets import count_change, lock_default_set, move_digit
from dispositions.actions.codes import CODES, refuse_same_names
from dispositions.errors import CodeInUse, CodeLocked, ReplacementInvalid
from dispositions.meanings import MEANINGS
from dispositions.models import CallOutcome, Code, CodeSetItem, CodeUse, CodeVersion, Effect


@transaction.atomic(savepoint=False)
def retire_code(*, code: Code, actor: Membership | None, replaced_by: Code | None = None) -> Code:
    """Take a code off the card at once and free its digit; it stays on its calls, in filters and in reports."""
    code_set = lock_default_set()
    code = lock_own(code)
    if replaced_by is not None and (replaced_by.pk == code.pk or replaced_by.retired_at or not replaced_by.selectable):
        raise ReplacementInvalid(fields={"replaced_by": [str(ReplacementInvalid.message)]})
    move_digit(code_set, code, "")
    count_change(code_set)
    code.retired_at = code.retired_at or timezone.now()
    code.replaced_by = replaced_by
    code.save(update_fields=["retired_at", "replaced_by"])
    audit.record(actor, "code.retired", code, {"replaced_by": replaced_by.slug if replaced_by else None})
    announce(CODES, {})
    return code


@transaction.atomic(savepoint=False)
def bring_back(*, code: Code, actor: Membership | None) -> Code:
    """Offer a retired code again, without a digit."""
    code_set = lock_default_set()
    code = lock_own(code)
    refuse_same_names(code.labels, beside=code)
    code.retired_at = code.replaced_by = None
    code.save(update_fields=["retired_at", "replaced_by"])
    count_change(code_set)
    audit.record(actor, "code.brought_back", code)
    announce(CODES, {})
    return code


@transaction.atomic(savepoint=False)
def delete_code(*, code: Code, actor: Membership | None) -> None:
    """Delete a code that was never chosen and that no rule sets."""
    code_set = lock_default_set()
    code = lock_own(code)
    if not deletable(code):
        raise CodeInUse(label=code.label())
    audit.record(actor, "code.deleted", code, {"slug": code.slug, "labels": code.labels})
    CodeSetItem.objects.filter(code=code).delete()
    CodeVersion.objects.filter(code=code).delete()
    code.delete()
    count_change(code_set)
    announce(CODES, {})


def deletable(code: Code) -> bool:
    """Tell whether nothing would be lost with a code: rules, calls, effects and other codes do without it."""
    return code.category in MEANINGS and not (
        CodeUse.objects.filter(code=code).exists()
        or CallOutcome.objects.filter(primary=code).exists()
        or Effect.objects.filter(code=code).exists()
        or Code.objects.filter(replaced_by=code).exists()
    )


def lock_own(code: Code) -> Code:
    """Lock a code people may change; system codes are nobody's."""
    code = Code.objects.select_for_update(of=("self",)).get(pk=code.pk)
    if not code.selectable:
        raise CodeLocked(label=code.label())
    return code
