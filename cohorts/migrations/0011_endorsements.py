"""Endorsements of applications."""

import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.functions.uuid
from django.db import migrations, models

from trusts.protection import ProtectTables


class Migration(migrations.Migration):
    dependencies = [
        ("cohorts", "0010_staged_decision"),
        ("trusts", "0008_stored_files"),
    ]

    operations = [
        migrations.CreateModel(
            name="Endorsement",
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
                ("name", models.CharField(max_length=200, verbose_name="full name")),
                ("email", models.EmailField(max_length=254, verbose_name="e-mail address")),
                (
                    "role",
                    models.CharField(
                        choices=[("line_manager", "Line manager"), ("clinical_director", "Clinical director")],
                        max_length=20,
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("requested", "Asked"),
                            ("given", "Answered"),
                            ("declined", "Cannot answer"),
                            ("withdrawn", "Withdrawn"),
                        ],
                        default="requested",
                        max_length=10,
                    ),
                ),
                ("asked_at", models.DateTimeField()),
                ("answer_by", models.DateTimeField()),
                ("emailed_at", models.DateTimeField(blank=True, null=True)),
                ("reminded_at", models.DateTimeField(blank=True, null=True)),
                (
                    "token_hashes",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=64), blank=True, default=list, size=None
                    ),
                ),
                ("attempt", models.PositiveSmallIntegerField(default=0)),
                ("error", models.CharField(blank=True, max_length=300)),
                ("answered_at", models.DateTimeField(null=True)),
                ("supports", models.BooleanField(null=True, verbose_name="supports the application")),
                ("is_time_agreed", models.BooleanField(null=True, verbose_name="the time is agreed")),
                (
                    "time_found",
                    models.DecimalField(
                        decimal_places=2, max_digits=4, null=True, verbose_name="time in the work-plan then"
                    ),
                ),
                ("words", models.TextField(blank=True)),
                (
                    "application",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="endorsements",
                        to="cohorts.application",
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
                "indexes": [
                    models.Index(
                        condition=models.Q(("state", "requested")),
                        fields=["trust", "answer_by"],
                        name="endorsement_open",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ("requested", "given"))),
                        fields=("trust", "application"),
                        name="endorsement_one_at_a_time",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("answered_at__isnull", False),
                                ("is_time_agreed__isnull", False),
                                ("state", "given"),
                                ("supports__isnull", False),
                                ("time_found__isnull", False),
                            ),
                            models.Q(("answered_at__isnull", False), ("state", "declined"), ("supports", None)),
                            models.Q(
                                ("answered_at", None), ("state__in", ["requested", "withdrawn"]), ("supports", None)
                            ),
                            _connector="OR",
                        ),
                        name="endorsement_answered",
                    ),
                ],
            },
        ),
        ProtectTables(),
    ]
