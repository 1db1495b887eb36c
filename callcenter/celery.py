"""The Celery application: workers carry out what PostgreSQL says is due."""

import os
from typing import Any

from celery import Celery
from celery.signals import beat_init, setup_logging, worker_init

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "callcenter.settings")
app = Celery("aftercall")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@setup_logging.connect
def log_as_everywhere(**kwargs: Any) -> None:
    """Let workers and beat write the lines that the settings name, not Celery's own."""
    from django.conf import settings
    from django.utils.log import configure_logging

    configure_logging(settings.LOGGING_CONFIG, settings.LOGGING)


@worker_init.connect
@beat_init.connect
def refuse_dangerous_role(**kwargs: Any) -> None:
    """Let neither a worker nor a beat start with a role that the walls do not bind, or without having asked."""
    from django.core.exceptions import ImproperlyConfigured
    from django.db import Error

    from callcenter.tenancy import checks

    try:
        checks.refuse_dangerous_role()
    except (ImproperlyConfigured, Error) as refusal:
        # Any other exception Celery would write to the log, and go on.
        raise SystemExit(str(refusal)) from refusal
