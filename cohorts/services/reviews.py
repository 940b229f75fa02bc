"""A reviewer's part: say whether there is a conflict, score, submit.

The conflict question comes before everything: nothing can be scored until it is answered, and a declared conflict
ends the review and closes the application to that person.
"""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from cohorts import notifications
from cohorts.models import Application, Criterion, Review, Score, StagedDecision
from cohorts.models.application import UNDECIDED
from cohorts.models.review import HIGHEST, LOWEST
from cohorts.selectors.reviewers import barred_from_cohort
from cohorts.states import OPEN_STATES, REVIEW, ReviewState
from trusts.models import Person
from trusts.services.audit import record_event
from trusts.services.moves import move
from trusts.workflow import RefusedError

NOT_REVIEWED = "This application is no longer being reviewed."
OWN_APPLICATION = (
    "You have begun an application to this cohort yourself. Withdraw it first if you want to review: once you have"
    " opened another's, you cannot apply."
)


@transaction.atomic
def declare_no_conflict(*, review: Review, by: Person) -> Review:
    """Say that nothing stands between the reviewer and a fair opinion; said twice, it is kept once."""
    review = _locked(review)
    if review.state == ReviewState.CONFLICTED:
        raise RefusedError("You have declared a conflict of interest with this application, so it is closed to you.")
    if review.no_conflict_at is None:
        if review.application.state not in UNDECIDED:
            raise RefusedError(NOT_REVIEWED)
        if by.pk in barred_from_cohort(review.application.cohort):
            raise RefusedError(OWN_APPLICATION)
        review.no_conflict_at = timezone.now()
        review.save(update_fields=["no_conflict_at", "updated_at"])
        record_event(action="review.declare_no_conflict", subject=review, by=by)
    return review


@transaction.atomic
def declare_conflict(*, review: Review, reason: str, by: Person) -> Review:
    """End the review: the application closes to the reviewer, and the programme directors are told.

    Scores already given no longer count, nor does a decision they have staged. Declared twice, it is kept once.
    """
    review = _locked(review)
    if review.state == ReviewState.CONFLICTED:
        return review
    if not reason.strip():
        raise RefusedError("Say what the conflict of interest is.")
    review = move(review, REVIEW, "declare_conflict", by=by, conflict_reason=reason.strip())
    StagedDecision.objects.filter(application=review.application_id, staged_by=review.reviewer_id).delete()
    notifications.conflict_declared(review)
    return review


@transaction.atomic
def declare_own_conflict(*, application: Application, reason: str, by: Person) -> Review:
    """Close an application to somebody who was not asked to review it, as a programme director."""
    review, _ = Review.objects.get_or_create(
        application=application, reviewer=by, defaults={"trust_id": application.trust_id}
    )
    return declare_conflict(review=review, reason=reason, by=by)


@transaction.atomic
def save_scores(
    *,
    review: Review,
    scores: Mapping[Criterion, tuple[int | None, str]],
    comment: str | None,
    by: Person,
    edition: datetime | None = None,
) -> Review:
    """Keep a draft: a score from 1 to 5, or None for none yet, and a reason for each criterion named.

    Criteria not named keep what they had, and the comment where it is None. `edition` is the review's `updated_at` when
    its page was drawn: a save from an older page is refused instead of overwriting a newer one, unless it brings just
    what is kept: a button pressed while the page's own save was under way.
    """
    review = _open(review)
    comment = review.comment if comment is None else comment
    if edition not in (None, review.updated_at) and not is_kept(review, scores, comment):
        raise RefusedError(
            "This review was saved in another window after you opened this page. Copy what you typed here, reload the"
            " page, and put in what is missing."
        )
    _check_scores(review, scores)
    Score.objects.bulk_create(
        [
            Score(trust_id=review.trust_id, review=review, criterion=criterion, value=value, reason=reason.strip())
            for criterion, (value, reason) in scores.items()
        ],
        update_conflicts=True,
        unique_fields=["trust", "review", "criterion"],
        update_fields=["value", "reason", "updated_at"],
    )
    if review.state == ReviewState.ASSIGNED:
        return move(review, REVIEW, "begin", by=by, comment=comment.strip())
    review.comment = comment.strip()
    review.save(update_fields=["comment", "updated_at"])
    return review


def is_kept(review: Review, scores: Mapping[Criterion, tuple[int | None, str]], comment: str) -> bool:
    """Whether the review already holds exactly this."""
    rows = review.scores.values_list("criterion_id", "value", "reason")
    kept = {criterion: (value, reason) for criterion, value, reason in rows}
    sent = {criterion.pk: (value, reason.strip()) for criterion, (value, reason) in scores.items()}
    return kept == sent and review.comment == comment.strip()


def _check_scores(review: Review, scores: Mapping[Criterion, tuple[int | None, str]]) -> None:
    cohort_id = review.application.cohort_id
    for criterion, (value, _) in scores.items():
        if criterion.cohort_id != cohort_id:
            raise RefusedError(f"{criterion.name} is not a criterion of this cohort.")
        if value is not None and not LOWEST <= value <= HIGHEST:
            raise RefusedError(f"Score {criterion.name} from {LOWEST} to {HIGHEST}.")


@transaction.atomic
def submit_review(*, review: Review, by: Person) -> Review:
    """Hand in and lock a review in which every criterion has a score and a reason."""
    review = _open(review)
    done = {score.criterion_id for score in review.scores.exclude(value=None).exclude(reason="")}
    criteria = review.application.cohort.criteria.all()
    missing = [criterion.name for criterion in criteria if criterion.pk not in done]
    if missing:
        raise RefusedError(f"Give a score and a reason for: {', '.join(missing)}.")
    return move(review, REVIEW, "submit", by=by, submitted_at=timezone.now())


def _locked(review: Review) -> Review:
    found: Review = (
        Review.objects.select_for_update(of=("self",)).select_related("application__cohort").get(pk=review.pk)
    )
    return found


def _open(review: Review) -> Review:
    """The review, locked, if it may still be worked on."""
    review = _locked(review)
    if review.state == ReviewState.CONFLICTED:
        raise RefusedError("You have declared a conflict of interest with this application, so it is closed to you.")
    if review.state not in OPEN_STATES:
        raise RefusedError("You have already submitted this review, so it can no longer be changed.")
    if review.no_conflict_at is None:
        raise RefusedError("Say first whether you have a conflict of interest.")
    if review.application.state not in UNDECIDED:
        raise RefusedError(NOT_REVIEWED)
    return review
