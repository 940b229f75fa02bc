"""The guard of this app's tenant tables, and the promise that a published version never changes."""

from django.db import migrations

from trusts.protection import ProtectTables

PARTS = ("level", "domain", "competency", "descriptor", "competencyvalue", "competencyobjective", "roletarget")

# A published version's state may still move to superseded; everything else about it is fixed.
IMMUTABLE = """
create function frameworks_refuse_published_part() returns trigger language plpgsql as $$
declare version uuid := case when tg_op = 'DELETE' then old.version_id else new.version_id end;
begin
    if exists (
        select from frameworks_frameworkversion
        where state in ('published', 'superseded')
        and (id = version or (tg_op = 'UPDATE' and id = old.version_id))
    ) then
        raise exception 'A published framework version never changes' using errcode = 'check_violation';
    end if;
    return case when tg_op = 'DELETE' then old else new end;
end $$;

create function frameworks_refuse_published_version() returns trigger language plpgsql as $$
begin
    if old.state not in ('published', 'superseded') then
        return case when tg_op = 'DELETE' then old else new end;
    end if;
    if tg_op = 'DELETE' or to_jsonb(new) - array['state', 'updated_at'] <> to_jsonb(old) - array['state', 'updated_at']
        or (new.state <> old.state and not (old.state = 'published' and new.state = 'superseded')) then
        raise exception 'A published framework version never changes' using errcode = 'check_violation';
    end if;
    return new;
end $$;

create trigger published_never_changes before update or delete on frameworks_frameworkversion
    for each row execute function frameworks_refuse_published_version();
""" + "\n".join(
    f"create trigger published_never_changes before insert or update or delete on frameworks_{part}"
    " for each row execute function frameworks_refuse_published_part();"
    for part in PARTS
)


class Migration(migrations.Migration):
    dependencies = [("frameworks", "0001_initial"), ("trusts", "0002_protection")]

    operations = [ProtectTables(), migrations.RunSQL(IMMUTABLE, migrations.RunSQL.noop)]
