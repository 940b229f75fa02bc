"""A draft may hold a reason before its score is chosen."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("cohorts", "0004_parts_and_withdrawal"),
    ]

    operations = [
        migrations.AlterField(
            model_name="score",
            name="value",
            field=models.PositiveSmallIntegerField(null=True),
        ),
    ]
