"""A submitted assessment stays as it is: its snapshot, and the ratings and evidence it was frozen from."""

import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.functions.uuid
from django.db import migrations, models

from trusts.protection import ProtectTables

# Whose assessment it is, of which round and version, never changes. Once submitted its snapshot is fixed too; the one
# way back is `reopen`, which clears it. A released assessment is taken back first.
SNAPSHOT = """
create function assessments_refuse_snapshot_change() returns trigger language plpgsql as $$
begin
    if tg_op = 'DELETE' then
        if old.state <> 'draft' then
            raise exception 'A submitted assessment is kept' using errcode = 'check_violation';
        end if;
        return old;
    end if;
    if (new.trust_id, new.round_id, new.version_id, new.subject_id, new.rater_id, new.perspective) is distinct from
        (old.trust_id, old.round_id, old.version_id, old.subject_id, old.rater_id, old.perspective) then
        raise exception 'Whose assessment it is never changes' using errcode = 'check_violation';
    end if;
    if old.state <> 'draft' and (new.levels, new.importance, new.then_levels, new.submitted_at) is distinct from
        (old.levels, old.importance, old.then_levels, old.submitted_at)
        and not (old.state = 'submitted' and new.state = 'draft') then
        raise exception 'The snapshot of a submitted assessment never changes' using errcode = 'check_violation';
    end if;
    return new;
end $$;
create trigger snapshot_stays before update or delete on assessments_assessment
    for each row execute function assessments_refuse_snapshot_change();
"""

# The share lock makes a saving and a submission wait for each other, so that no rating slips in behind the snapshot.
RATINGS = """
create function assessments_refuse_rating_change() returns trigger language plpgsql as $$
declare
    owner uuid := case when tg_op = 'INSERT' then new.assessment_id else old.assessment_id end;
    found_state text;
    found_version uuid;
begin
    select state, version_id into found_state, found_version from assessments_assessment where id = owner for share;
    if found_state <> 'draft' then
        raise exception 'The ratings of a submitted assessment never change' using errcode = 'check_violation';
    end if;
    if tg_op = 'UPDATE' and (new.assessment_id, new.competency_id) is distinct from
        (old.assessment_id, old.competency_id) then
        raise exception 'A rating stays with its assessment and competency' using errcode = 'check_violation';
    end if;
    if tg_op = 'INSERT' and not exists (
        select from frameworks_competency where id = new.competency_id and version_id = found_version) then
        raise exception 'The competency is not of this version' using errcode = 'check_violation';
    end if;
    return case when tg_op = 'DELETE' then old else new end;
end $$;
create trigger ratings_stay before insert or update or delete on assessments_rating
    for each row execute function assessments_refuse_rating_change();

create function assessments_refuse_evidence_change() returns trigger language plpgsql as $$
declare
    rating uuid := case when tg_op = 'INSERT' then new.rating_id else old.rating_id end;
    found_state text;
begin
    select a.state into found_state from assessments_assessment a join assessments_rating g on g.assessment_id = a.id
        where g.id = rating for share of a;
    if found_state <> 'draft' then
        raise exception 'The evidence of a submitted assessment never changes' using errcode = 'check_violation';
    end if;
    return case when tg_op = 'DELETE' then old else new end;
end $$;
create trigger evidence_stays before insert or update or delete on assessments_ratingevidence
    for each row execute function assessments_refuse_evidence_change();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("assessments", "0002_protection"),
        ("frameworks", "0002_protection"),
        ("trusts", "0002_protection"),
    ]

    operations = [
        migrations.CreateModel(
            name="Reopening",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        db_default=django.db.models.functions.uuid.UUID7(),
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("updated_at", models.DateTimeField(auto_now=True)),
                ("asked_why", models.TextField()),
                ("is_granted", models.BooleanField(null=True)),
                ("answer", models.TextField(blank=True)),
                ("answered_at", models.DateTimeField(null=True)),
            ],
            options={
                "ordering": ("created_at",),
                "abstract": False,
                "base_manager_name": "objects",
            },
        ),
        migrations.AlterField(
            model_name="assessment",
            name="importance",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.PositiveSmallIntegerField(blank=True, null=True), blank=True, null=True
            ),
        ),
        migrations.AlterField(
            model_name="assessment",
            name="levels",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.PositiveSmallIntegerField(blank=True, null=True), blank=True, null=True
            ),
        ),
        migrations.AlterField(
            model_name="assessment",
            name="released_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AlterField(
            model_name="assessment",
            name="submitted_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AlterField(
            model_name="assessment",
            name="then_levels",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.PositiveSmallIntegerField(blank=True, null=True), blank=True, null=True
            ),
        ),
        migrations.RemoveConstraint(
            model_name="assessment",
            name="assessment_snapshot_when_submitted",
        ),
        migrations.RemoveConstraint(
            model_name="assessment",
            name="assessment_released_at",
        ),
        migrations.AddField(
            model_name="rating",
            name="edition",
            field=models.PositiveIntegerField(default=1),
        ),
        migrations.AddConstraint(
            model_name="assessment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("importance", None),
                        ("levels", None),
                        ("state", "draft"),
                        ("submitted_at", None),
                        ("then_levels", None),
                    ),
                    models.Q(
                        ("levels__isnull", False),
                        ("state__in", ("submitted", "released")),
                        ("submitted_at__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="assessment_snapshot_when_submitted",
            ),
        ),
        migrations.AddConstraint(
            model_name="assessment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("released_at__isnull", False), ("state", "released")),
                    models.Q(models.Q(("state", "released"), _negated=True), ("released_at", None)),
                    _connector="OR",
                ),
                name="assessment_released_at",
            ),
        ),
        migrations.AddConstraint(
            model_name="assessment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("importance", None), ("importance__len", models.F("levels__len")), _connector="OR"),
                    models.Q(("then_levels", None), ("then_levels__len", models.F("levels__len")), _connector="OR"),
                ),
                name="assessment_arrays_match",
            ),
        ),
        migrations.AddField(
            model_name="reopening",
            name="answered_by",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="trusts.person"
            ),
        ),
        migrations.AddField(
            model_name="reopening",
            name="assessment",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="reopenings", to="assessments.assessment"
            ),
        ),
        migrations.AddField(
            model_name="reopening",
            name="trust",
            field=models.ForeignKey(
                editable=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="trusts.trust"
            ),
        ),
        migrations.AddConstraint(
            model_name="reopening",
            constraint=models.UniqueConstraint(
                condition=models.Q(("answered_at", None)), fields=("trust", "assessment"), name="reopening_asked_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="reopening",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("answered_at", None), ("answered_by", None), ("is_granted", None)),
                    models.Q(
                        ("answered_at__isnull", False), ("answered_by__isnull", False), ("is_granted__isnull", False)
                    ),
                    _connector="OR",
                ),
                name="reopening_answered_whole",
            ),
        ),
        ProtectTables(),
        migrations.RunSQL(SNAPSHOT, migrations.RunSQL.noop),
        migrations.RunSQL(RATINGS, migrations.RunSQL.noop),
    ]
