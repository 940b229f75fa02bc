"""The guard of this app's tenant tables, and what a university sees of them."""

from django.db import migrations

from trusts.protection import ProtectTables, ShareWithUniversity

READY_FOR_US = """
    university_id = (select nullif(current_setting('app.university_id', true), '')::bigint)
    and state = 'ready'
    and cohort_id in (select id from cohorts_cohort)
    and trust_id in (select trust_id from trusts_sharingagreement where 'reports' = any(data_classes))
"""


class Migration(migrations.Migration):
    dependencies = [("reports", "0001_initial"), ("cohorts", "0002_protection"), ("trusts", "0002_protection")]

    operations = [
        ProtectTables(),
        ShareWithUniversity(
            "Report",
            (
                "university_id",
                "cohort_id",
                "kind",
                "state",
                "file_key",
                "sha256",
                "size",
                "data_as_at",
                "finished_at",
                "created_at",
            ),
            READY_FOR_US,
        ),
    ]
