from django.db import migrations, models

CARRY_OVER = """
    UPDATE dispositions_disposition said SET first_saved_at = first.at
    FROM dispositions_revision first
    WHERE first.organization_id = said.organization_id AND first.disposition_id = said.id AND first.number = 1
"""


class Migration(migrations.Migration):
    dependencies = [("dispositions", "0003_effects_by_subject")]

    operations = [
        migrations.AddField("disposition", "first_saved_at", models.DateTimeField(null=True)),
        migrations.RunSQL(CARRY_OVER, migrations.RunSQL.noop),
        migrations.AlterField("disposition", "first_saved_at", models.DateTimeField()),
    ]
