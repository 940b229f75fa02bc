"""A copy of somebody's data: everything about them, nothing that is another's, theirs alone to fetch, and it ends."""

import json
import time
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from django.apps import apps
from django.utils import timezone

from assessments.models import DevelopmentGoal, Rating
from cohorts.models import Criterion, Decision, Score, StagedDecision
from frameworks.models import Competency
from reports.documents.data_copy import IN_CONFIDENCE, SOMEBODY, YOU
from reports.models import Report
from reports.services.copies import end_copies, request_copy
from reports.tasks import build_report, end_data_copies
from tests.support.factories import (
    ApplicationFactory,
    AssessmentFactory,
    CriterionFactory,
    EvidenceFactory,
    ImprovementProjectFactory,
    MembershipFactory,
    PersonFactory,
    ReviewFactory,
)
from tests.support.world import World
from trusts.labels import PEOPLE, labels_of
from trusts.models import Event, Membership, Message
from trusts.services.people import end_role
from trusts.states import Role
from trusts.tenancy import trust_context

MINE = "words-of-the-doctor"
THEIRS = "words-of-a-colleague"
IN_SECRET = "words-said-in-confidence"


@pytest.fixture
def story(world: World) -> World:
    """A doctor with something of every kind, reviewed by two and decided; a colleague with the same."""
    with trust_context(world.trust.pk):
        for person, words in ((world.doctor, MINE), (world.colleague, THEIRS)):
            application = ApplicationFactory(
                cohort=world.cohort, applicant=person, submitted=True, commitment=f"{words} commitment"
            )
            for reviewer in (world.reviewer, world.second_reviewer):
                _review(application, reviewer, words)
            _development(world, person, words)
        Decision.objects.create(
            application=world.doctor.applications.get(),
            outcome="place",
            reason=f"{MINE} decision",
            decided_by=world.director,
            decided_at=timezone.now(),
        )
    return world


def _review(application: Any, reviewer: Any, words: str) -> None:
    criterion = Criterion.objects.first() or CriterionFactory(cohort=application.cohort)
    review = ReviewFactory(application=application, reviewer=reviewer, comment=f"{IN_SECRET} {words}")
    Score.objects.create(review=review, criterion=criterion, value=4, reason=f"{IN_SECRET} {words}")


def _development(world: World, person: Any, words: str) -> None:
    assessment = AssessmentFactory(round__cohort=world.cohort, round__kind=_kind(), subject=person)
    competency = Competency.objects.filter(version=assessment.version).first()
    Rating.objects.create(assessment=assessment, competency=competency, level=2, reason=f"{words} reason")
    EvidenceFactory(owner=person, title=f"{words} evidence")
    DevelopmentGoal.objects.create(person=person, text=f"{words} goal", due_on=timezone.localdate())
    ImprovementProjectFactory(cohort=world.cohort, lead=person, sponsor=world.line_manager, title=f"{words} project")


def _kind() -> str:
    from assessments.models import Round

    return "midpoint" if Round.objects.exists() else "baseline"


def make(world: World, person: Any, by: Any = None) -> Report:
    with trust_context(world.trust.pk):
        report = request_copy(about=person, by=by or person)
    build_report(world.trust.pk, str(report.pk))
    with trust_context(world.trust.pk):
        report.refresh_from_db()
    assert report.state == "ready", report.error
    return report


def opened(report: Report, files: Path) -> tuple[dict[str, Any], str, str]:
    with ZipFile(files / report.file_key) as archive:
        assert set(archive.namelist()) >= {"index.html", "style.css", "data.json"}
        data = archive.read("data.json").decode()
        return json.loads(data), data, archive.read("index.html").decode()


def rows(data: dict[str, Any], table: str) -> list[dict[str, Any]]:
    tables = [t for section in data["about_you"] for t in section["tables"]]
    return [row for t in tables if t["table"] == table for row in t["rows"]]


def test_it_holds_everything_about_the_person_and_nothing_of_anybody_else(story: World, files: Path) -> None:
    data, text, page = opened(make(story, story.doctor), files)

    for words in ("commitment", "decision", "reason", "evidence", "goal", "project"):
        assert f"{MINE} {words}" in text
        assert f"{MINE} {words}" in page
    assert THEIRS not in text + page
    assert data["person"]["name"] == str(story.doctor)
    assert rows(data, "trusts.user")[0]["email"] == story.doctor.user.email
    assert rows(data, "trusts.membership")[0]["role"] == "Doctor"


