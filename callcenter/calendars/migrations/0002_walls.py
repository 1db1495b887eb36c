from django.db import migrations

from callcenter.tenancy.operations import IsolateTables


class Migration(migrations.Migration):
    dependencies = [("calendars", "0001_initial"), ("accounts", "0002_walls")]

    operations = [IsolateTables(["calendar", "calendarday", "openingspan", "incident"])]
