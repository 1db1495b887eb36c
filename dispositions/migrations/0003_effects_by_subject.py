from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("dispositions", "0002_walls")]

    operations = [
        AddIndexConcurrently(
            "effect",
            models.Index(
                condition=models.Q(("subject_id", None), _negated=True),
                fields=["organization", "kind", "subject_id"],
                name="dispositions_effect_subject",
            ),
        ),
    ]
