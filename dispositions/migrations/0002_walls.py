from django.db import migrations

from callcenter.tenancy.operations import IsolateTables


class Migration(migrations.Migration):
    dependencies = [("dispositions", "0001_initial"), ("calllog", "0002_walls")]

    operations = [
        IsolateTables(
            [
                "code",
                "codeversion",
                "codeset",
                "codesetitem",
                "wrapup",
                "disposition",
                "revision",
                "codeuse",
                "calloutcome",
                "effect",
                "dncentry",
            ]
        )
    ]
