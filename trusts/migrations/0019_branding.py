"""A Trust's logo, and the picture that may become it. A Trust may change its own branding, and no other Trust's."""

import django.db.models.deletion
import django.db.models.functions.uuid
from django.db import migrations, models

from trusts.protection import ProtectTables

OWN_BRANDING = """
    grant update (accent_colour, logo_key, logo_sha256, logo_text, logo_width, logo_height, branding_edition)
        on trusts_trust to trust_r;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("trusts", "0018_medical_director"),
    ]

    operations = [
        migrations.AddField("trust", "logo_key", models.CharField(blank=True, max_length=200, default=""), False),
        migrations.AddField("trust", "logo_sha256", models.CharField(blank=True, max_length=64, default=""), False),
        migrations.AddField(
            "trust",
            "logo_text",
            models.CharField(blank=True, max_length=200, default="", verbose_name="the logo in words"),
            False,
        ),
        migrations.AddField("trust", "logo_width", models.PositiveSmallIntegerField(default=0)),
        migrations.AddField("trust", "logo_height", models.PositiveSmallIntegerField(default=0)),
        migrations.AddField("trust", "branding_edition", models.PositiveIntegerField(default=0)),
        migrations.AddConstraint(
            "trust",
            models.CheckConstraint(
                condition=models.Q(("logo_height", 0), ("logo_key", ""), ("logo_sha256", ""), ("logo_width", 0))
                | (
                    ~models.Q(logo_key="")
                    & ~models.Q(logo_sha256="")
                    & models.Q(("logo_height__gt", 0), ("logo_width__gt", 0))
                ),
                name="trust_logo_whole_or_none",
            ),
        ),
        migrations.CreateModel(
            name="LogoUpload",
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
                "constraints": [models.UniqueConstraint(fields=("trust",), name="logo_upload_once")],
            },
        ),
        migrations.RunSQL(OWN_BRANDING, migrations.RunSQL.noop),
        ProtectTables(),
    ]
