"""A Trust may correct its own name, and no other Trust's: by row-level security and the grant of one column."""

from django.db import migrations

TABLE = "trusts_trust"

OWN_NAME = f"""
    alter table {TABLE} enable row level security;
    alter table {TABLE} force row level security;
    create policy web_all on {TABLE} to web using (true) with check (true);
    create policy owner_all on {TABLE} to migrator using (true) with check (true);
    create policy all_read on {TABLE} for select to trust_r, university_r, support_r using (true);
    create policy trust_renames on {TABLE} for update to trust_r
        using (id = (select nullif(current_setting('app.trust_id', true), '')::bigint))
        with check (id = (select nullif(current_setting('app.trust_id', true), '')::bigint));
    grant update (name) on {TABLE} to trust_r;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("trusts", "0015_named_tutors"),
    ]

    operations = [migrations.RunSQL(OWN_NAME, migrations.RunSQL.noop)]
