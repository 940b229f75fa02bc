"""Values and objectives are added, reworded while nothing shows them, and retired."""

import pytest

from frameworks.models import StrategicObjective, TrustValue
from frameworks.services.copies import copy_version
from frameworks.services.values import add_objective, add_value, edit_value, retire_objective, retire_value
from tests.frameworks.writing import published
from tests.support.world import World
from trusts.workflow import RefusedError


def test_they_stand_in_the_order_they_were_added(in_trust: World) -> None:
    for name in ("Kind", "Curious"):
        add_value(name=name, statement="S", by=in_trust.director)
        add_objective(code=name[0], name=name, statement="S", by=in_trust.director)

    assert list(TrustValue.objects.values_list("position", "name")) == [(1, "Kind"), (2, "Curious")]
    assert list(StrategicObjective.objects.values_list("position", "code")) == [(1, "K"), (2, "C")]


def test_names_and_codes_are_used_once(in_trust: World) -> None:
    add_value(name="Kind", statement="S", by=in_trust.director)
    other = add_value(name="Curious", statement="S", by=in_trust.director)
    add_objective(code="O1", name="Quality", statement="S", by=in_trust.director)

    with pytest.raises(RefusedError, match="already a value called Kind"):
        add_value(name="Kind", statement="S", by=in_trust.director)
    with pytest.raises(RefusedError, match="already a value called Kind"):
        edit_value(value=other, name="Kind", statement="S", by=in_trust.director)
    with pytest.raises(RefusedError, match="already an objective with the code O1"):
        add_objective(code="O1", name="People", statement="S", by=in_trust.director)


def test_what_is_retired_is_left_behind_by_the_next_version_only(in_trust: World) -> None:
    first = published(in_trust)
    competency = first.competencies.first()
    retire_value(value=competency.values.get(), by=in_trust.director)
    retire_objective(objective=competency.objectives.get(), by=in_trust.director)

    second = copy_version(version=first, change_note="", by=in_trust.director)

    assert (competency.values.count(), competency.objectives.count()) == (1, 1)
    copy = second.competencies.first()
    assert (copy.values.count(), copy.objectives.count()) == (0, 0)
    with pytest.raises(RefusedError, match="already retired"):
        retire_value(value=TrustValue.objects.order_by("position").first(), by=in_trust.director)
