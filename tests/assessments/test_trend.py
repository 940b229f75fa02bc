"""The Trust's trend: it tells of each cohort what the cohort's own numbers tell, and adds nothing up."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import pytest

from assessments.models import Assessment, Round
from assessments.selectors import Trend, cohort_benchmark, heat_map, trend
from assessments.statistics import Distribution, Suppressed, Why
from cohorts.models import Cohort
from frameworks.models import Competency, Domain, FrameworkVersion
from tests.support.factories import (
    AssessmentFactory,
    CohortFactory,
    PersonFactory,
    RoundFactory,
    publish_for_tests,
    version_tree,
)
from tests.support.world import World
from trusts.models import Person, Trust
from trusts.tenancy import trust_context

START = date(2020, 9, 7)


def answer(cohort: Cohort, kind: str, rows: Sequence[tuple[Person, list[int | None]]], *, named: int = 0) -> Round:
    """A closed round of a cohort, submitted by these people at these levels; the first `named` released it."""
    asked = RoundFactory(cohort=cohort, kind=kind)
    for number, (person, levels) in enumerate(rows):
        made = AssessmentFactory(round=asked, subject=person, submitted=True, levels=levels)
        if number < named:
            Assessment.objects.filter(pk=made.pk).update(state="released", released_at=made.submitted_at)
    Round.objects.filter(pk=asked.pk).update(state="closed")
    return asked


def run(name: str, *, doctors: int, year: int = 0, named: int = 0, rounds: int = 2, **fields: Any) -> Cohort:
    """A cohort of so many doctors that went up half a level and a half, and asked so many rounds."""
    cohort = CohortFactory(name=name, starts_on=START + timedelta(days=365 * year), **fields)
    people = [PersonFactory() for _ in range(doctors)]
    answers: dict[str, list[int | None]] = {"baseline": [1, 2, 1, 2], "midpoint": [2, 2, 2, None], "end": [3, 3, 2, 3]}
    for kind in list(answers)[:rounds]:
        answer(cohort, kind, [(person, answers[kind]) for person in people], named=named)
    return cohort


def people_in(found: Trend) -> dict[tuple[str, str], list[int | str]]:
    """By cohort and domain, how many each round counts, or why it is hidden."""
    return {
        (point.cohort.name, line.name): [
            cell.people if isinstance(cell, Distribution) else cell.words for cell in point.rounds
        ]
        for line in found.lines
        for point in line.points
    }


def test_it_tells_of_each_cohort_what_its_own_numbers_tell(in_trust: World) -> None:
    version = in_trust.cohort.framework_version
    cohorts = [
        run("Large", doctors=9, rounds=3, framework_version=version),
        run("Small", doctors=4, year=1, framework_version=version),
        run("Three named", doctors=7, year=2, named=3, framework_version=version),
        run("Once", doctors=6, year=3, rounds=1, framework_version=version),
        run("None", doctors=0, year=4, framework_version=version),
    ]

    found = trend()

    for cohort in cohorts:
        own, heat = cohort_benchmark(cohort), heat_map(cohort)
        for at, domain in enumerate(heat.domains):
            point = next(
                p for line in found.lines if line.code == domain.code for p in line.points if p.cohort.id == cohort.pk
            )
            assert point.rounds == tuple(numbers.domains[at].numbers for numbers in own.rounds)
            assert point.change == (domain.change if heat.now else None)


def test_a_small_cohort_is_hidden_and_no_total_gives_it_away(in_trust: World) -> None:
    version = in_trust.cohort.framework_version
    for year, doctors in enumerate((5, 4)):
        run(f"Of {doctors}", doctors=doctors, year=year, framework_version=version)

    found = people_in(trend())

    assert found["Of 5", "Domain 1"] == [5, 5]
    assert found["Of 4", "Domain 1"] == ["Hidden: fewer than 5 people"] * 2
    assert {value for row in found.values() for value in row} == {5, "Hidden: fewer than 5 people"}


def test_a_trusts_own_floor_is_kept(world: World) -> None:
    Trust.objects.filter(pk=world.trust.pk).update(min_group_size=8)
    with trust_context(world.trust.pk):
        run("Of 7", doctors=7, framework_version=world.cohort.framework_version)

        found = trend()

    cells = {cell for line in found.lines for point in line.points for cell in point.rounds}
    assert (found.floor, cells) == (8, {Suppressed(8, Why.SMALL)})
    assert not found.steps(found.begun[0])


def test_a_round_that_is_open_says_nothing(in_trust: World) -> None:
    cohort = run("Running", doctors=6, rounds=1, framework_version=in_trust.cohort.framework_version)
    people = Person.objects.filter(assessments__round__cohort=cohort)
    asked = answer(cohort, "midpoint", [(person, [4, 4, 4, 4]) for person in people])
    Round.objects.filter(pk=asked.pk).update(state="open")

    found = trend()

    assert [cohort.kinds for cohort in found.begun] == [("baseline",)]
    assert {point.change for line in found.lines for point in line.points} == {None}
    assert in_trust.cohort.name in [cohort.name for cohort in found.waiting]


def next_version(version: FrameworkVersion) -> FrameworkVersion:
    """The same framework written again: first domain the same, one more competency in the second."""
    made = version_tree()
    FrameworkVersion.objects.filter(pk=made.pk).update(framework=version.framework, number=2)
    Domain.objects.filter(version=made, code="D1").update(name="Domain 1, renamed")
    second = Domain.objects.get(version=made, code="D2")
    Competency.objects.create(version=made, domain=second, code="2.3", title="New", statement="Does it.", position=4)
    made.refresh_from_db()
    return publish_for_tests(made)


def test_only_what_was_asked_alike_stands_in_one_line(in_trust: World) -> None:
    first = publish_for_tests(version_tree())
    run("Then", doctors=6, framework_version=first)
    later = CohortFactory(name="Now", starts_on=START + timedelta(days=365), framework_version=next_version(first))
    answer(later, "baseline", [(PersonFactory(), [1, 2, 3, 4, 4]) for _ in range(6)])

    found = trend()

    lines = {(line.name, tuple(point.cohort.name for point in line.points)) for line in found.lines}
    assert lines == {("Domain 1, renamed", ("Then", "Now")), ("Domain 2", ("Then",)), ("Domain 2", ("Now",))}
    assert [line.points[-1].cohort.name for line in found.lines] == ["Now", "Now", "Then"]


def test_another_framework_or_other_levels_never_share_a_line(in_trust: World) -> None:
    for year, levels in enumerate((4, 4, 5)):
        run(f"Cohort of {year}", doctors=6, year=year, framework_version=publish_for_tests(version_tree(levels=levels)))

    assert [len(line.points) for line in trend().lines] == [1] * 6


@pytest.mark.parametrize("cohorts", [1, 3])
def test_it_costs_five_statements_however_many_cohorts(
    in_trust: World, cohorts: int, django_assert_num_queries: Any
) -> None:
    for year in range(cohorts):
        run(f"Cohort {year}", doctors=3, year=year)

    with django_assert_num_queries(5):
        trend()
