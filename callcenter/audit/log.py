from typing import Any

from django.db.models import Model

from callcenter.audit.models import AuditEntry
from callcenter.tenancy.together import create_later


def record(actor: Any | None, action: str, subject: Model, details: dict[str, Any] | None = None) -> None:
    """Add one line: who (a membership, a key, or None for the system) did what to which row."""
    entry = AuditEntry(
        actor_id=getattr(actor, "pk", None),
        actor_name=str(actor) if actor is not None else "",
        action=action,
        subject_type=subject._meta.label_lower,
        subject_id=subject.pk,
        details=details or {},
    )
    create_later([entry])
