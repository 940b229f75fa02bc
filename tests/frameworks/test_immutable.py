"""A published version cannot change: not through a service, not through the ORM, not through SQL."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from frameworks.models import (
    Competency,
    CompetencyObjective,
    CompetencyValue,
    Descriptor,
    Domain,
    FrameworkVersion,
    Level,
    RoleTarget,
    StrategicObjective,
    TrustValue,
)
from frameworks.services import tree, values, versions
from tests.frameworks.writing import LEVELS, published, written
from tests.support.world import World
from trusts.workflow import RefusedError

PARTS = (Level, Domain, Competency, Descriptor, CompetencyValue, CompetencyObjective, RoleTarget)
WORDS: dict[str, Any] = {"descriptors": [], "values": [], "objectives": {}}

SERVICES: dict[str, Callable[[FrameworkVersion, Any], object]] = {
    "add_domain": lambda v, by: tree.add_domain(version=v, code="X", name="X", summary="", by=by),
    "edit_domain": lambda v, by: tree.edit_domain(domain=v.domains.first(), name="X", summary="", by=by),
    "move_domain": lambda v, by: tree.move_domain(domain=v.domains.first(), step=1, by=by),
    "remove_domain": lambda v, by: tree.remove_domain(domain=v.domains.first(), by=by),
    "add_competency": lambda v, by: tree.add_competency(
        domain=v.domains.first(), code="9.9", title="X", statement="X", by=by
    ),
    "edit_competency": lambda v, by: tree.edit_competency(competency=v.competencies.first(), by=by, title="X", **WORDS),
    "move_competency": lambda v, by: tree.move_competency(competency=v.competencies.first(), step=1, by=by),
    "remove_competency": lambda v, by: tree.remove_competency(competency=v.competencies.first(), by=by),
    "set_role_target": lambda v, by: versions.set_role_target(
        competency=v.competencies.first(), post="X", low=1, high=1, by=by
    ),
    "set_post_targets": lambda v, by: versions.set_post_targets(version=v, post="X", ranges={}, by=by),
    "edit_version": lambda v, by: versions.edit_version(
        version=v, licence="", change_note="", scale_kind="scope", by=by
    ),
    "edit_levels": lambda v, by: versions.edit_levels(version=v, levels=LEVELS, by=by),
    "approve": lambda v, by: versions.approve_version(version=v, by=by),
    "return": lambda v, by: versions.return_version(version=v, reason="X", by=by),
    "publish": lambda v, by: versions.publish_version(version=v, by=by),
}


@pytest.mark.parametrize("name", SERVICES)
def test_no_service_changes_a_published_version(in_trust: World, name: str) -> None:
    version = published(in_trust)

    with pytest.raises(RefusedError):
        SERVICES[name](version, in_trust.director)


@pytest.mark.parametrize("model", PARTS, ids=lambda m: m.__name__)
@pytest.mark.parametrize("state", ["approved", "published", "superseded"])
def test_neither_orm_nor_sql_changes_a_part(in_trust: World, model: Any, state: str) -> None:
    version = written(in_trust)
    for step in {"approved": [state], "published": [state], "superseded": ["published", state]}[state]:
        FrameworkVersion.objects.filter(pk=version.pk).update(state=step)
    row = model.objects.filter(version=version).first()
    draft = versions.draft_version(
        framework=versions.create_framework(name="Another", by=in_trust.director), levels=LEVELS, by=in_trust.director
    )

    for change in (
        row.save,
        row.delete,
        lambda: model.objects.filter(pk=row.pk).update(version=draft),
        lambda: model.objects.bulk_create([_copy(row)]),
        lambda: _sql(f"update {model._meta.db_table} set created_at = now() where id = %s", row.pk),
        lambda: _sql(f"delete from {model._meta.db_table} where id = %s", row.pk),
    ):
        with pytest.raises(IntegrityError, match="framework version"), transaction.atomic():
            change()


@pytest.mark.parametrize(
    "change",
    [
        "licence = 'x'",
        "number = 9",
        "state = 'draft'",
        "state = 'approved'",
        "effective_on = '2030-01-01'",
        "approved_by_id = null, approved_at = null",
        "change_note = 'x'",
    ],
)
def test_sql_changes_nothing_of_the_version_itself(in_trust: World, change: str) -> None:
    version = published(in_trust)

    with pytest.raises(IntegrityError, match="never changes"), transaction.atomic():
        _sql(f"update frameworks_frameworkversion set {change} where id = %s", version.pk)
    with pytest.raises(IntegrityError, match="never changes"), transaction.atomic():
        _sql("delete from frameworks_frameworkversion where id = %s", version.pk)


def test_the_words_it_shows_stay_too(in_trust: World) -> None:
    published(in_trust)
    kind, curious = TrustValue.objects.order_by("position")
    quality, people = StrategicObjective.objects.order_by("position")

    for table, row in (("frameworks_trustvalue", kind), ("frameworks_strategicobjective", quality)):
        with pytest.raises(IntegrityError, match="never changes"), transaction.atomic():
            _sql(f"update {table} set statement = 'x' where id = %s", row.pk)
    with pytest.raises(RefusedError, match="these words, so they stay"):
        values.edit_value(value=kind, name="Other", statement="Other.", by=in_trust.director)
    with pytest.raises(RefusedError, match="these words, so they stay"):
        values.edit_objective(objective=quality, name="Other", statement="Other.", by=in_trust.director)

    assert values.edit_value(value=curious, name="Other", statement="Other.", by=in_trust.director).name == "Other"
    assert values.edit_objective(objective=people, name="Other", statement="O.", by=in_trust.director).name == "Other"
    assert values.retire_value(value=kind, by=in_trust.director).retired_on


def _copy(row: Any) -> Any:
    fields = {f.attname: getattr(row, f.attname) for f in row._meta.concrete_fields if f.name != "id"}
    return type(row)(**fields)


def _sql(statement: str, *params: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, params)
