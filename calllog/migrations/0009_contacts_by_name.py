from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("calllog", "0008_contacts")]

    operations = [
        AddIndexConcurrently(
            "contact",
            models.Index(
                fields=["organization", "name", "id"],
                condition=models.Q(("merged_into", None)),
                name="calllog_contact_by_name",
            ),
        ),
    ]
