"""What the call log looks after by itself."""

from celery import shared_task

from calllog.actions.lost import lose_silent_calls


@shared_task
def close_silent_calls() -> None:
    """Close calls whose switch fell silent and cannot be asked."""
    lose_silent_calls()
