"""The three locks, each tried alone."""

import pytest
from django.apps import apps
from django.db import DatabaseError, IntegrityError, ProgrammingError, connection, transaction

from cohorts.models import Application, Cohort
from tests.support.world import CANARY, World
from trusts.models import Event, Person, TrustOwned
from trusts.tenancy import (
    NestedContextError,
    NoTrustContextError,
    trust_context,
    university_context,
)

TENANT_MODELS = [model for model in apps.get_models() if issubclass(model, TrustOwned)]
OURS = {"trusts", "frameworks", "programmes", "cohorts", "assessments", "projects", "reports"}
GLOBAL_MODELS = {
    "IdentityProvider",
    "Trust",
    "University",
    "User",
    "Membership",
    "UniversityMembership",
    "SecurityEvent",
    "Seal",
    "SupportAgent",
}


def sql(statement: str, *params: object) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(statement, params)
        return cursor.fetchall() if cursor.description else []


def test_every_model_of_ours_is_owned_by_a_trust_or_named_global() -> None:
    strays = [
        m.__name__
        for m in apps.get_models()
        if m._meta.app_label in OURS and not issubclass(m, TrustOwned) and m.__name__ not in GLOBAL_MODELS
    ]

    assert strays == []


@pytest.mark.django_db
def test_the_suite_runs_as_web_which_owns_nothing() -> None:
    assert sql("select current_user, rolsuper, rolbypassrls from pg_roles where rolname = current_user") == [
        ("web", False, False)
    ]
    assert sql("select count(*) from pg_tables where tableowner = 'web'") == [(0,)]


@pytest.mark.django_db
@pytest.mark.parametrize("model", TENANT_MODELS, ids=lambda m: m.__name__)
def test_the_database_guards_every_tenant_table(model: type[TrustOwned]) -> None:
    table = model._meta.db_table

    forced = sql("select relrowsecurity, relforcerowsecurity from pg_class where oid = %s::regclass", table)
    policies = dict(sql("select policyname, roles::text from pg_policies where tablename = %s", table))
    same = sql("select qual = with_check from pg_policies where tablename = %s and policyname = 'trust_rw'", table)
    web = sql(
        "select has_table_privilege('web', %s::regclass, p) from"
        " unnest(array['select','insert','update','delete','truncate']) p",
        table,
    )

    assert forced == [(True, True)]
    assert policies["trust_rw"] == "{trust_r}"
    assert policies["owner_all"] == "{migrator}"
    assert set(policies) <= {"trust_rw", "owner_all", "university_ro", "support_ro"}
    assert same == [(True,)]
    assert web == [(False,)] * 5


@pytest.mark.django_db
@pytest.mark.parametrize("model", TENANT_MODELS, ids=lambda m: m.__name__)
def test_every_key_between_tenant_tables_has_its_composite_form(model: type[TrustOwned]) -> None:
    wanted = {f.column for f in model._meta.local_fields if f.many_to_one and issubclass(f.related_model, TrustOwned)}
    composite = sql(
        "select a.attname from pg_constraint c"
        " join pg_attribute a on a.attrelid = c.conrelid and a.attnum = c.conkey[2]"
        " where c.conrelid = %s::regclass and c.contype = 'f' and array_length(c.conkey, 1) = 2",
        model._meta.db_table,
    )

    assert {name for (name,) in composite} == wanted


@pytest.mark.django_db
def test_no_view_or_function_goes_round_the_policies() -> None:
    assert sql("select count(*) from pg_matviews where schemaname = 'public'") == [(0,)]
    assert sql("select count(*) from pg_proc where prosecdef and pronamespace = 'public'::regnamespace") == [(0,)]


def test_without_a_context_the_manager_raises(world: World) -> None:
    with pytest.raises(NoTrustContextError):
        Cohort.objects.exists()
    with pytest.raises(NoTrustContextError):
        Cohort._base_manager.first()


def test_without_a_context_raw_sql_is_denied(world: World) -> None:
    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        sql("select count(*) from cohorts_cohort")


def test_in_context_raw_sql_sees_its_own_rows_only(world: World) -> None:
    with trust_context(world.trust.pk):
        names = sql("select name from cohorts_cohort")

    assert names == [("2027",)]


def test_every_manager_filters_by_trust_itself(world: World) -> None:
    """The database's lock would hide a manager that had lost its filter, so the queries themselves are read."""
    with trust_context(world.trust.pk):
        for model in TENANT_MODELS:
            for manager in (model.objects, model._default_manager, model._base_manager):
                assert f'"trust_id" = {world.trust.pk}' in str(manager.all().query), model


def test_a_row_cannot_be_written_into_another_trust(in_trust: World) -> None:
    with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
        Person.objects.create(trust=in_trust.other_trust, user=in_trust.stranger, full_name="Planted")


def test_a_row_cannot_point_into_another_trust(in_trust: World) -> None:
    with pytest.raises(IntegrityError, match="same_trust"), transaction.atomic():
        Application.objects.create(cohort_id=in_trust.other_cohort.pk, applicant=in_trust.doctor)
        sql("set constraints all immediate")


def test_one_trust_cannot_be_entered_inside_another(world: World) -> None:
    with trust_context(world.trust.pk), pytest.raises(NestedContextError), trust_context(world.other_trust.pk):
        pass


def test_after_an_error_the_connection_is_web_again(world: World) -> None:
    with pytest.raises(ZeroDivisionError), trust_context(world.trust.pk):
        raise ZeroDivisionError

    assert sql("select current_user, coalesce(nullif(current_setting('app.trust_id', true), ''), '-')") == [
        ("web", "-")
    ]


def test_a_university_without_an_agreement_sees_nothing(world: World) -> None:
    with university_context(world.university.pk):
        assert sql("select id from cohorts_cohort") == []
        with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
            sql("select * from cohorts_cohort")
        with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
            sql("select id from assessments_assessment")


@pytest.mark.parametrize(
    "verb", ["update trusts_event set action = 'x'", "delete from trusts_event", "truncate trusts_event"]
)
def test_the_audit_is_append_only(in_trust: World, verb: str) -> None:
    Event.objects.create(action="person.seen", subject_type="trusts.person", subject_id="1")

    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        sql(verb)


def test_the_other_trust_really_has_what_could_leak(world: World) -> None:
    with trust_context(world.other_trust.pk):
        assert Cohort.objects.get().name == CANARY
