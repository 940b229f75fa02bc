"""What each role of the database may do, against a list written by hand. A grant that grew is found here."""

import pytest
from django.db import connection

from tests.support.planting import tenant_models

# Every column a university may read, where an agreement in force shows the row.
UNIVERSITY_READS = {
    "cohorts_cohort": "programme_id name state places starts_on ends_on",
    "cohorts_place": "cohort_id person_id number state",
    "programmes_module": "programme_id code title credits position",
    "programmes_programme": "university_id name summary award",
    "programmes_stage": "programme_id name summary position",
    "projects_improvementproject": "cohort_id title state aim starts_on ends_on",
    "reports_report": "cohort_id university_id kind state data_classes file_key sha256 size created_at finished_at"
    " data_as_at",
    "trusts_person": "title full_name",
    "trusts_sharingagreement": "university_id data_classes purpose starts_on ends_on withdrawn_at",
}
GLOBAL_TO_UNIVERSITIES = {"trusts_trust", "trusts_university"}
# Rows that are added and never changed, by anybody.
ADDED_ONLY = {"trusts_event", "trusts_rowchange", "trusts_securityevent", "trusts_seal"}
GRANTS = """
    select c.relname, p from pg_class c,
        unnest(array['select', 'insert', 'update', 'delete', 'truncate', 'references', 'trigger']) p
    where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'v', 'p') and has_table_privilege(%s, c.oid, p)
"""
COLUMNS = """
    select c.relname, a.attname from pg_class c join pg_attribute a on a.attrelid = c.oid
    where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'v', 'p')
        and a.attnum > 0 and not a.attisdropped and has_column_privilege(%s, c.oid, a.attnum, %s)
"""
pytestmark = pytest.mark.django_db


def ask(statement: str, *params: object) -> list[tuple[str, str]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, params)
        return cursor.fetchall()


def test_a_university_reads_the_columns_written_here_and_no_other() -> None:
    found: dict[str, set[str]] = {}
    for table, column in ask(COLUMNS, "university_r", "select"):
        found.setdefault(table, set()).add(column)
    wanted = {table: {"id", "trust_id", *columns.split()} for table, columns in UNIVERSITY_READS.items()}

    assert {table: columns for table, columns in found.items() if table not in GLOBAL_TO_UNIVERSITIES} == wanted


@pytest.mark.parametrize("verb", ["insert", "update"])
@pytest.mark.parametrize("role", ["university_r", "support_r", "rater_r"])
def test_readers_write_nothing(role: str, verb: str) -> None:
    assert ask(COLUMNS, role, verb) == []
    assert [grant for grant in ask(GRANTS, role) if grant[1] != "select"] == []


def test_raters_have_no_grant_yet() -> None:
    """Nobody is asked for feedback yet; the role waits without a grant."""
    assert ask(COLUMNS, "rater_r", "select") == []


def test_the_role_of_a_trust_has_its_tables_and_no_more_than_it_needs() -> None:
    grants = ask(GRANTS, "trust_r")
    changed = {table for table, verb in grants if verb in ("update", "delete")}

    assert {verb for _, verb in grants} == {"select", "insert", "update", "delete"}
    assert {model._meta.db_table for model in tenant_models()} <= {table for table, _ in grants}
    assert changed & ADDED_ONLY == set()


def test_the_role_that_signs_in_touches_no_row_of_a_trust() -> None:
    grants = ask(GRANTS, "web")
    tables = {model._meta.db_table for model in tenant_models()}

    assert {table for table, _ in ask(COLUMNS, "web", "select")} & tables == set()
    assert {verb for _, verb in grants} == {"select", "insert", "update", "delete"}
    assert {table for table, verb in grants if verb in ("update", "delete")} & ADDED_ONLY == set()


def test_no_role_of_ours_owns_or_goes_round_anything() -> None:
    roles = ask(
        "select rolname, concat_ws(' ', rolsuper, rolbypassrls, rolcreaterole) from pg_roles"
        " where rolname in ('web', 'migrator', 'trust_r', 'university_r', 'support_r', 'rater_r')"
    )
    assert {rights for _, rights in roles} == {"f f f"}
    assert (
        ask("select inherit_option, set_option from pg_auth_members where member = 'web'::regrole")
        == [(False, True)] * 4
    )


def test_rows_that_are_only_added_are_kept_by_a_trigger_even_from_their_owner() -> None:
    kept = ask(
        "select tgrelid::regclass::text, tgname from pg_trigger"
        " where tgenabled = 'O' and tgname in ('append_only', 'append_only_truncate')"
    )
    tables = {table for (table,) in ask("select tablename from pg_tables where schemaname = 'public'")}

    assert set(kept) == {
        (table, name) for table in ADDED_ONLY & tables for name in ("append_only", "append_only_truncate")
    }
