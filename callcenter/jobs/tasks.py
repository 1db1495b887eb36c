import logging

from celery import shared_task
from django.db import Error, connection

from callcenter.jobs import actions, registry
from callcenter.jobs.chores import remove_what_is_over
from callcenter.jobs.models import DueItem
from callcenter.jobs.querysets import Claim
from callcenter.tenancy.scope import tenant_scope

logger = logging.getLogger(__name__)


@shared_task
def run_due() -> None:
    """Claim a batch of every kind of due work and carry it out."""
    for kind in registry.KINDS.values():
        for claim in DueItem.across_organizations.claim(kind.name, kind.batch, kind.lease):
            carry_out(kind, claim)


def carry_out(kind: registry.Kind, claim: Claim) -> None:
    """Do one piece of work; what fails goes back with its reason and never stops the batch."""
    try:
        kind.handle(claim)
    # Anything: the row keeps the reason, is tried again later, and is parked after eight tries.
    except Exception as fault:
        logger.exception("due %s %s failed", claim.kind, claim.subject_id)
        if isinstance(fault, Error):
            connection.close_if_unusable_or_obsolete()
        with tenant_scope(claim.organization_id):
            actions.put_back(claim, type(fault).__name__)


@shared_task
def housekeeping() -> None:
    """Remove what is kept for a time only."""
    remove_what_is_over()
