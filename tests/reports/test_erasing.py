"""Which reports go when somebody is erased, and whose stay."""

from typing import Any

import pytest

from reports.models import Report
from reports.services.erasing import drop_reports
from reports.states import ReportKind
from tests.support.factories import (
    ApplicationFactory,
    AssessmentFactory,
    ImprovementProjectFactory,
    PlaceFactory,
    RoundFactory,
)
from tests.support.world import World
from trusts.models import Person

SHARED = (ReportKind.COHORT, ReportKind.UNIVERSITY, ReportKind.HR_CSV)


@pytest.fixture
def reports(in_trust: World) -> dict[str, Report]:
    """One of every kind about the cohort, and a colleague's own."""
    cohort, director = in_trust.cohort, in_trust.director
    made = {
        kind: Report.objects.create(kind=kind, cohort=cohort, requested_by=director, idem_key=kind) for kind in SHARED
    }
    for person in (in_trust.doctor, in_trust.colleague):
        made[person.full_name] = Report.objects.create(
            kind=ReportKind.INDIVIDUAL, cohort=cohort, about=person, requested_by=person, idem_key=str(person.pk)
        )
    return made


def gone(reports: dict[str, Report]) -> set[str]:
    kept = set(Report.objects.values_list("pk", flat=True))
    return {name for name, report in reports.items() if report.pk not in kept}


def test_of_whoever_only_applied_nothing_goes_but_their_own(in_trust: World, reports: dict[str, Report]) -> None:
    ApplicationFactory(cohort=in_trust.cohort, applicant=in_trust.doctor)

    drop_reports(in_trust.doctor)

    assert gone(reports) == {in_trust.doctor.full_name}


def placed(world: World, person: Person) -> None:
    PlaceFactory(cohort=world.cohort, person=person, number=1)


def rated(world: World, person: Person) -> None:
    AssessmentFactory(round=RoundFactory(cohort=world.cohort), subject=person, rater=person)


def leading(world: World, person: Person) -> None:
    ImprovementProjectFactory(cohort=world.cohort, lead=person)


@pytest.mark.parametrize("part", [placed, rated, leading])
def test_of_whoever_took_part_the_cohorts_reports_go_and_no_other_doctors(
    in_trust: World, reports: dict[str, Report], part: Any
) -> None:
    part(in_trust, in_trust.doctor)

    drop_reports(in_trust.doctor)

    assert gone(reports) == {*SHARED, in_trust.doctor.full_name}


def test_of_a_sponsor_the_report_of_whoever_leads_goes_too(in_trust: World, reports: dict[str, Report]) -> None:
    ImprovementProjectFactory(cohort=in_trust.cohort, lead=in_trust.colleague, sponsor=in_trust.mentor)

    drop_reports(in_trust.mentor)

    assert gone(reports) == {*SHARED, in_trust.colleague.full_name}
