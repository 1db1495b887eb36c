from django.db import migrations

from callcenter.tenancy.operations import IsolateTables, PlatformFunction


class Migration(migrations.Migration):
    dependencies = [("outbox", "0001_initial")]

    operations = [
        IsolateTables(["event"]),
        PlatformFunction(
            "events_waiting(p_limit integer)",
            "TABLE (organization_id bigint, id bigint)",
            "SELECT e.organization_id, e.id FROM public.outbox_event e WHERE e.delivered_at IS NULL "
            "AND e.created_at < now() - interval '5 seconds' ORDER BY e.created_at, e.id LIMIT p_limit",
        ),
    ]
