from typing import Any

from django.contrib.auth.signals import user_logged_out
from django.dispatch import receiver
from django.http import HttpRequest


@receiver(user_logged_out)
def tell_the_answer(sender: Any, request: HttpRequest | None, **kwargs: Any) -> None:
    """Mark the request that signed somebody out: its answer tells the browser to forget."""
    if request is not None:
        request.signed_out = True  # type: ignore[attr-defined]
