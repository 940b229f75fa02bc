"""Files that people upload, closed until they are found free of viruses."""

import django.db.models.deletion
import django.db.models.functions.uuid
from django.db import migrations, models

from trusts.protection import ProtectTables


class Migration(migrations.Migration):
    dependencies = [
        ("trusts", "0007_sealed_audit"),
    ]

    operations = [
        migrations.CreateModel(
            name="StoredFile",
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
                ("name", models.CharField(max_length=150)),
                (
                    "declared_type",
                    models.CharField(blank=True, max_length=100, verbose_name="media type as the browser said"),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("pdf", "PDF"),
                            ("docx", "Word"),
                            ("xlsx", "Excel"),
                            ("png", "PNG picture"),
                            ("jpg", "JPG picture"),
                        ],
                        max_length=4,
                        verbose_name="kind as found",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("checking", "Being checked for viruses"),
                            ("available", "Available"),
                            ("refused", "Refused"),
                        ],
                        default="checking",
                        max_length=10,
                    ),
                ),
                ("reason", models.CharField(blank=True, max_length=300, verbose_name="why it was refused")),
                ("size", models.PositiveBigIntegerField()),
                ("sha256", models.CharField(max_length=64)),
                ("key", models.CharField(max_length=200)),
                (
                    "attempt",
                    models.PositiveSmallIntegerField(
                        default=0, verbose_name="times the scanner answered with an error"
                    ),
                ),
                (
                    "trust",
                    models.ForeignKey(
                        editable=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="trusts.trust"
                    ),
                ),
                (
                    "uploaded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="uploads", to="trusts.person"
                    ),
                ),
            ],
            options={
                "ordering": ("created_at",),
                "abstract": False,
                "base_manager_name": "objects",
                "indexes": [
                    models.Index(
                        condition=models.Q(("state", "checking")), fields=["trust", "created_at"], name="file_checking"
                    )
                ],
                "constraints": [models.UniqueConstraint(fields=("trust", "key"), name="stored_file_key_once")],
            },
        ),
        ProtectTables(),
    ]
