"""Holds, erasures and periods."""

import django.contrib.postgres.fields
import django.core.validators
import django.db.models.deletion
import django.db.models.functions.uuid
from django.db import migrations, models

from trusts.protection import ProtectTables


class Migration(migrations.Migration):
    dependencies = [
        ("trusts", "0011_identity_provider"),
    ]

    operations = [
        migrations.AddField(
            model_name="person",
            name="erased_at",
            field=models.DateTimeField(editable=False, null=True),
        ),
        migrations.CreateModel(
            name="Erasure",
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
                    models.CharField(
                        choices=[
                            ("request", "Asked for"),
                            ("retention", "Its time was over"),
                            ("replay", "Done again after a restore"),
                        ],
                        default="request",
                        max_length=10,
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("asked", "Waiting to be confirmed"),
                            ("approved", "Confirmed"),
                            ("running", "Being carried out"),
                            ("done", "Done"),
                            ("withdrawn", "Taken back"),
                        ],
                        default="asked",
                        max_length=10,
                    ),
                ),
                ("reason", models.TextField(blank=True)),
                (
                    "records",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(
                            choices=[
                                ("person", "person"),
                                ("sign_in", "sign_in"),
                                ("selection", "selection"),
                                ("academic", "academic"),
                                ("development", "development"),
                                ("project", "project"),
                                ("report", "report"),
                                ("message", "message"),
                                ("audit", "audit"),
                                ("trust", "trust"),
                            ],
                            max_length=20,
                        ),
                        default=list,
                    ),
                ),
                ("approved_at", models.DateTimeField(null=True)),
                ("done_at", models.DateTimeField(null=True)),
                ("counts", models.JSONField(blank=True, default=dict)),
                ("mentions", models.JSONField(blank=True, default=list)),
                (
                    "approved_by",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="trusts.person"
                    ),
                ),
                (
                    "asked_by",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="trusts.person"
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="erasures", to="trusts.person"
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
                "ordering": ("-created_at",),
                "abstract": False,
                "base_manager_name": "objects",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("approved_at", None), ("approved_by", None)),
                            models.Q(("approved_at__isnull", False), ("approved_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="erasure_approved_pair",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", "request"), _negated=True),
                            ("state__in", ["asked", "withdrawn"]),
                            models.Q(
                                ("approved_by__isnull", False),
                                models.Q(("approved_by", models.F("asked_by")), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="erasure_by_two_people",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("kind", "request"), ("state__in", ["asked", "approved"])),
                        fields=("trust", "person"),
                        name="erasure_asked_once",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Hold",
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
                ("reason", models.TextField()),
                ("lifted_at", models.DateTimeField(null=True)),
                (
                    "lifted_by",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="trusts.person"
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="holds", to="trusts.person"
                    ),
                ),
                (
                    "put_by",
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
                "ordering": ("-created_at",),
                "abstract": False,
                "base_manager_name": "objects",
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("lifted_at", None)), fields=("trust", "person"), name="hold_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("lifted_at", None), ("lifted_by", None)),
                            models.Q(("lifted_at__isnull", False), ("lifted_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="hold_lifted_pair",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="RetentionPeriod",
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
                    "record",
                    models.CharField(
                        choices=[
                            ("person", "person"),
                            ("sign_in", "sign_in"),
                            ("selection", "selection"),
                            ("academic", "academic"),
                            ("development", "development"),
                            ("project", "project"),
                            ("report", "report"),
                            ("message", "message"),
                            ("audit", "audit"),
                            ("trust", "trust"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "months",
                    models.PositiveSmallIntegerField(
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(600),
                        ]
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
                "constraints": [models.UniqueConstraint(fields=("trust", "record"), name="period_once_a_record")],
            },
        ),
        ProtectTables(),
    ]
