"""The guard of this app's tenant tables, and what a university sees of them."""

from django.db import migrations

from trusts.protection import ProtectTables, ShareWithUniversity

PROJECTS = """
    cohort_id in (select id from cohorts_cohort)
    and trust_id in (select trust_id from trusts_sharingagreement where 'projects' = any(data_classes))
"""


class Migration(migrations.Migration):
    dependencies = [
        ("projects", "0001_initial"),
        ("cohorts", "0002_protection"),
        ("frameworks", "0002_protection"),
        ("trusts", "0002_protection"),
    ]

    operations = [
        ProtectTables(),
        ShareWithUniversity(
            "ImprovementProject", ("cohort_id", "title", "aim", "state", "starts_on", "ends_on"), PROJECTS
        ),
    ]
