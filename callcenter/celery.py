"""The Celery application: workers carry out what PostgreSQL says is due."""

import os
from typing import Any

from celery import Celery
from celery.signals import beat_init, worker_init

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "callcenter.settings")
app = Celery("aftercall")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@worker_init.connect
@beat_init.connect
def refuse_dangerous_role(**kwargs: Any) -> None:
    """Let neither a worker nor a beat start with a role that the walls do not bind."""
    from callcenter.tenancy import checks

    checks.refuse_dangerous_role()
