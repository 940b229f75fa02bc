"""A reviewer's own work: what to do first, what is done, and what is closed to them."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Count, Q
from django.utils import timezone

from cohorts.models import Review
from cohorts.models.application import UNDECIDED
from cohorts.selectors.reviewers import NOT_APPLYING
from cohorts.states import OPEN_STATES, ApplicationState, CohortState, ReviewState
from trusts.models import Person
from trusts.name_order import by_last_name


@dataclass(frozen=True, slots=True)
class ReviewCard:
    """One review in its reviewer's list. It says whom it is about and nothing of what they wrote.

    `due_on` is the day decisions are due: reviews are wanted by its end.
    """

    pk: UUID
    applicant: str
    post: str
    cohort: str
    due_on: date
    status: str
    is_answered: bool
    is_late: bool


@dataclass(frozen=True, slots=True)
class MyReviews:
    """A reviewer's list in four parts; `gone` are those no longer asked for, each saying in its status why."""

    to_do: tuple[ReviewCard, ...]
    done: tuple[ReviewCard, ...]
    conflicts: tuple[ReviewCard, ...]
    gone: tuple[ReviewCard, ...]

    @property
    def is_empty(self) -> bool:
        """Whether nothing was ever asked."""
        return not (self.to_do or self.done or self.conflicts or self.gone)

    @property
    def sentence(self) -> str:
        """How far one is, with its denominator."""
        total = len(self.to_do) + len(self.done)
        return f"You have submitted {len(self.done)} of {total} review{'' if total == 1 else 's'}."


def my_reviews(person: Person) -> MyReviews:
    """Everything one reviewer was asked, soonest due first, in one query.

    Of an application withdrawn or taken back, and of a request overtaken by the decision or by the programme's end, no
    more is shown than whose it is: it can no longer be read.
    """
    to_do: list[Review] = []
    conflicts, done, gone = [], [], []
    for row in _reviews_of(person):
        if row.state == ReviewState.CONFLICTED:
            conflicts.append(row)
        elif row.application.state in NOT_APPLYING:
            gone.append(row)
        elif row.state == ReviewState.SUBMITTED:
            done.append(row)
        else:
            (to_do if _is_wanted(row) else gone).append(row)
    return MyReviews(*(tuple(map(_card, rows)) for rows in (to_do, done, conflicts, gone)))


def next_to_do(person: Person, after: Review) -> UUID | None:
    """The review that follows in the list of what is to do, from the top again after the last; None when no other."""
    keys = [row.pk for row in _reviews_of(person) if row.state in OPEN_STATES and _is_wanted(row)]
    if after.pk in keys:
        at = keys.index(after.pk)
        keys = keys[at + 1 :] + keys[:at]
    return keys[0] if keys else None


def _is_wanted(review: Review) -> bool:
    """Whether a decision is still to be made for which a review could be heard."""
    application = review.application
    return application.state in UNDECIDED and application.cohort.state != CohortState.COMPLETE


def _reviews_of(person: Person) -> "list[Review]":
    scored = Count("scores", filter=Q(scores__value__isnull=False) & ~Q(scores__reason=""), distinct=True)
    rows = (
        Review.objects.for_reviewer(person)
        .select_related("application__applicant", "application__cohort__programme")
        .annotate(scored=scored, criteria=Count("application__cohort__criteria", distinct=True))
        .order_by("application__cohort__decisions_on", *by_last_name("application__applicant__full_name"), "pk")
    )
    return list(rows)


def _card(review: Review) -> ReviewCard:
    application = review.application
    cohort = application.cohort
    return ReviewCard(
        pk=review.pk,
        applicant=str(application.applicant),
        post=post_of(application.applicant),
        cohort=f"{cohort.programme.name}, {cohort.name}",
        due_on=cohort.decisions_on,
        status=_status(review),
        is_answered=review.no_conflict_at is not None,
        is_late=review.state in OPEN_STATES and timezone.localdate() > cohort.decisions_on,
    )


def _status(review: Review) -> str:
    if review.state == ReviewState.CONFLICTED:
        return "Conflict declared"
    if review.application.state in NOT_APPLYING:
        return "Withdrawn" if review.application.state == ApplicationState.WITHDRAWN else "Taken back to be changed"
    if review.state == ReviewState.SUBMITTED:
        return "Submitted"
    if review.application.state not in UNDECIDED:
        return "Decided without your review"
    if not _is_wanted(review):
        return "The programme is over"
    if review.no_conflict_at is None:
        return "Not begun: conflict question first"
    return f"{review.scored} of {review.criteria} criteria scored"  # type: ignore[attr-defined]


def post_of(person: Person) -> str:
    """A person's post and specialty on one line."""
    return post_line(person.job_title or person.grade, person.specialty)


def post_line(post: str, specialty: str) -> str:
    """A post and a specialty on one line; a specialty the post names already is not said again."""
    if specialty.casefold() in post.casefold():
        return post
    return ", ".join(part for part in (post, specialty) if part)
