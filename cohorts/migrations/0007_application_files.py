"""Files of applications."""

import django.db.models.deletion
import django.db.models.functions.uuid
from django.db import migrations, models

from trusts.protection import ProtectTables


class Migration(migrations.Migration):
    dependencies = [
        ("cohorts", "0006_cleared_when_taken_back"),
        ("trusts", "0008_stored_files"),
    ]

    operations = [
        migrations.CreateModel(
            name="ApplicationFile",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        db_default=django.db.models.functions.uuid.UUID7(),
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("updated_at", models.DateTimeField(auto_now=True)),
                (
                    "kind",
                    models.CharField(choices=[("cv", "My CV"), ("evidence", "Supporting evidence")], max_length=10),
                ),
                (
                    "application",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="files", to="cohorts.application"
                    ),
                ),
                (
                    "file",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="trusts.storedfile"
                    ),
                ),
                (
                    "trust",
                    models.ForeignKey(
                        editable=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="trusts.trust"
                    ),
                ),
            ],
            options={
                "ordering": ("created_at",),
                "abstract": False,
                "base_manager_name": "objects",
                "constraints": [models.UniqueConstraint(fields=("trust", "file"), name="application_file_once")],
            },
        ),
        ProtectTables(),
    ]
