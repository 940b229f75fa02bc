"""Migration operations that put tenant tables under the database's own guard (docs/adr/0002-three-locks.md).

`ProtectTables()` stands last in every migration that adds a tenant table or a foreign key between two of them. It is
idempotent and covers every tenant table of its app: row-level security forced, one policy for the Trust's role, one
for the owner, grants, UNIQUE (trust_id, id), and a composite foreign key beside every foreign key to a tenant row.
"""

from typing import Any

from django.db.migrations.operations.base import Operation

AUDIT = ("Event", "RowChange")  # tenant tables of this app, append-only whichever migration speaks of them
AUDIT_TABLES = ("trusts_event", "trusts_rowchange", "trusts_seal", "trusts_securityevent")
TRUST_IS_MINE = "trust_id = (select nullif(current_setting('app.trust_id', true), '')::bigint)"


class ProtectTables(Operation):
    """Protect every tenant table of the app; `append_only` names models whose rows are never changed."""

    reversible = True
    reduces_to_sql = True

    def __init__(self, append_only: tuple[str, ...] = ()) -> None:
        self.append_only = append_only

    def state_forwards(self, app_label: str, state: Any) -> None:
        """The models do not change."""

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        """Write the guard for each table."""
        models = [m for m in to_state.apps.get_app_config(app_label).get_models() if _is_tenant(m)]
        for model in models:  # keys first: a composite foreign key needs the other table's unique pair
            schema_editor.execute(_unique_pair(model._meta.db_table))
        fixed = {*self.append_only, *(AUDIT if app_label == "trusts" else ())}
        for model in models:
            grants = "select, insert" if model.__name__ in fixed else "select, insert, update, delete"
            schema_editor.execute(_guard(model._meta.db_table, grants))
            for field in model._meta.local_fields:
                if field.many_to_one and field.name != "trust" and _is_tenant(field.related_model):
                    schema_editor.execute(_composite_key(model, field))
        for name in self.append_only:
            schema_editor.execute(append_only_sql(to_state.apps.get_model(app_label, name)._meta.db_table))

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        """The tables go with their migration."""

    def describe(self) -> str:
        """What `migrate --plan` prints."""
        return "Protect tenant tables by row-level security and composite keys"


def _is_tenant(model: Any) -> bool:
    """Owned by a Trust and named by a UUID: what TrustOwned looks like in a migration's frozen models."""
    has_trust = any(f.name == "trust" and f.many_to_one and not f.null for f in model._meta.local_fields)
    return has_trust and model._meta.pk.get_internal_type() == "UUIDField"


def _unique_pair(table: str) -> str:
    return f"create unique index if not exists {table}_trust_pair on {table} (trust_id, id);"


def _guard(table: str, grants: str) -> str:
    return f"""
        alter table {table} enable row level security;
        alter table {table} force row level security;
        drop policy if exists trust_rw on {table};
        create policy trust_rw on {table} to trust_r using ({TRUST_IS_MINE}) with check ({TRUST_IS_MINE});
        drop policy if exists owner_all on {table};
        create policy owner_all on {table} to migrator using (true) with check (true);
        grant {grants} on {table} to trust_r;
    """


def _composite_key(model: Any, field: Any) -> str:
    table, column = model._meta.db_table, field.column
    other = field.related_model._meta.db_table
    name = f"{table}_{column}_same_trust"[:63]
    return f"""
        alter table {table} drop constraint if exists {name};
        alter table {table} add constraint {name} foreign key (trust_id, {column})
            references {other} (trust_id, id) deferrable initially deferred;
    """


def append_only_sql(table: str) -> str:
    """Refuse UPDATE, DELETE and TRUNCATE to everybody, the owner of the table too."""
    return f"""
        create or replace function {table}_refuse_change() returns trigger language plpgsql as $$
        begin raise exception '{table} is append-only' using errcode = 'insufficient_privilege'; end $$;
        drop trigger if exists append_only on {table};
        create trigger append_only before update or delete on {table}
            for each row execute function {table}_refuse_change();
        drop trigger if exists append_only_truncate on {table};
        create trigger append_only_truncate before truncate on {table}
            for each statement execute function {table}_refuse_change();
    """


class ShareWithSupport(Operation):
    """Let our support read some columns of the one Trust it has open, and write nothing."""

    reversible = True
    reduces_to_sql = True

    def __init__(self, model: str, columns: tuple[str, ...]) -> None:
        self.model = model
        self.columns = columns

    def state_forwards(self, app_label: str, state: Any) -> None:
        """The models do not change."""

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        """Replace the policy and the column grants."""
        table = to_state.apps.get_model(self.model)._meta.db_table
        schema_editor.execute(f"""
            drop policy if exists support_ro on {table};
            create policy support_ro on {table} for select to support_r using ({TRUST_IS_MINE});
            revoke all on {table} from support_r;
            grant select ({", ".join(("id", "trust_id", *self.columns))}) on {table} to support_r;
        """)

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        """Close the door again."""
        table = from_state.apps.get_model(self.model)._meta.db_table
        schema_editor.execute(f"drop policy if exists support_ro on {table}; revoke all on {table} from support_r;")

    def describe(self) -> str:
        """What `migrate --plan` prints."""
        return f"Show support some columns of {self.model}"


class ShareWithUniversity(Operation):
    """Let the role of universities read some columns of some rows. `condition` is SQL over the table's columns; its
    sub-selects run under the same role, so they see only what agreements in force already show."""

    reversible = True
    reduces_to_sql = True

    def __init__(self, model: str, columns: tuple[str, ...], condition: str) -> None:
        self.model = model
        self.columns = columns
        self.condition = condition

    def state_forwards(self, app_label: str, state: Any) -> None:
        """The models do not change."""

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        """Replace the policy and the column grants."""
        table = to_state.apps.get_model(app_label, self.model)._meta.db_table
        schema_editor.execute(f"""
            drop policy if exists university_ro on {table};
            create policy university_ro on {table} for select to university_r using ({self.condition});
            revoke all on {table} from university_r;
            grant select ({", ".join(("id", "trust_id", *self.columns))}) on {table} to university_r;
        """)

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        """Close the door again."""
        table = from_state.apps.get_model(app_label, self.model)._meta.db_table
        schema_editor.execute(
            f"drop policy if exists university_ro on {table}; revoke all on {table} from university_r;"
        )

    def describe(self) -> str:
        """What `migrate --plan` prints."""
        return f"Show universities some columns of {self.model}"
