from django.db import migrations

from callcenter.tenancy.operations import AppendOnly, IsolateTables


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial")]

    operations = [IsolateTables(["auditentry"]), AppendOnly("auditentry")]
