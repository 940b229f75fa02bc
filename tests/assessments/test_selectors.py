"""What is said of a cohort, and by name of those who released."""

from typing import Any

import pytest

from assessments.selectors import cohort_benchmark, heat_map, named_grid, progress, released_assessments, trend
from assessments.services.assessments import take_back_assessment
from assessments.services.rounds import close_round
from assessments.statistics import Change, Distribution
from cohorts.models import Cohort
from tests.assessments.conftest import Stage


def fresh(stage: Stage) -> Cohort:
    return Cohort.objects.select_related("trust").get(pk=stage.world.cohort.pk)


def close(stage: Stage, *rounds: Any) -> None:
    for row in rounds or (stage.baseline,):
        close_round(round=row, by=stage.world.director)


def test_progress_counts_places_and_never_says_who(in_stage: Stage) -> None:
    in_stage.join(3)
    in_stage.submit(in_stage.people[0])
    in_stage.submit(in_stage.people[1], release=True)
    in_stage.draft(in_stage.people[2])
    in_stage.people[1].places.update(state="withdrawn")
    in_stage.round("midpoint", "planned")

    found = progress(fresh(in_stage))

    assert [(row.kind, row.words, row.released, row.left) for row in found] == [
        ("baseline", "1 of 4 submitted", 0, 1),
        ("midpoint", "0 of 4 submitted", 0, 0),
    ]


def test_a_cohort_without_rounds_has_no_progress(in_stage: Stage) -> None:
    assert progress(in_stage.world.other_cohort) == ()


def test_nothing_is_said_of_a_round_until_it_closes(in_stage: Stage) -> None:
    for person in [*in_stage.people, *in_stage.join(4)]:
        in_stage.submit(person)

    open_now = cohort_benchmark(fresh(in_stage))
    close(in_stage)
    closed = cohort_benchmark(fresh(in_stage))

    assert {str(row.numbers) for row in open_now.rounds[0].competencies} == {"Shown when the round has closed"}
    assert closed.of("baseline").competencies[0].numbers == Distribution((0, 6, 0, 0), 2, 2, 2)
    assert [row.numbers.median for row in closed.of("baseline").domains] == [2.5, 2.5]
    assert closed.of("midpoint") is None


def test_four_doctors_are_never_a_number(in_stage: Stage) -> None:
    for person in [*in_stage.people, *in_stage.join(2)]:
        in_stage.submit(person)
    close(in_stage)

    found = cohort_benchmark(fresh(in_stage), ["baseline"])

    cells = [row.numbers for row in (*found.rounds[0].competencies, *found.rounds[0].domains)]
    assert {str(cell) for cell in cells} == {"Hidden: fewer than 5 people"}


def test_who_took_theirs_back_is_remembered_by_those_who_read_it(in_stage: Stage) -> None:
    rows = [in_stage.submit(p, release=n < 7) for n, p in enumerate([*in_stage.people, *in_stage.join(9)])]
    close(in_stage)

    def counted() -> set[int]:
        benchmark, line = cohort_benchmark(fresh(in_stage)), trend().lines[0]
        cells = [row.numbers for row in benchmark.rounds[0].domains] + list(line.points[0].rounds)
        return {cell.people for cell in cells if isinstance(cell, Distribution)}

    before = counted()
    take_back_assessment(assessment=rows[0], by=rows[0].subject)

    assert (before, counted()) == ({7}, {6})


def test_a_trusts_own_floor_is_kept(in_stage: Stage) -> None:
    for person in [*in_stage.people, *in_stage.join(4)]:
        in_stage.submit(person)
    close(in_stage)
    cohort = fresh(in_stage)
    cohort.trust.min_group_size = 7

    found = cohort_benchmark(cohort)

    assert found.floor == 7
    assert str(found.rounds[0].domains[0].numbers) == "Hidden: fewer than 7 people"


