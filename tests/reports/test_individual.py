"""The individual report: the doctor alone asks for it, sees it, opens it; and it says what their pages say."""

import io
import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone
from pypdf import PdfReader

from assessments.models import Assessment, DevelopmentGoal, Rating, Round
from cohorts.models import Cohort, Place
from frameworks.models import RoleTarget
from reports.models import Report
from reports.services.requests import request_pdf
from reports.tasks import build_report, end_data_copies
from tests.support.factories import AssessmentFactory, EvidenceFactory, PlaceFactory, publish_for_tests, version_tree
from tests.support.world import World
from trusts.models import Event, Message
from trusts.tenancy import trust_context
from trusts.workflow import RefusedError

HERE = "/t/northfield/reports/"
API = "/api/t/northfield/reports/"
OTHERS = (
    "colleague",
    "reviewer",
    "mentor",
    "line_manager",
    "director",
    "medical_director",
    "hr_officer",
    "administrator",
)


@pytest.fixture
def story(world: World, release: Any) -> World:
    """A doctor among eleven, two closed rounds, with a reason, a goal and a piece of evidence."""
    _ask_of_consultants(world)
    for kind, levels in (("baseline", [1, 2, 2, None]), ("midpoint", [2, 2, 1, None])):
        release(0, unreleased=10, kind=kind, levels=levels)
        _answer(world, kind, levels)
    with trust_context(world.trust.pk):
        Round.objects.filter(cohort=world.cohort).update(state="closed")
        DevelopmentGoal.objects.create(person=world.doctor, text="Chair a meeting", due_on=timezone.localdate())
        EvidenceFactory(owner=world.doctor, title="Letter of thanks")
    return world


def _ask_of_consultants(world: World) -> None:
    """The cohort's framework version asks a range of consultants in every competency."""
    with trust_context(world.trust.pk):
        version = version_tree()
        for competency in version.competencies.all():
            RoleTarget.objects.create(version=version, competency=competency, post="Consultant", low=2, high=3)
        Cohort.objects.filter(pk=world.cohort.pk).update(framework_version=publish_for_tests(version))
        world.cohort.refresh_from_db()


def _answer(world: World, kind: str, levels: list[int | None]) -> None:
    """The doctor's own answer in a round that others have answered, with a reason."""
    with trust_context(world.trust.pk):
        if not Place.objects.filter(person=world.doctor).exists():
            PlaceFactory(cohort=world.cohort, person=world.doctor, number=11)
        own = AssessmentFactory(round=Round.objects.get(cohort=world.cohort, kind=kind), subject=world.doctor)
        first = world.cohort.framework_version.competencies.first()
        Rating.objects.create(assessment=own, competency=first, level=levels[0], reason=f"Why at {kind}")
        submitted = {"state": "submitted", "submitted_at": timezone.now(), "levels": levels}
        Assessment.objects.filter(pk=own.pk).update(**submitted)


def made(world: World, post: str = "") -> Report:
    with trust_context(world.trust.pk):
        report = request_pdf(kind="individual", cohort=world.cohort, by=world.doctor, post=post)
    build_report(world.trust.pk, str(report.pk))
    with trust_context(world.trust.pk):
        report.refresh_from_db()
    assert report.error == ""
    return report


def words(report: Report, files: Path) -> str:
    pages = PdfReader(io.BytesIO((files / report.file_key).read_bytes())).pages
    return re.sub(r"\s+", " ", " ".join(page.extract_text() for page in pages))


def test_the_doctor_asks_on_the_page_is_told_and_fetches_it(story: World, sign_in: Any) -> None:
    client = sign_in(story.doctor)
    assert "Make this report" in client.get(HERE).content.decode()

    asked = {"kind": "individual", "cohort": str(story.cohort.pk), "key": "k"}
    assert client.post(f"{HERE}request/", asked).status_code == 302
    with trust_context(story.trust.pk):
        report = Report.objects.get()
    build_report(story.trust.pk, str(report.pk))

    page = client.get(HERE).content.decode()
    assert f"{report.pk}/download/" in page
    assert "Deleted on" in page
    answer = client.get(f"{HERE}{report.pk}/download/")
    assert b"".join(answer.streaming_content).startswith(b"%PDF")
    with trust_context(story.trust.pk):
        message = Message.objects.get(recipient=story.doctor, subject="Ready: Individual report, 2027")
        assert "northfield/reports/" in message.body
        assert Event.objects.filter(action="report.download", actor=story.doctor).count() == 1


