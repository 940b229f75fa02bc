"""What people are told about who can see what is what the permissions do, asked for every kind of person."""

from importlib import import_module
from typing import Any

import pytest
from django.conf import settings
from django.utils import timezone

from assessments.models import DevelopmentGoal
from cohorts.states import ReviewState
from reports.services.jobs import request_once
from tests.support.factories import (
    ApplicationFactory,
    AssessmentFactory,
    EvidenceFactory,
    ImprovementProjectFactory,
    PlaceFactory,
    ReviewFactory,
)
from tests.support.world import World
from trusts.audiences import AUDIENCES, Reader
from trusts.labels import Record
from trusts.models import Person
from trusts.records import RECORDS

for app in settings.OUR_APPS:  # a permission is known once its module is imported
    if app != "demo":
        import_module(f"{app}.permissions")


def application_draft(world: World) -> Any:
    return ApplicationFactory(cohort=world.cohort, applicant=world.doctor)


def application(world: World) -> Any:
    row = ApplicationFactory(cohort=world.cohort, applicant=world.doctor, submitted=True)
    ReviewFactory(application=row, reviewer=world.reviewer, no_conflict_at=timezone.now())
    return row


def adjustments(world: World) -> Any:
    return application(world)


def endorsement(world: World) -> Any:
    return application(world)


def review_draft(world: World) -> Any:
    row = ApplicationFactory(cohort=world.cohort, applicant=world.colleague, submitted=True)
    return ReviewFactory(
        application=row, reviewer=world.reviewer, no_conflict_at=timezone.now(), state=ReviewState.DRAFT
    )


def assessment_draft(world: World) -> Any:
    return AssessmentFactory(round__cohort=world.cohort, subject=world.doctor)


def assessment(world: World) -> Any:
    return AssessmentFactory(round__cohort=world.cohort, subject=world.doctor, submitted=True)


def assessment_released(world: World) -> Any:
    row = {"state": "released", "released_at": timezone.now()}
    return AssessmentFactory(round__cohort=world.cohort, subject=world.doctor, submitted=True, **row)


def evidence(world: World) -> Any:
    return EvidenceFactory(owner=world.doctor)


def goal(world: World) -> Any:
    return DevelopmentGoal.objects.create(person=world.doctor, text="Chair a meeting", due_on=timezone.localdate())


def individual_report(world: World) -> Any:
    return request_once(kind="individual", cohort=world.cohort, about=world.doctor, by=world.doctor)[0]


def project(world: World) -> Any:
    PlaceFactory(cohort=world.cohort, person=world.colleague)
    return ImprovementProjectFactory(cohort=world.cohort, lead=world.doctor, sponsor=world.line_manager)


# The row each audience is asked of. A new audience of trusts/audiences.py needs a row here.
ROWS = {
    "application_draft": application_draft,
    "application": application,
    "adjustments": adjustments,
    "endorsement": endorsement,
    "review_draft": review_draft,
    "assessment_draft": assessment_draft,
    "assessment": assessment,
    "assessment_released": assessment_released,
    "reasons": assessment,
    "evidence": evidence,
    "goal": goal,
    "individual_report": individual_report,
    "project": project,
}


def everybody(world: World, key: str) -> dict[str, Person]:
    """Who each person of the cast is to the row; those with no name among Reader must see nothing."""
    owner = world.reviewer if key == "review_draft" else world.doctor
    others = {
        Reader.REVIEWER: world.reviewer,
        Reader.COHORT: world.colleague,
        Reader.SPONSOR: world.line_manager,
        Reader.PROGRAMME_DIRECTOR: world.director,
        Reader.MEDICAL_DIRECTOR: world.medical_director,
        Reader.HR_OFFICER: world.hr_officer,
        Reader.TRUST_ADMINISTRATOR: world.administrator,
        "a mentor": world.mentor,
        "a reviewer not asked": world.second_reviewer,
        "every role of another Trust": world.outsider,
    }
    return {Reader.OWNER: owner} | {name: person for name, person in others.items() if person != owner}


@pytest.mark.parametrize("key", AUDIENCES)
def test_those_named_and_nobody_else_can_see_it(key: str, in_trust: World) -> None:
    row, told = ROWS[key](in_trust), AUDIENCES[key]

    allowed = {
        str(name)
        for name, person in everybody(in_trust, key).items()
        if any(person.user.has_perm(ask.permission, getattr(row, ask.of) if ask.of else row) for ask in told.asks)
    }

    assert allowed == set(told.readers)


@pytest.mark.parametrize("key", AUDIENCES)
def test_a_university_and_a_stranger_see_none_of_it(key: str, in_trust: World) -> None:
    row = ROWS[key](in_trust)

    for user in (in_trust.tutor, in_trust.stranger):
        assert not any(user.has_perm(ask.permission, row) for ask in AUDIENCES[key].asks)


def test_the_sentences_read_well() -> None:
    assert AUDIENCES["evidence"].sentence == "Only you."
    assert AUDIENCES["assessment_released"].sentence == (
        "You, the programme director, the Medical Director and HR officers of your Trust."
    )


def test_every_class_of_record_says_why_and_how_long() -> None:
    assert set(RECORDS) == set(Record)
    assert RECORDS[Record.ACADEMIC].period() == "72 months after the cohort ends"
    assert RECORDS[Record.TRUST].period() == "for as long as the Trust uses Homegrown"
