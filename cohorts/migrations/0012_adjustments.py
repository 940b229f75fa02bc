"""What adjustments would help a doctor."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("cohorts", "0011_endorsements"),
    ]

    operations = [
        migrations.AddField(
            model_name="application",
            name="adjustments",
            field=models.TextField(blank=True),
        ),
        migrations.AddField(
            model_name="application",
            name="adjustments_edition",
            field=models.PositiveIntegerField(default=0),
        ),
    ]
