"""A Trust's own identity provider, and the administrators who keep a way in of their own."""

import django.contrib.postgres.fields
import django.core.validators
import django.db.models.deletion
from django.db import migrations, models

from trusts.protection import TRUST_IS_MINE

TABLE = "trusts_identityprovider"

# Read before anybody is signed in, by `web`. Inside a Trust: its own row alone, and never the secret.
GUARD = f"""
    alter table {TABLE} enable row level security;
    alter table {TABLE} force row level security;
    create policy web_reads on {TABLE} for select to web using (true);
    create policy trust_rw on {TABLE} to trust_r using ({TRUST_IS_MINE}) with check ({TRUST_IS_MINE});
    create policy owner_all on {TABLE} to migrator using (true) with check (true);
    grant select on {TABLE} to web;
    grant insert, update on {TABLE} to trust_r;
    grant select (id, trust_id, kind, issuer, client_id, domains, acr_values, amr_values, is_only_way, tried_at,
        created_at, updated_at) on {TABLE} to trust_r;
    grant usage on sequence {TABLE}_id_seq to trust_r;
"""

# What joins a person to their provider, and whether an administrator named for emergencies has a second factor.
LINKS = """
    grant select, insert, update, delete on socialaccount_socialaccount to web;
    grant usage on sequence socialaccount_socialaccount_id_seq to web;
    grant select, delete on socialaccount_socialtoken to web;
    grant select (id, user_id, type) on mfa_authenticator to trust_r;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("trusts", "0010_reminders_and_calendars"),
        ("socialaccount", "0006_alter_socialaccount_extra_data"),
    ]

    operations = [
        migrations.AddField(
            model_name="membership",
            name="is_break_glass",
            field=models.BooleanField(default=False),
        ),
        migrations.CreateModel(
            name="IdentityProvider",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("entra", "Microsoft Entra ID"),
                            ("cis2", "NHS CIS2"),
                            ("other", "Another OpenID Connect service"),
                        ],
                        max_length=10,
                    ),
                ),
                ("issuer", models.URLField(max_length=300)),
                ("client_id", models.CharField(max_length=191)),
                ("sealed_secret", models.TextField()),
                (
                    "domains",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(
                            max_length=253,
                            validators=[
                                django.core.validators.RegexValidator(
                                    "^([a-z0-9]([a-z0-9-]*[a-z0-9])?\\.)+[a-z]{2,}$",
                                    "Enter a domain such as example.nhs.uk.",
                                )
                            ],
                        )
                    ),
                ),
                (
                    "acr_values",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=100), blank=True, default=list
                    ),
                ),
                (
                    "amr_values",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=100), blank=True, default=list
                    ),
                ),
                ("is_only_way", models.BooleanField(default=False)),
                ("tried_at", models.DateTimeField(null=True)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("updated_at", models.DateTimeField(auto_now=True)),
                (
                    "trust",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="identity_provider", to="trusts.trust"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("is_only_way", False), ("tried_at__isnull", False), _connector="OR"),
                        name="provider_tried_before_only_way",
                    )
                ],
            },
        ),
        migrations.RunSQL([GUARD, LINKS], migrations.RunSQL.noop),
    ]
