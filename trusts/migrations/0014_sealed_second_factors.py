"""Second factors that were kept open are sealed, and what SECRET_KEY sealed comes under the key of its own."""

from django.conf import settings
from django.db import migrations

from trusts.services.resealing import reseal_all


def seal_what_is_there(apps, schema_editor):
    using = schema_editor.connection.alias
    factors = apps.get_model("mfa", "Authenticator").objects.using(using)
    providers = apps.get_model("trusts", "IdentityProvider").objects.using(using)
    _, failed = reseal_all(factors, providers, former=(settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS))
    if failed:
        print(f"\n    {failed} secrets open with no key that is set and were left as they are: see the runbook.")


class Migration(migrations.Migration):
    dependencies = [
        ("mfa", "0003_authenticator_type_uniq"),
        ("trusts", "0013_break_glass"),
    ]

    operations = [migrations.RunPython(seal_what_is_there, migrations.RunPython.noop)]
