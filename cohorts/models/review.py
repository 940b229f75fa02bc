"""One reviewer's scored opinion of one application."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import Exists, OuterRef, Q

from cohorts.models.application import Application
from cohorts.models.cohort import Criterion
from cohorts.states import OPEN_STATES, ReviewState
from trusts.labels import Record, labelled
from trusts.models import Membership, Person, Stateful, TrustOwned, TrustQuerySet, owned_manager
from trusts.states import Role

LOWEST, HIGHEST = 1, 5


def stands() -> Q:
    """Of a review: handed in or closed, or still waited for; not asked of somebody who is a reviewer no longer."""
    roles = Membership.objects.filter(role=Role.REVIEWER, is_active=True)
    is_reviewer = roles.filter(user_id=OuterRef("reviewer__user_id"), trust_id=OuterRef("trust_id"))
    return ~Q(state__in=OPEN_STATES) | Q(Exists(is_reviewer))


class ReviewQuerySet(TrustQuerySet):
    """Reviews by reviewer and state."""

    def for_reviewer(self, person: Person) -> "ReviewQuerySet":
        """Those one reviewer was asked for."""
        return self.filter(reviewer=person)

    def submitted(self) -> "ReviewQuerySet":
        """Those that count."""
        return self.filter(state=ReviewState.SUBMITTED)

    def standing(self) -> "ReviewQuerySet":
        """Those that count; see stands()."""
        return self.filter(stands())

    def opened(self) -> "ReviewQuerySet":
        """Those whose reviewer has said that nothing stands between them and the application, and so may have read it.
        Who declared a conflict at once never saw it."""
        return self.exclude(state__in=(ReviewState.ASSIGNED, ReviewState.CONFLICTED), no_conflict_at=None)


@labelled(
    record=Record.SELECTION,
    subject="application__applicant",
    author="reviewer",
    told_once="application__decisions",
    third_party="conflict_reason comment",
)
class Review(Stateful):
    """One reviewer's opinion. A declared conflict closes the application to them."""

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="reviews")
    reviewer = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="reviews")
    state = models.CharField(max_length=20, choices=ReviewState, default=ReviewState.ASSIGNED)
    # Reviewers say whether they have a conflict before they read.
    no_conflict_at = models.DateTimeField(null=True)
    conflict_reason = models.TextField(blank=True)
    comment = models.TextField(blank=True)
    submitted_at = models.DateTimeField(null=True)

    objects: ClassVar[Any] = owned_manager(ReviewQuerySet)

    class Meta(Stateful.Meta):
        constraints = [
            models.UniqueConstraint(fields=["trust", "application", "reviewer"], name="review_once"),
            models.CheckConstraint(
                condition=~models.Q(state=ReviewState.SUBMITTED) | models.Q(submitted_at__isnull=False),
                name="review_submitted_at",
            ),
        ]
        indexes = [models.Index(fields=["trust", "reviewer", "state"], name="review_by_reviewer")]


@labelled(
    record=Record.SELECTION,
    subject="review__application__applicant",
    author="review__reviewer",
    told_once="review__application__decisions",
    sensitive="value",
    third_party="reason",
)
class Score(TrustOwned):
    """One criterion scored 1 to 5 with a reason."""

    review = models.ForeignKey(Review, on_delete=models.CASCADE, related_name="scores")
    criterion = models.ForeignKey(Criterion, on_delete=models.PROTECT, related_name="scores")
    # None while a draft has a reason and no score yet: nothing typed is lost.
    value = models.PositiveSmallIntegerField(null=True)
    reason = models.TextField(blank=True)

    class Meta(TrustOwned.Meta):
        constraints = [
            models.UniqueConstraint(fields=["trust", "review", "criterion"], name="score_once"),
            models.CheckConstraint(condition=models.Q(value__gte=LOWEST, value__lte=HIGHEST), name="score_in_range"),
        ]
