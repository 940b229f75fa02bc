"""When an assessment was first released stays known after it was taken back."""

from django.db import migrations, models

# From the audit, which remembers also what has been taken back since.
EARLIER = """
update assessments_assessment a set first_released_at = a.released_at where a.released_at is not null;
update assessments_assessment a set first_released_at = least(e.released_at, a.released_at)
    from (select trust_id, subject_id, min(created_at) as released_at from trusts_event
        where action = 'assessment.release' and subject_type = 'assessments.assessment' group by 1, 2) e
    where e.trust_id = a.trust_id and e.subject_id = a.id::text;
"""


class Migration(migrations.Migration):
    dependencies = [("assessments", "0006_plurals"), ("trusts", "0012_holds_and_erasures")]

    operations = [
        migrations.AddField("assessment", "first_released_at", models.DateTimeField(blank=True, null=True)),
        migrations.RunSQL(EARLIER, migrations.RunSQL.noop),
    ]
