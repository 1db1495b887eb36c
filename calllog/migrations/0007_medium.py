from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("calllog", "0006_numbers_by_date")]

    operations = [
        migrations.AddField(
            model_name="call",
            name="medium",
            field=models.CharField(
                choices=[
                    ("phone", "Telephone"),
                    ("mobile", "Mobile"),
                    ("walk_in", "Walk-in"),
                    ("mail", "Mail"),
                    ("chat", "Chat"),
                ],
                default="phone",
                max_length=7,
            ),
        ),
    ]