def test_scores_are_told_and_neither_who_gave_them_nor_what_was_said_in_confidence(story: World, files: Path) -> None:
    data, text, page = opened(make(story, story.doctor), files)

    assert [row["value"] for row in rows(data, "cohorts.score")] == [4, 4]
    assert {row["reason"] for row in rows(data, "cohorts.score")} == {IN_CONFIDENCE}
    assert {row["reviewer"] for row in rows(data, "cohorts.review")} == {SOMEBODY}
    assert rows(data, "cohorts.application")[0]["applicant"] == YOU
    for person in (story.reviewer, story.second_reviewer, story.director, story.line_manager, story.colleague):
        assert person.full_name not in text + page
        assert str(person.pk) not in text + page
        assert person.user.email not in text + page
    assert IN_SECRET not in text + page


def test_reviews_of_an_undecided_application_are_not_told_yet(story: World, files: Path) -> None:
    data, _, _ = opened(make(story, story.colleague), files)

    assert rows(data, "cohorts.application")
    assert rows(data, "cohorts.review") == rows(data, "cohorts.score") == []


def test_what_is_staged_is_not_told_even_where_something_was_decided_before(story: World, files: Path) -> None:
    with trust_context(story.trust.pk):
        StagedDecision.objects.create(
            application=story.doctor.applications.get(),
            outcome="decline",
            reason=f"{IN_SECRET} staged",
            staged_by=story.director,
            staged_at=timezone.now(),
        )

    data, text, page = opened(make(story, story.doctor), files)

    assert rows(data, "cohorts.decision")
    assert rows(data, "cohorts.stageddecision") == []
    assert f"{IN_SECRET} staged" not in text + page


def test_a_reviewer_learns_what_they_did_but_nothing_of_whom(story: World, files: Path) -> None:
    data, text, page = opened(make(story, story.reviewer), files)

    did = {table["table"]: table["rows"] for table in data["what_you_did"]}
    assert len(did["cohorts.review"]) == 2
    assert set(did["cohorts.review"][0]) == {"id", "created_at", "state"}
    assert MINE not in text + page
    assert IN_SECRET not in text + page


def test_a_sponsor_is_told_where_they_are_named(story: World, files: Path) -> None:
    data, _, _ = opened(make(story, story.line_manager), files)

    named = {table["table"]: table["rows"] for table in data["where_you_are_named"]}
    assert [row["as"] for row in named["projects.improvementproject"]] == ["sponsor", "sponsor"]


def test_every_model_that_leads_to_a_person_is_walked() -> None:
    """Whatever has a key to a person or a user has labels, and the walk goes by labels alone."""
    linked = {
        model._meta.label
        for model in apps.get_models()
        if any(c.is_relation and c.related_model._meta.label in PEOPLE for c in model._meta.local_fields)
    }

    assert {label for label in linked if labels_of(apps.get_model(label)) is None} == set()


def test_it_is_theirs_alone_to_fetch(story: World, files: Path, sign_in: Any) -> None:
    report = make(story, story.doctor, by=story.administrator)
    address = f"/t/northfield/data-copies/{report.pk}/download/"

    for person in (story.administrator, story.director, story.medical_director, story.hr_officer, story.colleague):
        assert sign_in(person).get(address).status_code == 403
    response = sign_in(story.doctor).get(address)
    assert response.status_code == 200
    assert response["Content-Type"] == "application/zip"
    assert response["Cache-Control"] == "no-store"
    assert ZipFile(BytesIO(b"".join(response.streaming_content))).testzip() is None
    with trust_context(story.trust.pk):
        assert Event.objects.filter(action="data_copy.download", actor=story.doctor).count() == 1
        assert Message.objects.filter(recipient=story.doctor, subject__startswith="Ready").count() == 1


