from django.db import migrations

# Organizations made before this room have no calendar of their own yet; later ones get theirs when they are made.
FURNISH = """
    INSERT INTO calendars_calendar (organization_id, name, is_default, country, region, half_day_min, created_at)
    SELECT o.id,
        CASE o.language WHEN 'ru' THEN 'Часы работы' WHEN 'hu' THEN 'Nyitvatartás' WHEN 'nb' THEN 'Åpningstider'
            ELSE 'Opening hours' END,
        true, o.country, '', 720, now()
    FROM tenancy_organization o
    WHERE NOT EXISTS (SELECT FROM calendars_calendar c WHERE c.organization_id = o.id AND c.is_default)
"""


class Migration(migrations.Migration):
    dependencies = [("calendars", "0002_walls"), ("tenancy", "0001_initial")]

    operations = [
        migrations.RunSQL("ALTER TABLE calendars_calendar NO FORCE ROW LEVEL SECURITY", migrations.RunSQL.noop),
        # Checks that wait for the commit would stand in the way of the table's next change.
        migrations.RunSQL("SET CONSTRAINTS ALL IMMEDIATE", migrations.RunSQL.noop),
        migrations.RunSQL(FURNISH, migrations.RunSQL.noop),
        migrations.RunSQL("ALTER TABLE calendars_calendar FORCE ROW LEVEL SECURITY", migrations.RunSQL.noop),
    ]
