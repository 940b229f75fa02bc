from django.db import migrations

from trusts.history import KeepHistory


class Migration(migrations.Migration):
    """From the top of the stack: every table of every app below that stands by now."""

    dependencies = [
        ("reports", "0003_data_classes"),
        ("projects", "0003_charter_and_measure_details"),
        ("assessments", "0003_snapshots_stay"),
        ("cohorts", "0006_cleared_when_taken_back"),
        ("programmes", "0002_protection"),
        ("frameworks", "0004_fixed_once_approved"),
        ("trusts", "0005_row_history"),
    ]

    operations = [KeepHistory()]
