"""A file beside a piece of evidence: added, closed, opened by its owner alone, kept with a submission."""

from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from assessments.models import Assessment, Evidence, EvidenceFile
from assessments.services.evidence import MOST_FILES, add_evidence, attach_file, remove_evidence, remove_evidence_file
from tests.assessments.conftest import Stage
from tests.support.factories import EvidenceFactory
from tests.support.files import BAD, Arrived, docx, form_with, pdf, picture
from trusts.models import StoredFile
from trusts.tasks import sweep_uploads
from trusts.tenancy import trust_context
from trusts.workflow import RefusedError


@pytest.fixture(autouse=True)
def files(settings: Any, tmp_path: Path) -> Path:
    """An empty FILES_ROOT."""
    settings.FILES_ROOT = str(tmp_path / "files")
    return tmp_path / "files"


def url(name: str, *parts: Any) -> str:
    return reverse(f"assessments:{name}", args=["northfield", *parts])


def on_disk(files: Path) -> list[str]:
    return sorted(path.relative_to(files).as_posix() for path in files.rglob("*") if path.is_file())


def letter(stage: Stage) -> EvidenceFile:
    """A file of a letter of the doctor's, not scanned yet."""
    with trust_context(stage.world.trust.pk):
        evidence = EvidenceFactory(owner=stage.world.doctor, title="A letter")
        return attach_file(evidence=evidence, upload=Arrived("Wiśniewski’s letter.pdf", pdf()), by=stage.world.doctor)


def test_a_file_is_added_with_the_evidence_and_opened_by_its_owner(stage: Stage, sign_in: Any, files: Path) -> None:
    w = stage.world
    with trust_context(w.trust.pk):
        draft = stage.draft(w.doctor)
    client, page = sign_in(w.doctor), url("evidence_add", draft.pk, stage.competencies[0].pk)

    form = client.get(page).content.decode()
    client.post(page, **form_with("Wiśniewski’s minutes.docx", docx(), title="Minutes"))
    with trust_context(w.trust.pk):
        held = EvidenceFile.objects.select_related("file").get()
    listed = client.get(url("my_evidence_list")).content.decode()
    early = client.get(url("evidence_file_download", held.pk), follow=True).content.decode()
    sweep_uploads()
    answer = client.get(url("evidence_file_download", held.pk))

    assert 'enctype="multipart/form-data"' in form and "up to 25 MB" in form and ".docx" in form
    assert "Being checked for viruses" in listed and url("evidence_file_download", held.pk) not in listed
    assert "still being checked for viruses" in early
    assert b"".join(answer.streaming_content) == docx()
    assert on_disk(files) == [held.file.key]
    assert answer["Content-Disposition"].startswith("attachment; filename*=utf-8''Wi%C5%9Bniewski")
    assert answer["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Cache-Control"] == "no-store"


def test_hostile_files_are_refused_beside_the_field_and_nothing_is_kept(
    stage: Stage, sign_in: Any, files: Path
) -> None:
    with trust_context(stage.world.trust.pk):
        draft = stage.draft(stage.world.doctor)
    client, page = sign_in(stage.world.doctor), url("evidence_add", draft.pk, stage.competencies[0].pk)

    for case, (name, make) in BAD.items():
        answer = client.post(page, **form_with(name, make(), title="Typed and not lost"))
        assert answer.status_code == 200, case
        assert answer.context_data["form"].errors["file"], case
        assert "Typed and not lost" in answer.content.decode(), case
        assert "nhsuk-error-message" in answer.content.decode(), case

    with trust_context(stage.world.trust.pk):
        assert not Evidence.objects.exists() and not StoredFile.objects.exists()
    assert on_disk(files) == []


def test_what_is_too_large_is_read_past_and_not_kept(stage: Stage, sign_in: Any, files: Path) -> None:
    with trust_context(stage.world.trust.pk):
        evidence = EvidenceFactory(owner=stage.world.doctor)

    answer = sign_in(stage.world.doctor).post(
        url("evidence_file_add", evidence.pk), **form_with("large.pdf", b"a" * 27 * 1024 * 1024)
    )

    assert "larger than 25 MB" in answer.content.decode()
    assert on_disk(files) == []


