"""What a university's report holds stands in its row, and the row shows only while agreements in force name it all."""

import django.contrib.postgres.fields
from django.db import migrations, models

from trusts.protection import ProtectTables, ShareWithUniversity

COLUMNS = (
    "university_id",
    "cohort_id",
    "kind",
    "state",
    "data_classes",
    "file_key",
    "sha256",
    "size",
    "data_as_at",
    "finished_at",
    "created_at",
)
READY_AND_AGREED = """
    university_id = (select nullif(current_setting('app.university_id', true), '')::bigint)
    and state = 'ready'
    and cohort_id in (select id from cohorts_cohort)
    and array_append(data_classes::text[], 'reports') <@ (
        select array_agg(named.class::text)
        from trusts_sharingagreement agreement, unnest(agreement.data_classes) as named (class)
        where agreement.trust_id = reports_report.trust_id
    )
"""
CLASSES = [
    ("participants", "Names of participants and whether their place is active"),
    ("progress", "Who has completed each round"),
    ("benchmarks", "Cohort benchmarks, small groups hidden"),
    ("projects", "Titles, aims and measured results of improvement projects"),
    ("reports", "Cohort reports prepared for the university"),
]


class Migration(migrations.Migration):
    dependencies = [("reports", "0002_protection")]

    operations = [
        migrations.AddField(
            model_name="report",
            name="data_classes",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(choices=CLASSES, max_length=20), default=list, size=None
            ),
        ),
        ShareWithUniversity("Report", COLUMNS, READY_AND_AGREED),
        ProtectTables(),
    ]
