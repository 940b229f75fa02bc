from django.db import migrations

from trusts.protection import ShareWithSupport


class Migration(migrations.Migration):
    """What support sees of cohorts and of reports: how they stand, never what is in them."""

    dependencies = [
        ("reports", "0005_data_copies"),
        ("trusts", "0013_break_glass"),
        ("cohorts", "0006_cleared_when_taken_back"),
        ("programmes", "0002_protection"),
    ]

    operations = [
        ShareWithSupport("programmes.Programme", ("name",)),
        ShareWithSupport("cohorts.Cohort", ("programme_id", "name", "state", "places", "starts_on", "ends_on")),
        ShareWithSupport(
            "reports.Report",
            ("kind", "cohort_id", "state", "attempt", "progress", "created_at", "finished_at", "error", "size"),
        ),
    ]
