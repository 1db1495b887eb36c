from django.db import migrations

from callcenter.tenancy.operations import IsolateTables


class Migration(migrations.Migration):
    dependencies = [("followups", "0001_initial"), ("dispositions", "0002_walls")]

    operations = [IsolateTables(["plan", "step", "enrolment", "message", "callback"])]
