"""Rows the review tests share. Made inside a Trust's context."""

from collections.abc import Mapping

from cohorts.models import Application, Criterion, Review
from cohorts.services.reviews import declare_no_conflict, save_scores, submit_review
from tests.support.factories import ApplicationFactory, CriterionFactory, ReviewFactory
from tests.support.world import World
from trusts.models import Person


def two_criteria(world: World) -> tuple[Criterion, Criterion]:
    """Insight counts three times as much as commitment."""
    return (
        CriterionFactory(cohort=world.cohort, name="Commitment", weight=1, position=1),
        CriterionFactory(cohort=world.cohort, name="Insight", weight=3, position=2),
    )


def submitted(world: World, applicant: Person | None = None) -> Application:
    """An application handed in, with a text that could leak."""
    applicant = applicant or world.doctor
    return ApplicationFactory(cohort=world.cohort, applicant=applicant, submitted=True, insight="secret-insight")


def cleared(application: Application, reviewer: Person) -> Review:
    """A review whose reviewer has no conflict."""
    return declare_no_conflict(review=ReviewFactory(application=application, reviewer=reviewer), by=reviewer)


def scored(
    application: Application, reviewer: Person, values: Mapping[Criterion, int], reason: str = "Because."
) -> Review:
    """A submitted review."""
    review = cleared(application, reviewer)
    filled = {criterion: (value, reason) for criterion, value in values.items()}
    save_scores(review=review, scores=filled, comment=f"secret-comment-{reviewer.full_name}", by=reviewer)
    return submit_review(review=review, by=reviewer)
