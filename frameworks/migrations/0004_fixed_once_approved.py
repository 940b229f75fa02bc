"""What the Medical Director approved is what is published: parts change only while the version is a draft. And the
words of a value or objective that a published version shows stay as they are."""

from django.db import migrations

from trusts.protection import ProtectTables

# The version's row is locked in share mode, so that a part cannot slip in beside the move that approves it.
FIXED = """
create or replace function frameworks_refuse_published_part() returns trigger language plpgsql as $$
declare
    version uuid := case when tg_op = 'DELETE' then old.version_id else new.version_id end;
    stands text;
begin
    for stands in
        select state from frameworks_frameworkversion
        where id = version or (tg_op = 'UPDATE' and id = old.version_id) for share
    loop
        if stands in ('published', 'superseded') then
            raise exception 'A published framework version never changes' using errcode = 'check_violation';
        elsif stands = 'approved' then
            raise exception 'An approved framework version changes only when returned to draft'
                using errcode = 'check_violation';
        end if;
    end loop;
    return case when tg_op = 'DELETE' then old else new end;
end $$;

create function frameworks_refuse_published_words() returns trigger language plpgsql as $$
begin
    if to_jsonb(new) - array['position', 'retired_on', 'updated_at']
        = to_jsonb(old) - array['position', 'retired_on', 'updated_at'] then
        return new;
    end if;
    if tg_table_name = 'frameworks_trustvalue' and exists (
        select from frameworks_competencyvalue l join frameworks_frameworkversion v on v.id = l.version_id
        where l.value_id = old.id and v.state <> 'draft'
    ) or tg_table_name = 'frameworks_strategicobjective' and exists (
        select from frameworks_competencyobjective l join frameworks_frameworkversion v on v.id = l.version_id
        where l.objective_id = old.id and v.state <> 'draft'
    ) then
        raise exception 'A published framework version never changes, nor the words it shows'
            using errcode = 'check_violation';
    end if;
    return new;
end $$;

create trigger published_words_stay before update on frameworks_trustvalue
    for each row execute function frameworks_refuse_published_words();
create trigger published_words_stay before update on frameworks_strategicobjective
    for each row execute function frameworks_refuse_published_words();
"""


class Migration(migrations.Migration):
    dependencies = [("frameworks", "0003_asked_returned_retired")]

    operations = [ProtectTables(), migrations.RunSQL(FIXED, migrations.RunSQL.noop)]
