"""A university sees the names of people whose place an agreement in force shows it. The policy stands here, above the
app that owns the table, because it speaks of places."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("cohorts", "0002_protection")]

    operations = [
        migrations.RunSQL(
            """
            create policy university_ro on trusts_person for select to university_r
                using (id in (select person_id from cohorts_place));
            grant select (id, trust_id, title, full_name) on trusts_person to university_r;
            """,
            "drop policy university_ro on trusts_person; revoke all on trusts_person from university_r;",
        )
    ]
