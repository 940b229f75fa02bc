"""Files over the API: the same services, multipart in, bytes out, and a conflict while they are closed."""

from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse

from projects.models import ProjectDocument
from tests.support.factories import ApplicationFactory, EvidenceFactory, ImprovementProjectFactory
from tests.support.files import form_with, pdf
from tests.support.world import World
from trusts.models import StoredFile
from trusts.tasks import sweep_uploads
from trusts.tenancy import trust_context

KINDS = ("assessments-evidence-file", "cohorts-application-file", "projects-document")


@pytest.fixture(autouse=True)
def files(settings: Any, tmp_path: Path) -> Path:
    """An empty FILES_ROOT."""
    settings.FILES_ROOT = str(tmp_path / "files")
    return tmp_path / "files"


@pytest.fixture
def parents(world: World) -> dict[str, dict[str, str]]:
    """What is sent with a file of each kind."""
    with trust_context(world.trust.pk):
        evidence = EvidenceFactory(owner=world.doctor)
        application = ApplicationFactory(cohort=world.cohort, applicant=world.doctor)
        project = ImprovementProjectFactory(cohort=world.cohort, lead=world.doctor)
    rows = (
        {"evidence": str(evidence.pk)},
        {"application": str(application.pk), "kind": "cv"},
        {"project": str(project.pk), "kind": "report"},
    )
    return dict(zip(KINDS, rows, strict=True))


def url(kind: str, action: str, *pk: Any) -> str:
    return reverse(f"api:{kind}-{action}", args=["northfield", *pk])


@pytest.mark.parametrize("kind", KINDS)
def test_a_file_is_sent_waits_is_fetched_and_removed(
    world: World, parents: dict[str, dict[str, str]], sign_in: Any, kind: str
) -> None:
    client = sign_in(world.doctor)

    sent = client.post(url(kind, "list"), **form_with("minutes.pdf", pdf(), **parents[kind]))
    pk = sent.json()["id"]
    early = client.get(url(kind, "download", pk))
    sweep_uploads()
    told = client.get(url(kind, "detail", pk)).json()
    fetched = client.get(url(kind, "download", pk))

    assert sent.status_code == 201 and sent.json()["state"] == "checking"
    assert early.status_code == 409 and "being checked" in early.json()["detail"]
    assert (told["name"], told["format"], told["state"]) == ("minutes.pdf", "pdf", "available")
    assert b"".join(fetched.streaming_content) == pdf()
    assert fetched["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert client.delete(url(kind, "detail", pk)).status_code == 204
    assert client.get(url(kind, "detail", pk)).status_code == 404


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_wrong_is_named_and_nothing_kept(
    world: World, parents: dict[str, dict[str, str]], sign_in: Any, kind: str, files: Path
) -> None:
    client, parent = sign_in(world.doctor), parents[kind]

    hostile = client.post(url(kind, "list"), **form_with("cv.pdf", b"<script>", **parent))
    without = client.post(url(kind, "list"), parent)
    json = client.post(url(kind, "list"), parent, content_type="application/json")
    stranger = sign_in(world.colleague).post(url(kind, "list"), **form_with("a.pdf", pdf(), **parent))

    assert hostile.status_code == 409 and "not a PDF" in hostile.json()["detail"]
    assert without.status_code == 400 and "file" in without.json()
    assert json.status_code == 415
    assert stranger.status_code == 403
    with trust_context(world.trust.pk):
        assert not StoredFile.objects.exists() and not ProjectDocument.objects.exists()
    assert [path for path in files.rglob("*") if path.is_file()] == []
