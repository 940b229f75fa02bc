"""The role is written Medical Director everywhere. No row changes."""

import django.contrib.postgres.fields
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("trusts", "0017_one_number_each"),
    ]

    operations = [
        migrations.AlterField(
            model_name="invitation",
            name="roles",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(
                    choices=[
                        ("doctor", "Doctor"),
                        ("reviewer", "Reviewer"),
                        ("programme_director", "Programme director"),
                        ("medical_director", "Medical Director"),
                        ("hr_officer", "HR officer"),
                        ("mentor", "Mentor"),
                        ("line_manager", "Line manager"),
                        ("trust_administrator", "Trust administrator"),
                    ],
                    max_length=30,
                )
            ),
        ),
        migrations.AlterField(
            model_name="membership",
            name="role",
            field=models.CharField(
                choices=[
                    ("doctor", "Doctor"),
                    ("reviewer", "Reviewer"),
                    ("programme_director", "Programme director"),
                    ("medical_director", "Medical Director"),
                    ("hr_officer", "HR officer"),
                    ("mentor", "Mentor"),
                    ("line_manager", "Line manager"),
                    ("trust_administrator", "Trust administrator"),
                ],
                max_length=30,
            ),
        ),
    ]
