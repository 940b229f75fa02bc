"""The tree of a draft: positions run through, codes stay."""

import pytest

from frameworks.models import FrameworkVersion
from frameworks.services.tree import (
    add_competency,
    add_domain,
    edit_competency,
    edit_domain,
    move_competency,
    move_domain,
    remove_competency,
    remove_domain,
)
from frameworks.services.versions import create_framework, draft_version
from tests.frameworks.writing import LEVELS, written
from tests.support.world import World
from trusts.workflow import RefusedError


def order(version: FrameworkVersion) -> list[tuple[int, str, str]]:
    return list(version.competencies.order_by("position").values_list("position", "domain__code", "code"))


def test_positions_run_through_the_version_domain_by_domain(in_trust: World) -> None:
    version = written(in_trust)

    add_competency(domain=version.domains.first(), code="1.3", title="T", statement="S", by=in_trust.director)

    assert order(version) == [
        (0, "D1", "1.1"),
        (1, "D1", "1.2"),
        (2, "D1", "1.3"),
        (3, "D2", "2.1"),
        (4, "D2", "2.2"),
    ]


def test_a_competency_moves_within_its_domain_and_stops_at_its_ends(in_trust: World) -> None:
    version = written(in_trust, competencies=3)
    third = version.competencies.get(code="1.3")

    move_competency(competency=third, step=-1, by=in_trust.director)
    assert [code for _, _, code in order(version)] == ["1.1", "1.3", "1.2", "2.1", "2.2", "2.3"]

    for _ in range(3):
        move_competency(competency=third, step=-1, by=in_trust.director)
    assert [code for _, _, code in order(version)] == ["1.3", "1.1", "1.2", "2.1", "2.2", "2.3"]


def test_a_competency_moves_to_the_end_of_another_domain_and_keeps_its_code(in_trust: World) -> None:
    version = written(in_trust)

    move_competency(
        competency=version.competencies.get(code="1.1"), domain=version.domains.get(code="D2"), by=in_trust.director
    )

    assert order(version) == [(0, "D1", "1.2"), (1, "D2", "2.1"), (2, "D2", "2.2"), (3, "D2", "1.1")]


def test_a_competency_stays_in_its_version(in_trust: World) -> None:
    version, other = written(in_trust), written(in_trust, name="Elsewhere")

    with pytest.raises(RefusedError, match="same version"):
        move_competency(competency=version.competencies.first(), domain=other.domains.first(), by=in_trust.director)


def test_a_domain_moves_with_its_competencies(in_trust: World) -> None:
    version = written(in_trust)

    move_domain(domain=version.domains.last(), step=-1, by=in_trust.director)

    assert order(version) == [(0, "D2", "2.1"), (1, "D2", "2.2"), (2, "D1", "1.1"), (3, "D1", "1.2")]


def test_removing_closes_the_gap(in_trust: World) -> None:
    version = written(in_trust)

    remove_competency(competency=version.competencies.get(code="1.1"), by=in_trust.director)

    assert order(version) == [(0, "D1", "1.2"), (1, "D2", "2.1"), (2, "D2", "2.2")]


def test_only_an_empty_domain_is_removed(in_trust: World) -> None:
    version = written(in_trust)
    with pytest.raises(RefusedError, match="Move or remove the competencies of Domain 1 first"):
        remove_domain(domain=version.domains.first(), by=in_trust.director)
    empty = add_domain(version=version, code="D3", name="Empty", by=in_trust.director)

    remove_domain(domain=empty, by=in_trust.director)

    assert list(version.domains.values_list("code", flat=True)) == ["D1", "D2"]


def test_a_code_is_used_once_in_a_version(in_trust: World) -> None:
    domain = written(in_trust).domains.first()

    with pytest.raises(RefusedError, match=r"already a competency with the code 2\.1"):
        add_competency(domain=domain, code="2.1", title="T", statement="S", by=in_trust.director)
    with pytest.raises(RefusedError, match="already a domain with the code D2"):
        add_domain(version=domain.version, code="D2", name="N", by=in_trust.director)


def test_editing_replaces_words_descriptors_and_links_and_keeps_the_code(in_trust: World) -> None:
    competency = written(in_trust).competencies.first()
    objective = competency.objectives.get()

    edit_competency(
        competency=competency,
        title="New title",
        statement="New statement.",
        descriptors=["One", "  ", "Three"],
        values=[],
        objectives={objective: "New reason."},
        by=in_trust.director,
    )

    competency.refresh_from_db()
    assert (competency.code, competency.title, competency.statement) == ("1.1", "New title", "New statement.")
    assert list(competency.descriptors.order_by("level__position").values_list("level__position", "text")) == [
        (1, "One"),
        (3, "Three"),
    ]
    assert competency.value_links.count() == 0
    assert competency.objective_links.get().why_here == "New reason."


def test_more_descriptors_than_levels_are_refused(in_trust: World) -> None:
    framework = create_framework(name="New", by=in_trust.director)
    version = draft_version(framework=framework, levels=LEVELS, by=in_trust.director)
    domain = add_domain(version=version, code="D1", name="N", by=in_trust.director)

    with pytest.raises(RefusedError, match=r"1\.1 has 4 descriptors for 3 levels"):
        add_competency(domain=domain, code="1.1", title="T", statement="S", descriptors=["a"] * 4, by=in_trust.director)


def test_a_domain_is_reworded(in_trust: World) -> None:
    domain = written(in_trust).domains.first()

    edit_domain(domain=domain, name="New", summary="Said anew.", by=in_trust.director)

    domain.refresh_from_db()
    assert (domain.code, domain.name, domain.summary) == ("D1", "New", "Said anew.")