def test_who_moves_takes_their_portfolio_along_and_the_new_trust_learns_nothing(
    story: World, files: Path, sign_in: Any
) -> None:
    copy, client = make(story, story.doctor), sign_in(story.doctor)
    taken = b"".join(client.get(f"/t/northfield/data-copies/{copy.pk}/download/").streaming_content)
    with trust_context(story.other_trust.pk):
        there = PersonFactory(user=story.doctor.user)
        MembershipFactory(trust=story.other_trust, user=story.doctor.user, role=Role.DOCTOR)
    assert [client.get(f"/t/{slug}/").status_code for slug in ("northfield", "southmoor")] == [200, 200]

    client.post("/t/northfield/leave/")

    moved = sign_in(story.doctor)
    assert [moved.get(f"/t/{slug}/").status_code for slug in ("northfield", "southmoor")] == [404, 200]
    with ZipFile(BytesIO(taken)) as archive:
        assert f"{MINE} project" in archive.read("data.json").decode()
    with trust_context(story.other_trust.pk):
        known = request_copy(about=there, by=there)
    build_report(story.other_trust.pk, str(known.pk))
    with trust_context(story.other_trust.pk):
        known.refresh_from_db()
    _, text, page = opened(known, files)
    assert MINE not in text + page
    assert str(story.doctor) not in text + page


def test_the_administrator_fetches_it_for_somebody_who_has_left(story: World, files: Path, sign_in: Any) -> None:
    with trust_context(story.trust.pk):
        end_role(person=story.doctor, role=Role.DOCTOR, by=story.administrator)
    assert not Membership.objects.filter(user=story.doctor.user, is_active=True).exists()
    report = make(story, story.doctor, by=story.administrator)

    response = sign_in(story.administrator).get(f"/t/northfield/data-copies/{report.pk}/download/")
    assert response.status_code == 200
    assert b"".join(response.streaming_content)
    assert sign_in(story.director).get(f"/t/northfield/data-copies/{report.pk}/download/").status_code == 403


def test_it_ends_and_its_file_is_deleted(
    story: World, files: Path, sign_in: Any, django_capture_on_commit_callbacks: Any
) -> None:
    report = make(story, story.doctor)
    with trust_context(story.trust.pk):
        Report.objects.filter(pk=report.pk).update(expires_at=timezone.now() - timedelta(seconds=1))

    response = sign_in(story.doctor).get(f"/t/northfield/data-copies/{report.pk}/download/")
    assert response.status_code == 302
    assert (files / report.file_key).exists()
    with django_capture_on_commit_callbacks(execute=True):
        assert end_data_copies() == 1
    assert not (files / report.file_key).exists()
    with trust_context(story.trust.pk):
        assert end_copies() == 0
        assert Event.objects.filter(action="data_copy.end").count() == 1


def test_asked_twice_it_is_made_once(story: World, sign_in: Any) -> None:
    client = sign_in(story.doctor)
    for _ in range(2):
        client.post("/t/northfield/my-data/request/", {"key": "k"})

    with trust_context(story.trust.pk):
        assert Report.objects.filter(about=story.doctor).count() == 1
        Report.objects.update(kind="individual", cohort=story.cohort, requested_by=story.doctor)
        assert request_copy(about=story.doctor, by=story.doctor).kind == "data_copy"  # another document is no copy
    assert "Being made" in client.get("/t/northfield/my-data/").content.decode()


def test_my_data_shows_ones_own_copies_and_no_list_of_reports_does(story: World, files: Path, sign_in: Any) -> None:
    report = make(story, story.doctor)

    assert str(report.pk) in sign_in(story.doctor).get("/t/northfield/my-data/").content.decode()
    assert str(report.pk) not in sign_in(story.colleague).get("/t/northfield/my-data/").content.decode()
    assert str(report.pk) not in sign_in(story.director).get("/t/northfield/reports/").content.decode()
    page = sign_in(story.administrator).get(f"/t/northfield/people/{story.doctor.pk}/data/").content.decode()
    assert "Ready" in page
    assert str(report.pk) not in page


def test_the_administrator_asks_on_behalf_and_the_audit_says_so(story: World, sign_in: Any) -> None:
    address = f"/t/northfield/people/{story.doctor.pk}/data/request/"

    assert sign_in(story.director).post(address).status_code == 403
    assert sign_in(story.administrator).post(address, {"key": "k"}).status_code == 302
    with trust_context(story.trust.pk):
        event = Event.objects.get(action="report.request")
        assert (event.actor, event.data["about"]) == (story.administrator, str(story.doctor.pk))


def test_it_takes_seconds_not_an_hour(story: World, files: Path) -> None:
    began = time.process_time()

    make(story, story.doctor)

    assert time.process_time() - began < 30
