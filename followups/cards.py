from typing import Any

from dispositions.models import Wrapup
from followups.models import Callback


def open_callbacks(wrapups: list[Wrapup]) -> dict[int, dict[str, Any]]:
    """Put the open callback of the caller on each card."""
    numbers = {wrapup.call.number for wrapup in wrapups if wrapup.call.number_e164}
    if not numbers:
        return {}
    found: dict[str, Callback] = {}
    for callback in Callback.objects.open().filter(number__in=numbers).order_by("-at"):
        found[callback.number] = callback
    return {
        wrapup.pk: {"open_callback": {"id": callback.pk, "at": callback.at, "note": callback.note}}
        for wrapup in wrapups
        if (callback := found.get(wrapup.call.number)) is not None
    }
