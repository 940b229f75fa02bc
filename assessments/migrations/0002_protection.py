"""The guard of this app's tenant tables."""

from django.db import migrations

from trusts.protection import ProtectTables


class Migration(migrations.Migration):
    dependencies = [
        ("assessments", "0001_initial"),
        ("trusts", "0002_protection"),
        ("cohorts", "0002_protection"),
        ("frameworks", "0002_protection"),
    ]

    operations = [ProtectTables()]
