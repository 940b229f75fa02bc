"""The guard of this app's tenant tables, and what a university sees of them."""

from django.db import migrations

from trusts.protection import ProtectTables, ShareWithUniversity

OURS = """
    university_id = (select nullif(current_setting('app.university_id', true), '')::bigint)
    and trust_id in (select trust_id from trusts_sharingagreement)
"""
OF_OURS = "programme_id in (select id from programmes_programme)"


class Migration(migrations.Migration):
    dependencies = [("programmes", "0001_initial"), ("trusts", "0002_protection")]

    operations = [
        ProtectTables(),
        ShareWithUniversity("Programme", ("university_id", "name", "summary", "award"), OURS),
        ShareWithUniversity("Stage", ("programme_id", "name", "summary", "position"), OF_OURS),
        ShareWithUniversity("Module", ("programme_id", "code", "title", "credits", "position"), OF_OURS),
    ]