def test_the_heat_map_sets_the_latest_closed_round_beside_the_baseline(in_stage: Stage) -> None:
    people = [*in_stage.people, *in_stage.join(5)]
    midpoint = in_stage.round("midpoint")
    for person in people:
        in_stage.submit(person, (1, 2, 3, 2))
    for person in people[1:]:
        in_stage.submit(person, (2, 2, 2, None), midpoint)
    close(in_stage, in_stage.baseline, midpoint)

    found = heat_map(fresh(in_stage))

    assert (found.then.kind, found.now.kind) == ("baseline", "midpoint")
    assert [row.then.people for row in found.rows] == [7] * 4
    assert [row.now.people for row in found.rows[:3]] == [6] * 3
    assert [str(row.now) for row in found.rows[3:]] == ["Hidden: fewer than 5 people"]
    assert [row.change for row in found.rows[:2]] == [Change(6, 1), Change(6, 0)]
    assert [row.code for row in found.rows] == ["1.1", "1.2", "2.1", "2.2"]
    assert [row.title for row in found.domains] == ["Domain 1", "Domain 2"]


def test_before_a_second_round_closes_there_is_no_change(in_stage: Stage) -> None:
    for person in [*in_stage.people, *in_stage.join(3)]:
        in_stage.submit(person)
    close(in_stage)
    in_stage.round("midpoint")

    found = heat_map(fresh(in_stage))

    assert found.now is None
    assert {str(row.now) for row in found.rows} == {"Shown when the round has closed"}
    assert {str(row.change) for row in found.rows} == {"Shown when the round has closed"}
    assert all(row.then for row in found.rows)


def test_numbers_beside_names_do_not_give_away_the_few_who_kept_theirs(in_stage: Stage) -> None:
    people = [*in_stage.people, *in_stage.join(6)]
    for person in people[:6]:
        in_stage.submit(person, release=True)
    for person in people[6:]:
        in_stage.submit(person, (4, 4, 4, 4))
    close(in_stage)

    staff = cohort_benchmark(fresh(in_stage))
    doctors = cohort_benchmark(fresh(in_stage), beside_named=False)

    assert staff.rounds[0].competencies[0].numbers == Distribution((0, 6, 0, 0), 2, 2, 2)
    assert doctors.rounds[0].competencies[0].numbers.people == 8


def test_only_what_is_released_is_named_and_taking_back_ends_it(in_stage: Stage) -> None:
    w = in_stage.world
    in_stage.submit(w.colleague)
    released = in_stage.submit(w.doctor, (2, None, 1, 4), release=True)

    rows = list(released_assessments([w.cohort], ["baseline"]))

    assert [(row.name, row.label, row.levels) for row in rows] == [
        ("Dr Doctor Northfield", "Baseline", (2, None, 1, 4))
    ]
    assert list(released_assessments([w.cohort], ["end"])) == []
    take_back_assessment(assessment=released, by=w.doctor)
    assert list(released_assessments()) == []


def test_the_named_grid_shows_the_latest_released_of_each(in_stage: Stage) -> None:
    w = in_stage.world
    in_stage.submit(w.doctor, release=True)
    in_stage.submit(w.doctor, (3, 3, 3, 3), in_stage.round("midpoint"), release=True)
    in_stage.submit(w.colleague, release=True)

    grid = named_grid(w.cohort)

    assert [(row.name, row.kind, row.levels[0]) for row in grid.people] == [
        ("Dr Colleague Northfield", "baseline", 2),
        ("Dr Doctor Northfield", "midpoint", 3),
    ]
    assert grid.outline.level(3) == "Level 3"


@pytest.mark.parametrize("people", [1, 3])
def test_group_numbers_cost_the_same_whatever_the_cohort(
    in_stage: Stage, people: int, django_assert_num_queries: Any
) -> None:
    for person in [*in_stage.people, *in_stage.join(1)][:people]:
        in_stage.submit(person, release=True)
    close(in_stage)
    cohort = fresh(in_stage)

    with django_assert_num_queries(4):
        heat_map(cohort)
    with django_assert_num_queries(4):
        cohort_benchmark(cohort)
    with django_assert_num_queries(3):
        named_grid(cohort)
