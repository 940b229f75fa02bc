"""How a doctor of the content fills in an assessment: ratings, reasons, evidence."""

from assessments.models import Assessment
from assessments.services.assessments import rate
from assessments.services.evidence import add_evidence, attach_evidence
from demo.papers import found_clean, pdf
from demo.shapes.assessments import Evidence, Ratings
from frameworks.models import Competency
from trusts.models import Person


def competencies_by_code(assessment: Assessment) -> dict[str, Competency]:
    """The competencies of the version it pins."""
    return {competency.code: competency for competency in Competency.objects.filter(version=assessment.version)}


def fill_in(assessment: Assessment, ratings: Ratings, by: Person) -> None:
    """Place every competency at its level; 0 is 'no opportunity yet'."""
    competencies = competencies_by_code(assessment)
    for code, level in ratings.levels.items():
        rate(
            assessment=assessment,
            competency=competencies[code],
            by=by,
            level=level or None,
            no_opportunity=level == 0,
            importance=ratings.importance.get(code),
            reason=ratings.reasons.get(code, ""),
            then_level=ratings.retrospective_baseline.get(code) or None,
        )


def support(assessment: Assessment, written: Evidence, by: Person) -> None:
    """Add a piece of evidence and tie it to each competency it supports."""
    first, *others = (competencies_by_code(assessment)[code] for code in written.competencies)
    description = "\n".join(part for part in (written.description, written.note) if part)
    upload = None if written.url else pdf(written.title.replace("/", " "), written.title, written.description)
    evidence = add_evidence(
        assessment=assessment,
        competency=first,
        title=written.title,
        description=description,
        link=written.url,
        upload=upload,
        by=by,
    )
    for link in evidence.files.all():
        found_clean(link)
    for competency in others:
        attach_evidence(assessment=assessment, competency=competency, evidence=evidence, by=by)
