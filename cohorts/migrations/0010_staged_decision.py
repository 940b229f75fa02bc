"""What is to be decided, staged until it is released."""

import django.db.models.deletion
import django.db.models.functions.uuid
from django.db import migrations, models

from trusts.protection import ProtectTables


class Migration(migrations.Migration):
    dependencies = [
        ("cohorts", "0009_plurals"),
    ]

    operations = [
        migrations.CreateModel(
            name="StagedDecision",
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
                    "outcome",
                    models.CharField(
                        choices=[
                            ("offer", "Offer a place"),
                            ("wait", "Reserve list"),
                            ("decline", "Do not offer a place"),
                        ],
                        max_length=10,
                    ),
                ),
                ("reason", models.TextField()),
                ("expires_on", models.DateField(null=True)),
                ("staged_at", models.DateTimeField()),
                (
                    "application",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="staged", to="cohorts.application"
                    ),
                ),
                (
                    "staged_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="trusts.person"
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
                "abstract": False,
                "base_manager_name": "objects",
                "constraints": [models.UniqueConstraint(fields=("trust", "application"), name="staged_decision_once")],
            },
        ),
        ProtectTables(),
    ]