@pytest.mark.parametrize("who", OTHERS)
def test_nobody_else_sees_it_opens_it_or_tries_again(story: World, sign_in: Any, files: Path, who: str) -> None:
    with trust_context(story.trust.pk):
        report = request_pdf(kind="individual", cohort=story.cohort, by=story.doctor)
    client = sign_in(getattr(story, who))

    assert str(report.pk) not in client.get(HERE).content.decode()
    assert str(report.pk) not in client.get(API).content.decode()
    for address in (f"{HERE}{report.pk}/download/", f"{API}{report.pk}/", f"{API}{report.pk}/download/"):
        assert client.get(address).status_code == 403
    assert client.post(f"{HERE}{report.pk}/retry/").status_code == 403
    assert client.post(f"{API}{report.pk}/retry/").status_code == 403


def test_the_api_makes_ones_own_and_nobody_elses(story: World, sign_in: Any) -> None:
    asked = {"kind": "individual", "cohort": str(story.cohort.pk), "about": str(story.colleague.pk)}

    answer = sign_in(story.doctor).post(API, asked, "application/json")

    assert answer.status_code == 201
    with trust_context(story.trust.pk):
        assert Report.objects.get().about == story.doctor
    assert sign_in(story.director).post(API, asked, "application/json").status_code == 403
    assert sign_in(story.colleague).post(API, asked, "application/json").status_code == 409


def test_without_a_place_there_is_nothing_to_report(world: World) -> None:
    with trust_context(world.trust.pk), pytest.raises(RefusedError, match="You hold no place in this cohort"):
        request_pdf(kind="individual", cohort=world.cohort, by=world.doctor)


def test_the_database_keeps_it_to_whoever_asked(world: World) -> None:
    row = {"kind": "individual", "cohort": world.cohort, "requested_by": world.director, "idem_key": "k"}
    with trust_context(world.trust.pk):
        for about in (world.doctor, None):
            with pytest.raises(IntegrityError), transaction.atomic():
                Report.objects.create(about=about, **row)


def test_it_ends_and_its_file_is_deleted(
    story: World, files: Path, sign_in: Any, django_capture_on_commit_callbacks: Any
) -> None:
    report = made(story)
    assert report.expires_at - report.created_at > timedelta(days=13)
    with trust_context(story.trust.pk):
        Report.objects.filter(pk=report.pk).update(expires_at=timezone.now() - timedelta(seconds=1))

    late = sign_in(story.doctor).get(f"{HERE}{report.pk}/download/", follow=True).content.decode()
    assert "This report has ended. Ask for a new one." in late
    with django_capture_on_commit_callbacks(execute=True):
        assert end_data_copies() == 1
    assert not (files / report.file_key).exists()


def test_it_says_what_the_pages_say(story: World, files: Path, sign_in: Any) -> None:
    with trust_context(story.trust.pk):
        own = Assessment.objects.get(subject=story.doctor, round__kind="midpoint")

    text = words(made(story, post="Consultant"), files)
    page = sign_in(story.doctor).get(f"/t/northfield/assessments/{own.pk}/standing/?post=Consultant").content.decode()

    sentence = (
        "You place yourself within or above what is asked of a Consultant in 2 of 4 competencies, and below it in 1."
    )
    assert sentence in text
    assert sentence in re.sub(r"\s+", " ", page)
    assert "of the 3 competencies you rated in both, 1 are higher, 1 the same and 1 lower" in text
    assert re.search(r"1 2 \+1 \d", text)  # baseline, midpoint, change; nobody looked back, so no column says so
    assert "2 to 2 (11 people)" in text
    assert "2 to 2 (11 people)" in re.sub(r"\s+", " ", page)
    for mine in ("Chair a meeting", "Letter of thanks", "Why at baseline", "Why at midpoint"):
        assert mine in text
    for other in ("Person 01", "Colleague Northfield", "Director Northfield"):
        assert other not in text


def test_a_small_cohort_stays_hidden(world: World, release: Any, files: Path) -> None:
    release(0, unreleased=3, levels=[1, 2, 2, None])
    _answer(world, "baseline", [1, 2, 2, None])
    with trust_context(world.trust.pk):
        Round.objects.update(state="closed")

    text = words(made(world), files)

    assert "Hidden: fewer than 5 people" in text
    assert "(4 people)" not in text
