from django.db import migrations

# Until now a number stood for one campaign, as long as there are calls.
CARRY_OVER = """
    INSERT INTO calllog_numberuse (organization_id, our_number_id, campaign_id, channel, starts_at)
    SELECT organization_id, id, campaign_id, '', '2000-01-01T00:00:00Z' FROM calllog_ournumber WHERE campaign_id IS NOT NULL
"""


class Migration(migrations.Migration):
    dependencies = [("calllog", "0005_dated_words")]

    operations = [
        migrations.RunSQL(CARRY_OVER, migrations.RunSQL.noop),
        migrations.RemoveField(model_name="ournumber", name="campaign"),
    ]
