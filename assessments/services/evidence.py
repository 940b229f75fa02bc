"""What supports a rating: added to one, attached to others, taken off again while the assessment is a draft."""

from django.db import transaction

from assessments.models import Assessment, Evidence, EvidenceFile, Rating, RatingEvidence
from assessments.services.assessments import draft_of
from frameworks.models import Competency
from trusts.models import Person
from trusts.services.audit import record_event
from trusts.services.uploads import Upload, keep_upload, remove_file
from trusts.workflow import RefusedError

MOST_FILES = 3
FROZEN = "A submitted assessment rests on this evidence, so it is kept."


@transaction.atomic
def add_evidence(
    *,
    assessment: Assessment,
    competency: Competency,
    title: str,
    by: Person,
    description: str = "",
    link: str = "",
    upload: Upload | None = None,
) -> Evidence:
    """Keep a new piece of evidence, with a file if there is one, and tie it to one competency of the draft."""
    rating = _rating(assessment, competency, by)
    if not title.strip():
        raise RefusedError("Give the evidence a title.")
    evidence = Evidence.objects.create(owner=by, title=title, description=description, link=link)
    RatingEvidence.objects.create(rating=rating, evidence=evidence)
    record_event(action="evidence.add", subject=evidence, by=by, assessment=str(assessment.pk))
    if upload is not None:
        attach_file(evidence=evidence, upload=upload, by=by)
    return evidence


@transaction.atomic
def attach_evidence(*, assessment: Assessment, competency: Competency, evidence: Evidence, by: Person) -> Evidence:
    """Let a piece of one's evidence support one more competency; a second time changes nothing."""
    if evidence.owner_id != by.pk:
        raise RefusedError("You can attach your own evidence only.")
    RatingEvidence.objects.get_or_create(rating=_rating(assessment, competency, by), evidence=evidence)
    return evidence


@transaction.atomic
def detach_evidence(*, assessment: Assessment, competency: Competency, evidence: Evidence, by: Person) -> None:
    """Take a piece of evidence off one competency. It stays in one's evidence list."""
    draft_of(assessment, by)
    RatingEvidence.objects.filter(
        rating__assessment=assessment, rating__competency=competency, evidence=evidence
    ).delete()


@transaction.atomic
def remove_evidence(*, evidence: Evidence, by: Person) -> None:
    """Delete a piece of one's evidence; refused while a submitted assessment rests on it."""
    if evidence.owner_id != by.pk:
        raise RefusedError("You can remove your own evidence only.")
    _refuse_if_frozen(evidence)
    for held in evidence.files.select_related("file"):
        remove_file(link=held, by=by)
    record_event(action="evidence.remove", subject=evidence, by=by)
    evidence.delete()


@transaction.atomic
def attach_file(*, evidence: Evidence, upload: Upload, by: Person) -> EvidenceFile:
    """Add a file to a piece of one's evidence; refused while a submitted assessment rests on it."""
    evidence = Evidence.objects.select_for_update(of=("self",)).get(pk=evidence.pk)
    if evidence.owner_id != by.pk:
        raise RefusedError("You can add files to your own evidence only.")
    _refuse_if_frozen(evidence)
    if evidence.files.count() >= MOST_FILES:
        raise RefusedError(f"A piece of evidence holds {MOST_FILES} files at most. Remove one first.")
    return EvidenceFile.objects.create(evidence=evidence, file=keep_upload(upload=upload, by=by))


@transaction.atomic
def remove_evidence_file(*, link: EvidenceFile, by: Person) -> None:
    """Delete a file of one's evidence; refused while a submitted assessment rests on it."""
    if link.evidence.owner_id != by.pk:
        raise RefusedError("You can remove files of your own evidence only.")
    _refuse_if_frozen(link.evidence)
    remove_file(link=link, by=by)


def _refuse_if_frozen(evidence: Evidence) -> None:
    links = RatingEvidence.objects.filter(evidence=evidence)
    if links.exclude(rating__assessment__state="draft").exists():
        raise RefusedError(FROZEN)


def _rating(assessment: Assessment, competency: Competency, by: Person) -> Rating:
    draft = draft_of(assessment, by)
    if competency.version_id != draft.version_id:
        raise RefusedError("This competency is not part of the framework of this assessment.")
    rating, _ = Rating.objects.get_or_create(assessment=draft, competency=competency)
    return rating
