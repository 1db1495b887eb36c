from datetime import timedelta

from callcenter.jobs import registry
from followups.actions import CALLBACK, MESSAGE
from followups.sending import bring_up, send


def register() -> None:
    """Register what this floor carries out when it is due; the lease outlives the longest sending."""
    registry.register(registry.Kind(MESSAGE, send, lease=timedelta(seconds=60), batch=20))
    registry.register(registry.Kind(CALLBACK, bring_up))
