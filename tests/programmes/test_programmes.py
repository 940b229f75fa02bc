"""A programme with its stages and modules."""

import pytest

from programmes.models import Programme
from programmes.services.programmes import (
    add_module,
    create_programme,
    edit_module,
    edit_programme,
    edit_stage,
    remove_module,
    remove_stage,
)
from tests.support.world import World
from trusts.models import Event
from trusts.workflow import RefusedError


def create(world: World, name: str = "Leading in Northfield") -> Programme:
    return create_programme(
        name=name,
        summary="A year.",
        university=world.university,
        award="Postgraduate Certificate",
        stages=[("Apply", "Show commitment."), ("Benchmark", "Rate yourself.")],
        modules=[("L701", "Learning", 20), ("L702", "Improving", 40)],
        by=world.director,
    )


def test_it_is_made_whole_and_in_order(in_trust: World) -> None:
    programme = create(in_trust)

    assert list(programme.stages.values_list("position", "name")) == [(1, "Apply"), (2, "Benchmark")]
    assert list(programme.modules.values_list("position", "code", "credits")) == [(1, "L701", 20), (2, "L702", 40)]
    assert Event.objects.filter(action="programme.create", subject_id=str(programme.pk)).count() == 1


def test_names_and_codes_are_used_once(in_trust: World) -> None:
    programme = create(in_trust)

    with pytest.raises(RefusedError, match="already a programme called Leading in Northfield"):
        create(in_trust)
    with pytest.raises(RefusedError, match="already a module with the code L701"):
        add_module(programme=programme, code="L701", title="T", credits=10, by=in_trust.director)
    with pytest.raises(RefusedError, match="already a module with the code L701"):
        edit_module(module=programme.modules.last(), code="L701", title="T", credits=10, by=in_trust.director)


def test_its_parts_are_reworded_and_removed(in_trust: World) -> None:
    programme = create(in_trust)
    first, second = programme.stages.all()

    edit_programme(programme=programme, name="New", summary="", university=None, award="", by=in_trust.director)
    edit_stage(stage=first, name="Join", summary="", by=in_trust.director)
    remove_stage(stage=second, by=in_trust.director)
    remove_module(module=programme.modules.first(), by=in_trust.director)

    programme.refresh_from_db()
    assert (programme.name, programme.university) == ("New", None)
    assert list(programme.stages.values_list("name", flat=True)) == ["Join"]
    assert list(programme.modules.values_list("code", flat=True)) == ["L702"]
