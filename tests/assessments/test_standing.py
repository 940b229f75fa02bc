"""Where a doctor stands: gaps by importance, strengths, the post compared with, rounds side by side."""

from collections.abc import Iterator
from types import SimpleNamespace

import pytest

from assessments.selectors import Standing, standing
from assessments.selectors.standing import StandingRow
from assessments.services.evidence import add_evidence
from assessments.services.rounds import close_round
from assessments.statistics import Suppressed
from frameworks.models import Competency, RoleTarget
from tests.assessments.conftest import Stage
from tests.support.factories import CohortFactory, RoundFactory, publish_for_tests, version_tree
from tests.support.world import World
from trusts.tenancy import trust_context

CONSULTANT = [(2, 3), (2, 3), (3, 3), (1, 2)]


@pytest.fixture
def targeted(world: World) -> Iterator[Stage]:
    """A cohort whose framework says what a consultant and a clinical director are asked for."""
    with trust_context(world.trust.pk):
        version = version_tree()
        competencies = list(Competency.objects.filter(version=version).order_by("position"))
        for competency, (low, high) in zip(competencies, CONSULTANT, strict=True):
            RoleTarget.objects.create(version=version, post="Consultant", competency=competency, low=low, high=high)
        RoleTarget.objects.create(version=version, post="Clinical director", competency=competencies[0], low=4, high=4)
        world.cohort = CohortFactory(framework_version=publish_for_tests(version))
        made = Stage(world, RoundFactory(cohort=world.cohort), competencies)
        world.doctor.job_title = "consultant"
        world.doctor.save()
        made.take_place(world.doctor)
        yield made


def codes(rows: tuple) -> list[str]:
    return [row.head.code for row in rows]


def look(stage: Stage, assessment: object, post: str | None = None) -> Standing:
    return standing(type(assessment).objects.select_related("round__cohort", "subject").get(pk=assessment.pk), post)


def test_gaps_are_sorted_by_importance_times_gap(targeted: Stage) -> None:
    done = targeted.submit(targeted.world.doctor, (1, 1, 1, 4), importance=(2, 4, 3, 1))

    found = look(targeted, done)

    assert found.post == "Consultant"
    assert [(row.head.code, row.weight) for row in found.gaps] == [("2.1", 6), ("1.2", 4), ("1.1", 2)]
    assert codes(found.strengths) == ["2.2"]
    assert codes(found.sorted_rows) == ["2.1", "1.2", "1.1", "2.2"]
    assert codes(found.suggested) == ["2.1", "1.2", "1.1"]


def test_no_opportunity_is_neither_gap_nor_strength(targeted: Stage) -> None:
    found = look(targeted, targeted.submit(targeted.world.doctor, (None, 2, 3, 1)))

    assert codes(found.gaps) == []
    assert codes(found.strengths) == ["2.1", "1.2", "2.2"]
    assert found.rows[0].gap is None


def test_what_lies_above_its_range_is_stronger_than_what_lies_within() -> None:
    def strength(level: int, *target: int) -> tuple[int, ...]:
        now = SimpleNamespace(level=level, importance=None)
        return StandingRow.strength.fget(SimpleNamespace(now=now, target=target))

    assert strength(3, 1, 2) > strength(3, 2, 2) > strength(3, 2, 3)
    assert strength(2, 1, 1) > strength(4, 1, 4)


def test_another_post_may_be_compared_with_or_none(targeted: Stage) -> None:
    done = targeted.submit(targeted.world.doctor, (2, 2, 3, 1), importance=(4, 3, 1, 4))

    director = look(targeted, done, "Clinical director")
    none = look(targeted, done, "")

    assert [(row.head.code, row.gap) for row in director.gaps] == [("1.1", 2)]
    assert (none.post, none.gaps, codes(none.suggested)) == ("", (), ["2.2", "1.1", "1.2"])
    assert look(targeted, done, "Somebody else").post == ""


def test_rounds_stand_side_by_side_with_how_each_arose(targeted: Stage) -> None:
    doctor = targeted.world.doctor
    draft = targeted.draft(doctor)
    add_evidence(assessment=draft, competency=targeted.competencies[0], title="Minutes of March", by=doctor)
    baseline = targeted.submit(doctor, (2, 2, 2, 2))
    midpoint = targeted.submit(doctor, (1, 3, 3, 2), targeted.round("midpoint"), then=(1, 1, 2, None))

    later, earlier = look(targeted, midpoint), look(targeted, baseline)

    assert later.kinds == (("baseline", "Baseline"), ("midpoint", "Midpoint"))
    assert [moment.level for moment in later.rows[0].moments] == [2, 1]
    assert (later.rows[0].now.then_level, later.rows[0].now.descriptor) == (1, "1.1 at Level 1.")
    assert later.rows[0].moments[0].evidence == ("Minutes of March",)
    assert earlier.kinds == (("baseline", "Baseline"),)


def test_the_cohorts_band_waits_for_the_floor(targeted: Stage) -> None:
    done = targeted.submit(targeted.world.doctor)

    found = look(targeted, done)

    assert {str(row.cohort) for row in found.rows} == {"Shown when the round has closed"}
    assert found.cohort_note == "The cohort's numbers are shown when the baseline has closed."


@pytest.mark.parametrize(("others", "said"), [(4, "Hidden: it would reveal a group of fewer than 5 people"), (5, None)])
def test_a_doctor_knows_their_own_level_so_there_must_be_five_others(
    targeted: Stage, others: int, said: str | None
) -> None:
    done = targeted.submit(targeted.world.doctor, (4, 4, 4, None))
    for person in targeted.join(others):
        targeted.submit(person)
    close_round(round=targeted.baseline, by=targeted.world.director)

    cells = [row.cohort for row in look(targeted, done).rows]

    assert [cell.words if isinstance(cell, Suppressed) else None for cell in cells[:3]] == [said] * 3
    assert bool(cells[3]) is (others == 5)  # not rated by oneself: five others are five
