from django.db import migrations, models


class Migration(migrations.Migration):
    """A fingerprint that knew what the programme needs tells nothing of the half-days alone: the old ones are gone, and
    of those answers only another sum is told."""

    dependencies = [
        ("cohorts", "0013_endorsed_week"),
    ]

    operations = [
        migrations.RemoveField(
            model_name="endorsement",
            name="week_seen",
        ),
        migrations.AddField(
            model_name="endorsement",
            name="half_days_seen",
            field=models.CharField(blank=True, max_length=64),
        ),
    ]
