"""A sharing agreement may name the tutors it is for; the Trust reads who tutors at universities it agreed with."""

import django.contrib.postgres.fields
from django.db import migrations, models

TABLE = "trusts_universitymembership"

# Everything a university sees hangs on the agreements it sees (0002), so this is the one place for the rule.
NAMED = """
    alter policy university_ro on trusts_sharingagreement using (
        university_id = (select nullif(current_setting('app.university_id', true), '')::bigint)
        and withdrawn_at is null
        and (now() at time zone 'Europe/London')::date between starts_on and ends_on
        and (tutor_ids is null
             or (select nullif(current_setting('app.user_id', true), '')::bigint) = any (tutor_ids))
    );
"""
# The agreements a Trust sees are its own, so the sub-select is its own too.
TUTORS = f"""
    alter table {TABLE} enable row level security;
    alter table {TABLE} force row level security;
    create policy web_all on {TABLE} to web using (true) with check (true);
    create policy owner_all on {TABLE} to migrator using (true) with check (true);
    create policy trust_reads on {TABLE} for select to trust_r
        using (university_id in (select university_id from trusts_sharingagreement));
    grant select (id, university_id, user_id, full_name, is_active) on {TABLE} to trust_r;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("trusts", "0014_sealed_second_factors"),
    ]

    operations = [
        migrations.AddField(
            model_name="sharingagreement",
            name="tutor_ids",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.BigIntegerField(), blank=True, default=None, editable=False, null=True
            ),
        ),
        migrations.RunSQL([NAMED, TUTORS], migrations.RunSQL.noop),
    ]
