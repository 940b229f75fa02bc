"""Files of an application: the doctor's until it is submitted, then for whoever may read it, and for nobody else."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from cohorts.models import Application, ApplicationFile, Cohort
from cohorts.services.attachments import MOST_FILES, attach_file, remove_attachment
from tests.support.factories import ApplicationFactory, MembershipFactory, ReviewFactory
from tests.support.files import Arrived, docx, form_with, huge_png, pdf, status_of
from tests.support.world import World
from trusts.models import StoredFile
from trusts.states import Role
from trusts.tasks import sweep_uploads
from trusts.tenancy import trust_context
from trusts.workflow import RefusedError


@pytest.fixture(autouse=True)
def files(settings: Any, tmp_path: Path) -> Path:
    """An empty FILES_ROOT."""
    settings.FILES_ROOT = str(tmp_path / "files")
    return tmp_path / "files"


@pytest.fixture
def draft(world: World) -> Application:
    with trust_context(world.trust.pk):
        return ApplicationFactory(cohort=world.cohort, applicant=world.doctor)


def url(name: str, pk: Any) -> str:
    return reverse(f"cohorts:{name}", args=["northfield", pk])


def cv(world: World, application: Application) -> ApplicationFile:
    with trust_context(world.trust.pk):
        return attach_file(application=application, kind="cv", upload=Arrived("CV.pdf", pdf()), by=world.doctor)


def submit(world: World, application: Application) -> None:
    with trust_context(world.trust.pk):
        row = Application.objects.filter(pk=application.pk)
        row.update(state="submitted", submitted_at=timezone.now(), receipt="R1")


def test_a_cv_is_added_seen_and_removed(
    world: World, draft: Application, sign_in: Any, files: Path, django_capture_on_commit_callbacks: Any
) -> None:
    client, page = sign_in(world.doctor), url("application_file_add", draft.pk)

    empty = client.get(page).content.decode()
    added = client.post(page, **form_with("My CV.docx", docx(), kind="cv"), follow=True).content.decode()
    with trust_context(world.trust.pk):
        held = ApplicationFile.objects.get()
    tasks = client.get(url("application_detail", draft.pk)).content.decode()
    check = client.get(url("application_check", draft.pk)).content.decode()
    question = client.get(url("application_file_remove", held.pk)).content.decode()
    with trust_context(world.trust.pk):
        assert ApplicationFile.objects.exists()
    with django_capture_on_commit_callbacks(execute=True):
        removed = client.post(url("application_file_remove", held.pk), follow=True).content.decode()

    assert "up to 25 MB" in empty and "5 files at most" in empty
    assert "My CV.docx" in added and "Being checked for viruses" in added
    assert "1 file" in tasks and "My CV.docx" in check
    assert f'href="{url("application_file_remove", held.pk)}"' in added and "action=" not in added.split("<main")[1]
    assert "“My CV.docx” is deleted for good" in question and f'<a href="{page}">Keep it</a>' in question
    assert "was removed" in removed
    assert not [path for path in files.rglob("*") if path.is_file()]


def test_what_is_wrong_stands_beside_its_field(world: World, draft: Application, sign_in: Any) -> None:
    client, page = sign_in(world.doctor), url("application_file_add", draft.pk)

    bad = client.post(page, **form_with("huge.png", huge_png(), kind="evidence"))
    untold = client.post(page, **form_with("cv.pdf", pdf()))

    assert "more than can be taken" in bad.context_data["form"].errors["file"][0]
    assert bad.context_data["form"]["kind"].value() == "evidence"
    assert untold.context_data["form"].errors["kind"] == ["Choose what the file is"]
    with trust_context(world.trust.pk):
        assert not StoredFile.objects.exists()


def test_a_sixth_file_is_refused(world: World, draft: Application, sign_in: Any) -> None:
    for _ in range(MOST_FILES):
        cv(world, draft)
    with pytest.raises(RefusedError, match="5 files at most"):
        cv(world, draft)

    assert (
        "as many as an application holds"
        in sign_in(world.doctor).get(url("application_file_add", draft.pk)).content.decode()
    )


def test_after_submission_or_closing_nothing_changes(world: World, draft: Application) -> None:
    held = cv(world, draft)
    with trust_context(world.trust.pk):
        Cohort.objects.update(applications_close_at=timezone.now() - timedelta(days=1))
    with pytest.raises(RefusedError, match="have closed"):
        cv(world, draft)
    submit(world, draft)
    with pytest.raises(RefusedError, match="no longer be changed"):
        cv(world, draft)
    with trust_context(world.trust.pk), pytest.raises(RefusedError, match="no longer be changed"):
        remove_attachment(link=ApplicationFile.objects.get(pk=held.pk), by=world.doctor)


def test_who_opens_a_file_is_who_reads_the_application(world: World, draft: Application, sign_in: Any) -> None:
    held = cv(world, draft)
    sweep_uploads()
    page = url("application_file_download", held.pk)

    def status(person: Any) -> int:
        return status_of(sign_in(person).get(page))

    everybody = (world.director, world.medical_director, world.reviewer, world.second_reviewer, world.hr_officer)
    assert status(world.doctor) == 200
    assert {status(person) for person in everybody} == {403}

    submit(world, draft)
    with trust_context(world.trust.pk):
        now = timezone.now()
        ReviewFactory(application=draft, reviewer=world.reviewer, no_conflict_at=now)
        ReviewFactory(application=draft, reviewer=world.second_reviewer, state="conflicted", conflict_reason="Friends")
        ReviewFactory(application=draft, reviewer=world.mentor)
    assert [status(person) for person in (world.doctor, world.director, world.medical_director, world.reviewer)] == [
        200
    ] * 4
    refused = (world.second_reviewer, world.mentor, world.colleague, world.hr_officer, world.administrator)
    assert {status(person) for person in refused} == {403}
    assert {status(person) for person in (world.outsider, world.stranger, world.tutor)} == {404}


def test_a_director_who_owes_an_answer_about_a_conflict_opens_nothing(
    world: World, draft: Application, sign_in: Any
) -> None:
    held = cv(world, draft)
    submit(world, draft)
    with trust_context(world.trust.pk):
        MembershipFactory(trust=world.trust, user=world.director.user, role=Role.REVIEWER)
        ReviewFactory(application=draft, reviewer=world.director)

    assert sign_in(world.director).get(url("application_file_download", held.pk)).status_code == 403


def test_reviewers_and_directors_see_the_files_beside_the_answers(
    world: World, draft: Application, sign_in: Any
) -> None:
    cv(world, draft)
    sweep_uploads()
    submit(world, draft)
    with trust_context(world.trust.pk):
        review = ReviewFactory(application=draft, reviewer=world.reviewer, no_conflict_at=timezone.now())

    for person, page in (
        (world.reviewer, url("review_detail", review.pk)),
        (world.director, url("application_consider", draft.pk)),
        (world.doctor, url("application_detail", draft.pk)),
    ):
        assert "CV.pdf" in sign_in(person).get(page).content.decode()
