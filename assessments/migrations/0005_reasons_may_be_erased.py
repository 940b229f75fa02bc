"""While an erasure of the person is running, and only then, the reasons of a submitted assessment may be emptied.

The dedicated path is a row: no session may set a flag and no role may pass the trigger. An erasure that runs was asked
for by one person and confirmed by another, which a constraint of its table keeps.
"""

from django.db import migrations

RATINGS = """
create or replace function assessments_refuse_rating_change() returns trigger language plpgsql as $$
declare
    owner uuid := case when tg_op = 'INSERT' then new.assessment_id else old.assessment_id end;
    found_state text;
    found_version uuid;
    found_subject uuid;
begin
    select state, version_id, subject_id into found_state, found_version, found_subject
        from assessments_assessment where id = owner for share;
    if found_state <> 'draft' then
        if tg_op = 'UPDATE' and new.reason in ('', '[erased]')
            and to_jsonb(new) - array['reason', 'updated_at'] = to_jsonb(old) - array['reason', 'updated_at']
            and exists (select from trusts_erasure where person_id = found_subject and state = 'running') then
            return new;
        end if;
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
"""


class Migration(migrations.Migration):
    dependencies = [("assessments", "0004_evidence_files"), ("trusts", "0012_holds_and_erasures")]

    operations = [migrations.RunSQL(RATINGS, migrations.RunSQL.noop)]
