from django.db import migrations

from callcenter.tenancy.operations import IsolateTables, PlatformFunction


class Migration(migrations.Migration):
    dependencies = [("calllog", "0001_initial"), ("accounts", "0002_walls")]

    operations = [
        IsolateTables(
            [
                "source",
                "extension",
                "extensionassignment",
                "queue",
                "campaign",
                "ournumber",
                "contact",
                "contactnumber",
                "call",
                "leg",
            ]
        ),
        PlatformFunction(
            "raw_events_of(p_call bigint)",
            "TABLE (id bigint, name character varying, occurred_at timestamp with time zone, body jsonb)",
            "SELECT e.id, e.name, e.occurred_at, e.body FROM public.calllog_rawevent e "
            "JOIN public.calllog_call c ON c.conversation_id = e.conversation_id "
            "WHERE c.id = p_call AND c.organization_id = current_setting('app.organization_id')::bigint "
            "ORDER BY e.occurred_at, e.id LIMIT 2000",
        ),
    ]
