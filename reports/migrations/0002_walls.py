from django.db import migrations

from callcenter.tenancy.operations import IsolateTables


class Migration(migrations.Migration):
    dependencies = [("reports", "0001_initial")]

    operations = [IsolateTables(["delta"])]
