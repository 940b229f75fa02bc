"""Row history, kept by one trigger function for every table of a Trust (docs/adr/0007).

What it copies follows from the privacy labels: ids, states, dates, numbers and the organisation's own words with their
value before and after; sensitive fields, identifiers and whatever a person wrote freely by name alone.
"""

from typing import Any

from django.apps import apps
from django.db import connections, models
from django.db.migrations.operations.base import Operation

from trusts.labels import Label, labels_of

NAMED_ONLY = frozenset({Label.SENSITIVE, Label.THIRD_PARTY, Label.IDENTIFIER, Label.KEY})
# The audit itself is added to and never changed: its lines are their own history.
WITHOUT_HISTORY = frozenset({"trusts.Event", "trusts.SecurityEvent", "trusts.RowChange", "trusts.Seal"})
# A worker's signs of life, several a second: not a change of anything.
UNTOLD = {
    "reports.Report": ("progress", "lease_token", "lease_until", "enqueued_at"),
    "trusts.Message": ("lease_token", "lease_until"),
}

FUNCTION = """
    create or replace function trusts_keep_history() returns trigger language plpgsql as $$
    declare
        before jsonb := case when tg_op = 'INSERT' then '{}' else to_jsonb(old) end;
        after jsonb := case when tg_op = 'DELETE' then '{}' else to_jsonb(new) end;
        whole jsonb := before || after;
        copied text[] := string_to_array(tg_argv[1], ',');
        untold text[] := string_to_array(tg_argv[2], ',');
        told jsonb;
        named text[];
    begin
        select jsonb_object_agg(key, jsonb_build_array(value, after -> key)) filter (where key = any (copied)),
               array_agg(key order by key) filter (where key <> all (copied))
            into told, named
            from jsonb_each(before)
            where value is distinct from after -> key and key <> all (untold);
        if tg_op = 'UPDATE' and told is null and named is null then
            return null;
        end if;
        insert into trusts_rowchange
            (trust_id, created_at, updated_at, operation, subject_type, subject_id, "values", fields, user_id,
             request_id)
        values (
            (whole ->> 'trust_id')::bigint, clock_timestamp(), clock_timestamp(), lower(tg_op), tg_argv[0],
            whole ->> 'id', coalesce(told, '{}'), coalesce(named, '{}'),
            nullif(current_setting('app.user_id', true), '')::bigint,
            coalesce(current_setting('app.request_id', true), '')
        );
        return null;
    end $$;
"""


def keeps_history(model: Any) -> bool:
    """Every row that belongs to a Trust, a role held in it too, has its history kept; the audit's own lines do not."""
    owned = any(f.name == "trust" and f.many_to_one and not f.null for f in model._meta.local_fields)
    return owned and model._meta.label not in WITHOUT_HISTORY


def trigger_sql(model: Any) -> str:
    """The trigger on the table of a model, or nothing for one that is gone since a migration spoke of it."""
    try:
        living = apps.get_model(model._meta.label)
    except LookupError:
        return ""
    copied = ",".join(sorted(f.column for f in living._meta.local_fields if _is_copied(living, f)))
    untold = ",".join(("updated_at", *UNTOLD.get(living._meta.label, ())))
    return f"""
        create or replace trigger row_history after insert or update or delete on {model._meta.db_table}
            for each row execute function trusts_keep_history('{living._meta.label_lower}', '{copied}', '{untold}');
    """


def _is_copied(model: Any, column: Any) -> bool:
    labels = labels_of(model)
    label = labels.label(column) if labels else None
    if label is None or label in NAMED_ONLY or isinstance(column, models.TextField | models.JSONField):
        return False
    return not (label == Label.PERSONAL and isinstance(column, models.CharField) and not column.choices)


def keep_in_line(using: str, **_: Any) -> None:
    """After every `migrate`: each table's trigger says what the labels of its model say now, new tables and all."""
    if using != "owner":
        return
    with connections[using].cursor() as cursor:
        standing = set(connections[using].introspection.table_names(cursor))
        if "trusts_rowchange" not in standing:  # migrated to an earlier day
            return
        for model in apps.get_models():
            if keeps_history(model) and model._meta.db_table in standing:
                cursor.execute(trigger_sql(model))


class KeepHistory(Operation):
    """Put every table of a Trust under row history; keep_in_line() does so for whatever comes later."""

    reversible = True
    reduces_to_sql = True

    def state_forwards(self, app_label: str, state: Any) -> None:
        """The models do not change."""

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        """Replace the triggers: idempotent, and so also the way to follow a changed label."""
        for model in to_state.apps.get_models():
            if keeps_history(model):
                schema_editor.execute(trigger_sql(model))

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        """The triggers stay: history is not thrown away."""

    def describe(self) -> str:
        """What `migrate --plan` prints."""
        return "Keep the history of every row of a Trust"
