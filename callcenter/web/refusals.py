"""Refusals shown where they arose: beside the field they are about."""

from collections.abc import Callable
from typing import TypeVar

from django.db import transaction
from django.forms import BaseForm

from callcenter.tenancy.errors import DomainError

T = TypeVar("T")


def attempt(form: BaseForm, act: Callable[[], T]) -> T | None:
    """Carry an action out; a refusal rolls it back, stands on the form, and is answered with None.

    What is missing or forbidden is a page of its own and rises.
    """
    try:
        with transaction.atomic():
            return act()
    except DomainError as refusal:
        if refusal.status in {403, 404}:
            raise
        for name, texts in (refusal.fields or {"": [str(refusal)]}).items():
            for text in texts:
                form.add_error(name if name in form.fields else None, text)
    return None
