"""The reviews of one application side by side, for those who may compare them."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from cohorts.models import Application, Criterion, Review, Score
from cohorts.models.review import stands
from cohorts.states import OPEN_STATES, ReviewState
from cohorts.statistics import Summary, disagreements, summarise
from trusts.models import Person

NO_REVIEWER = "No longer a reviewer, and not waited for"


@dataclass(frozen=True, slots=True)
class Opinion:
    """One review as others see it: scores and reasons only once it is submitted, in the order of the criteria."""

    pk: UUID
    reviewer: str
    state: str
    words: str
    mean: float | None
    scores: tuple[tuple[int, str], ...]
    comment: str
    conflict_reason: str
    can_be_removed: bool


@dataclass(frozen=True, slots=True)
class Opinions:
    """All reviews of one application, the figures, and where reviewers disagree.

    `is_hidden` is true for somebody who was asked to review the application and has not submitted their own review:
    then the scores of others and every figure are left out.
    """

    criteria: tuple[Criterion, ...]
    reviews: tuple[Opinion, ...]
    summary: Summary | None
    disagreements: tuple[str, ...]
    wanted: int
    is_hidden: bool

    @property
    def submitted(self) -> tuple[Opinion, ...]:
        """Those that count."""
        return tuple(one for one in self.reviews if one.state == ReviewState.SUBMITTED)

    @property
    def missing(self) -> int:
        """How many reviews are wanted and not in."""
        return max(0, self.wanted - len(self.submitted))

    @property
    def conflicts(self) -> tuple[Opinion, ...]:
        """Those who declared a conflict."""
        return tuple(one for one in self.reviews if one.state == ReviewState.CONFLICTED)

    @property
    def rows(self) -> list[tuple[Criterion, list[tuple[int, str]]]]:
        """A row per criterion: what each submitted review gives it."""
        return [(criterion, [one.scores[at] for one in self.submitted]) for at, criterion in enumerate(self.criteria)]


def opinions_on(application: Application, viewer: Person) -> Opinions:
    """The reviews of an application for a director, or for a reviewer who has submitted their own; three queries.

    Whether the viewer may see them at all is for the permissions to say.
    """
    criteria = tuple(application.cohort.criteria.all())
    reviews = list(
        Review.objects.filter(application=application)
        .annotate(stands=stands())
        .select_related("reviewer")
        .order_by("submitted_at", "reviewer__full_name")
    )
    standing = [review for review in reviews if review.stands]
    hidden = any(review.reviewer_id == viewer.pk and review.state in OPEN_STATES for review in standing)
    given = {} if hidden else _scores(reviews)
    weights = {criterion.pk: criterion.weight for criterion in criteria}
    valued = [{key: value for key, (value, _) in scores.items()} for scores in given.values()]
    names = {criterion.pk: criterion.name for criterion in criteria}
    live = sum(review.state != ReviewState.CONFLICTED for review in standing)
    return Opinions(
        criteria=criteria,
        reviews=tuple(_opinion(review, criteria, given.get(review.pk), weights) for review in reviews),
        summary=summarise(valued, weights),
        disagreements=tuple(f"{names[one.criterion]}: {one.points} points" for one in disagreements(valued)),
        wanted=max(application.cohort.reviews_per_application, live),
        is_hidden=hidden,
    )


def _scores(reviews: Sequence[Review]) -> dict[UUID, dict[UUID, tuple[int, str]]]:
    """Scores and reasons of the submitted reviews, by review and criterion."""
    submitted = [review.pk for review in reviews if review.state == ReviewState.SUBMITTED]
    given: dict[UUID, dict[UUID, tuple[int, str]]] = {pk: {} for pk in submitted}
    rows = Score.objects.filter(review__in=submitted).order_by("criterion__position")
    for review, criterion, value, reason in rows.values_list("review_id", "criterion_id", "value", "reason"):
        given[review][criterion] = (value, reason)
    return given


def _opinion(
    review: Review,
    criteria: Sequence[Criterion],
    scores: dict[UUID, tuple[int, str]] | None,
    weights: dict[UUID, int],
) -> Opinion:
    values = {key: value for key, (value, _) in (scores or {}).items()}
    found = summarise([values], weights)
    return Opinion(
        pk=review.pk,
        reviewer=str(review.reviewer),
        state=review.state,
        words=review.get_state_display() if review.stands else NO_REVIEWER,  # type: ignore[attr-defined]
        mean=float(found.mean) if found else None,
        scores=tuple(scores[criterion.pk] for criterion in criteria) if scores else (),
        comment=review.comment if scores else "",
        conflict_reason=review.conflict_reason,
        can_be_removed=review.state == ReviewState.ASSIGNED and review.no_conflict_at is None,
    )
