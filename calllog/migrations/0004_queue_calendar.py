import django.db.models.deletion
from django.db import migrations, models

from callcenter.tenancy.operations import LinkWithinOrganization


class Migration(migrations.Migration):
    dependencies = [("calllog", "0003_late_truth"), ("calendars", "0002_walls")]

    operations = [
        migrations.AddField(
            model_name="queue",
            name="calendar",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                help_text="Empty for the organization's own hours.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="calendars.calendar",
            ),
        ),
        LinkWithinOrganization("queue", "calendar"),
    ]
