from django.db import migrations

from callcenter.tenancy.operations import IsolateTables, PlatformFunction

CLAIM = """
WITH due AS (
    SELECT i.id FROM public.jobs_dueitem i
    WHERE i.kind = p_kind AND i.due_at <= now()
      AND (i.state = 'waiting' OR (i.state = 'leased' AND i.lease_until < now()))
    ORDER BY i.due_at, i.id LIMIT p_limit FOR UPDATE SKIP LOCKED
)
UPDATE public.jobs_dueitem i
SET state = 'leased', lease_until = now() + p_lease, token = i.token + 1, attempts = i.attempts + 1
FROM due WHERE i.id = due.id
RETURNING i.id, i.organization_id, i.subject_id, i.token, i.attempts::integer
"""


class Migration(migrations.Migration):
    dependencies = [("jobs", "0001_initial")]

    operations = [
        IsolateTables(["dueitem"]),
        PlatformFunction(
            "claim_due(p_kind text, p_limit integer, p_lease interval)",
            "TABLE (id bigint, organization_id bigint, subject_id bigint, token bigint, attempts integer)",
            CLAIM,
        ),
    ]
