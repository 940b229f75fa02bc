from django.db import migrations, models


class Migration(migrations.Migration):
    """Of requests withdrawn before this, nobody is told any more."""

    dependencies = [
        ("cohorts", "0014_half_days_seen"),
    ]

    operations = [
        migrations.AddField(
            model_name="endorsement",
            name="is_to_be_told",
            field=models.BooleanField(default=False, verbose_name="is to be told that it was taken back"),
        ),
    ]