def test_a_file_must_be_chosen_and_may_be_added_later(stage: Stage, sign_in: Any) -> None:
    held = letter(stage)
    client, page = sign_in(stage.world.doctor), url("evidence_file_add", held.evidence_id)

    assert "Choose a file" in client.post(page).context_data["form"].errors["file"]
    assert "up to 25 MB" in client.get(page).content.decode()
    client.post(page, **form_with("poster.png", picture()))
    assert "poster.png" in client.get(url("my_evidence_list")).content.decode()
    for _ in range(2):
        last = client.post(page, **form_with("poster.png", picture()))
    assert f"{MOST_FILES} files at most" in last.content.decode()


def test_a_file_is_removed_with_its_bytes(
    stage: Stage, sign_in: Any, files: Path, django_capture_on_commit_callbacks: Any
) -> None:
    held = letter(stage)
    with django_capture_on_commit_callbacks(execute=True):
        answer = sign_in(stage.world.doctor).post(url("evidence_file_remove", held.pk), follow=True)

    assert "was removed" in answer.content.decode()
    assert on_disk(files) == []
    with trust_context(stage.world.trust.pk):
        assert not StoredFile.objects.exists()


def test_evidence_goes_with_its_files(stage: Stage, files: Path, django_capture_on_commit_callbacks: Any) -> None:
    held = letter(stage)
    with django_capture_on_commit_callbacks(execute=True), trust_context(stage.world.trust.pk):
        remove_evidence(evidence=held.evidence, by=stage.world.doctor)

    assert on_disk(files) == []


def test_nobody_but_the_owner_reaches_a_file(stage: Stage, sign_in: Any) -> None:
    w, held = stage.world, letter(stage)
    sweep_uploads()
    others = (w.colleague, w.reviewer, w.director, w.medical_director, w.hr_officer, w.line_manager, w.administrator)

    for person in others:
        client = sign_in(person)
        assert client.get(url("evidence_file_download", held.pk)).status_code == 403
        assert client.post(url("evidence_file_remove", held.pk)).status_code == 403
        assert client.post(url("evidence_file_add", held.evidence_id)).status_code == 403
    for person in (w.outsider, w.stranger, w.tutor):
        assert sign_in(person).get(url("evidence_file_download", held.pk)).status_code == 404


def test_another_trusts_file_does_not_exist_here(stage: Stage, sign_in: Any) -> None:
    held = letter(stage)

    away = reverse("assessments:evidence_file_download", args=["southmoor", held.pk])
    assert sign_in(stage.world.outsider).get(away).status_code == 404


def test_files_of_a_submitted_assessment_stay_as_they_are(in_stage: Stage) -> None:
    doctor = in_stage.world.doctor
    draft = in_stage.draft(doctor)
    upload = Arrived("minutes.pdf", pdf())
    evidence = add_evidence(
        assessment=draft, competency=in_stage.competencies[0], title="Minutes", upload=upload, by=doctor
    )
    held = evidence.files.get()
    Assessment.objects.filter(pk=draft.pk).update(state="submitted", levels=[1] * 4, submitted_at=draft.created_at)

    with pytest.raises(RefusedError, match="rests on this evidence"):
        attach_file(evidence=evidence, upload=upload, by=doctor)
    with pytest.raises(RefusedError, match="rests on this evidence"):
        remove_evidence_file(link=held, by=doctor)
    with pytest.raises(IntegrityError, match="never change"), transaction.atomic():
        held.delete()


def test_files_are_added_to_ones_own_evidence_only(in_stage: Stage) -> None:
    theirs = EvidenceFactory(owner=in_stage.world.colleague)

    with pytest.raises(RefusedError, match="your own evidence"):
        attach_file(evidence=theirs, upload=Arrived("a.pdf", pdf()), by=in_stage.world.doctor)


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_however_many_files(
    stage: Stage, count: int, sign_in: Any, django_assert_num_queries: Any
) -> None:
    with trust_context(stage.world.trust.pk):
        for number in range(count):
            evidence = EvidenceFactory(owner=stage.world.doctor, title=f"Letter {number}")
            attach_file(evidence=evidence, upload=Arrived("a.pdf", pdf()), by=stage.world.doctor)
    client = sign_in(stage.world.doctor)
    client.get(url("my_evidence_list"))

    with django_assert_num_queries(13):
        client.get(url("my_evidence_list"))
