"""One GMC number and one employee number for one person in a Trust. Where two people have one, this stops and names it."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("trusts", "0016_trust_names_itself"),
    ]

    operations = [
        migrations.AddConstraint(
            model_name="person",
            constraint=models.UniqueConstraint(
                condition=models.Q(("gmc_number", ""), _negated=True),
                fields=("trust", "gmc_number"),
                name="person_gmc_number_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="person",
            constraint=models.UniqueConstraint(
                condition=models.Q(("employee_number", ""), _negated=True),
                fields=("trust", "employee_number"),
                name="person_employee_number_once",
            ),
        ),
    ]
