"""What the database keeps of every change, whoever makes it and however."""

from datetime import date
from typing import Any

import pytest
from django.apps import apps
from django.db import connection, transaction
from django.db.utils import ProgrammingError

from assessments.models import Rating
from cohorts.models import Cohort, Criterion
from tests.support.factories import CohortFactory
from tests.support.world import World
from trusts.history import WITHOUT_HISTORY, keeps_history, trigger_sql
from trusts.models import Membership, Person, RowChange, TrustOwned
from trusts.tenancy import trust_context

TENANT_MODELS = [model for model in apps.get_models() if issubclass(model, TrustOwned)]


def history_of(row: Any) -> list[RowChange]:
    """Oldest first."""
    return list(RowChange.objects.filter(subject_id=str(row.pk)).order_by("created_at"))


def sql(statement: str, *params: object) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(statement, params)
        return cursor.fetchall() if cursor.description else []


@pytest.mark.django_db
@pytest.mark.parametrize("model", [*TENANT_MODELS, Membership], ids=lambda m: m._meta.label)
def test_every_table_of_a_trust_keeps_its_history_as_its_labels_say(model: Any) -> None:
    found = sql(
        "select pg_get_triggerdef(oid) from pg_trigger where tgname = 'row_history' and tgrelid = %s::regclass",
        model._meta.db_table,
    )

    if model._meta.label in WITHOUT_HISTORY:
        assert found == []
    else:
        assert keeps_history(model)
        wanted = trigger_sql(model).partition("execute function ")[2].strip(" ;\n")
        assert found and wanted in found[0][0], "Run migrate: it puts triggers in line."


def test_a_change_says_what_was_and_what_is(world: World) -> None:
    with trust_context(world.trust.pk, world.director.user_id):
        world.cohort.places, world.cohort.starts_on = 7, date(2027, 4, 1)
        before = Cohort.objects.get(pk=world.cohort.pk)
        world.cohort.save()
        last = history_of(world.cohort)[-1]

    assert (last.operation, last.subject_type, last.user_id) == ("update", "cohorts.cohort", world.director.user_id)
    assert last.values == {"places": [before.places, 7], "starts_on": [str(before.starts_on), "2027-04-01"]}
    assert last.fields == []


def test_of_names_and_free_text_only_the_field_is_kept(in_trust: World) -> None:
    doctor = in_trust.doctor
    doctor.full_name, doctor.job_title = "Secret Name", "Secret post"
    doctor.save()

    last = history_of(doctor)[-1]
    assert (last.values, last.fields) == ({}, ["full_name", "job_title"])
    assert "Secret" not in sql("select string_agg(r::text, ' ') from trusts_rowchange r")[0][0]


def test_raw_and_bulk_statements_are_kept_too(in_trust: World) -> None:
    second = CohortFactory(name="2028", programme=in_trust.cohort.programme)
    Cohort.objects.all().update(places=9)
    sql("update cohorts_cohort set places = 10")

    for cohort in (in_trust.cohort, second):
        assert [line.values["places"][1] for line in history_of(cohort)[-2:]] == [9, 10]


def test_a_removed_row_is_remembered(in_trust: World) -> None:
    criterion = Criterion.objects.create(cohort=in_trust.cohort, name="Insight", position=90, anchors=["a"] * 5)
    key = str(criterion.pk)
    criterion.delete()

    first, last = RowChange.objects.filter(subject_id=key).order_by("created_at")
    assert (first.operation, first.values, first.fields) == ("insert", {}, [])
    assert (last.operation, last.values["name"]) == ("delete", ["Insight", None])


def test_saving_without_a_change_leaves_no_line(in_trust: World) -> None:
    count = len(history_of(in_trust.cohort))
    in_trust.cohort.save()

    assert len(history_of(in_trust.cohort)) == count


def test_a_role_is_a_row_of_its_trust(in_trust: World) -> None:
    role = Membership.objects.get(user_id=in_trust.doctor.user_id)
    role.is_active = False
    role.save()

    assert [line.values for line in history_of(role)][1:] == [{"is_active": [True, False]}]


def test_a_role_cannot_be_given_where_nothing_would_be_kept(world: World) -> None:
    with pytest.raises(ProgrammingError, match="permission denied for table trusts_membership"), transaction.atomic():
        Membership.objects.filter(user_id=world.doctor.user_id).update(is_active=False)


def test_another_trust_reads_none_of_it(world: World) -> None:
    with trust_context(world.other_trust.pk):
        seen = set(RowChange.objects.values_list("trust_id", flat=True))
        assert sql("select count(*) from trusts_rowchange where trust_id = %s", world.trust.pk) == [(0,)]

    assert seen == {world.other_trust.pk}


@pytest.mark.parametrize(
    "verb", ["update trusts_rowchange set operation = 'x'", "delete from trusts_rowchange", "truncate trusts_rowchange"]
)
def test_history_is_append_only(in_trust: World, verb: str) -> None:
    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        sql(verb)


def test_levels_are_named_and_not_copied() -> None:
    copied = trigger_sql(Rating).split("'")[3].split(",")

    assert {"level", "then_level", "reason", "importance"}.isdisjoint(copied)
    assert {"assessment_id", "competency_id"} <= set(copied)


def test_a_person_is_never_told_by_name() -> None:
    assert set(trigger_sql(Person).split("'")[3].split(",")) == {
        "id",
        "trust_id",
        "user_id",
        "created_at",
        "updated_at",
        "erased_at",
    }
