"""Documents of a project: added by its lead, opened by whoever sees the project."""

from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse

from projects.models import ImprovementProject, ProjectDocument
from projects.services.documents import MOST_DOCUMENTS, add_document
from tests.support.factories import ImprovementProjectFactory
from tests.support.files import Arrived, form_with, pdf, picture, status_of
from tests.support.world import World
from trusts.models import StoredFile
from trusts.tasks import sweep_uploads
from trusts.tenancy import trust_context
from trusts.workflow import RefusedError


@pytest.fixture(autouse=True)
def files(settings: Any, tmp_path: Path) -> Path:
    """An empty FILES_ROOT."""
    settings.FILES_ROOT = str(tmp_path / "files")
    return tmp_path / "files"


@pytest.fixture
def project(world: World) -> ImprovementProject:
    with trust_context(world.trust.pk):
        return ImprovementProjectFactory(cohort=world.cohort, lead=world.doctor, state="complete", sponsor=world.mentor)


def url(name: str, pk: Any) -> str:
    return reverse(f"projects:{name}", args=["northfield", pk])


def test_a_poster_is_added_opened_and_removed(
    world: World,
    project: ImprovementProject,
    sign_in: Any,
    files: Path,
    django_capture_on_commit_callbacks: Any,
) -> None:
    client, page = sign_in(world.doctor), url("document_add", project.pk)

    limits = client.get(page).content.decode()
    listed = client.post(page, **form_with("Poster.png", picture(), kind="poster"), follow=True).content.decode()
    sweep_uploads()
    with trust_context(world.trust.pk):
        held = ProjectDocument.objects.get()
    opened = sign_in(world.mentor).get(url("document_download", held.pk))
    with django_capture_on_commit_callbacks(execute=True):
        client.post(url("document_remove", held.pk))

    assert "up to 25 MB" in limits and "5 documents at most" in limits
    assert "Poster.png" in listed and "Poster or presentation" in listed
    assert opened["Content-Disposition"] == 'attachment; filename="Poster.png"'
    assert b"".join(opened.streaming_content).startswith(b"\x89PNG")
    assert not [path for path in files.rglob("*") if path.is_file()]


def test_who_sees_the_project_opens_its_documents_and_its_lead_alone_changes_them(
    world: World, project: ImprovementProject, sign_in: Any
) -> None:
    with trust_context(world.trust.pk):
        held = add_document(project=project, kind="report", upload=Arrived("Report.pdf", pdf()), by=world.doctor)
    sweep_uploads()

    for person, seen in (
        (world.doctor, 200),
        (world.mentor, 200),
        (world.director, 200),
        (world.medical_director, 200),
        (world.colleague, 403),
        (world.hr_officer, 403),
        (world.outsider, 404),
        (world.tutor, 404),
    ):
        assert status_of(sign_in(person).get(url("document_download", held.pk))) == seen
    for person in (world.mentor, world.director, world.colleague):
        assert sign_in(person).post(url("document_remove", held.pk)).status_code == 403
        assert sign_in(person).get(url("document_add", project.pk)).status_code == 403


def test_a_sixth_document_and_a_hostile_one_are_refused(
    world: World, project: ImprovementProject, sign_in: Any
) -> None:
    hostile = form_with("poster.svg", b"<svg/>", kind="poster")
    answer = sign_in(world.doctor).post(url("document_add", project.pk), **hostile)
    assert "cannot be uploaded" in answer.context_data["form"].errors["file"][0]

    with trust_context(world.trust.pk):
        assert not StoredFile.objects.exists()
        for _ in range(MOST_DOCUMENTS):
            add_document(project=project, kind="other", upload=Arrived("a.pdf", pdf()), by=world.doctor)
        with pytest.raises(RefusedError, match="5 documents at most"):
            add_document(project=project, kind="other", upload=Arrived("a.pdf", pdf()), by=world.doctor)
