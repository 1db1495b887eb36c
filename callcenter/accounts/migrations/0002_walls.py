from django.db import migrations

from callcenter.tenancy.operations import IsolateTables, PlatformFunction


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial")]

    operations = [
        IsolateTables(["team", "membership", "apikey"]),
        PlatformFunction(
            "memberships_of(p_user bigint)",
            "TABLE (id bigint, organization_id bigint)",
            "SELECT m.id, m.organization_id FROM public.accounts_membership m WHERE m.user_id = p_user AND m.is_active",
        ),
        PlatformFunction(
            "key_by_prefix(p_prefix text)",
            "TABLE (id bigint, organization_id bigint)",
            "SELECT k.id, k.organization_id FROM public.accounts_apikey k WHERE k.prefix = p_prefix",
        ),
    ]
