"""A person rated against a framework version. While a draft, one Rating row a competency; submitting freezes them into
`levels` and `importance`, arrays in the order of the version's competencies, which every group, dashboard, export and
report reads (docs/adr/0005)."""

from typing import Any, ClassVar

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from assessments.models.round import Round
from assessments.states import AssessmentState, Perspective
from frameworks.models import Competency, FrameworkVersion
from trusts.labels import Record, labelled
from trusts.models import Person, Stateful, TrustOwned, TrustQuerySet, owned_manager

SUBMITTED = (AssessmentState.SUBMITTED, AssessmentState.RELEASED)


class AssessmentQuerySet(TrustQuerySet):
    """Assessments by state, round and person."""

    def submitted(self) -> "AssessmentQuerySet":
        """Locked snapshots, released or not."""
        return self.filter(state__in=SUBMITTED)

    def released(self) -> "AssessmentQuerySet":
        """Those a doctor has let named staff of the Trust read."""
        return self.filter(state=AssessmentState.RELEASED)

    def of_self(self) -> "AssessmentQuerySet":
        """Self-assessments."""
        return self.filter(perspective=Perspective.SELF)

    def once_released(self) -> "AssessmentQuerySet":
        """Those that named staff of the Trust can read, or could."""
        return self.filter(models.Q(state=AssessmentState.RELEASED) | models.Q(first_released_at__isnull=False))


@labelled(
    record=Record.DEVELOPMENT,
    subject="subject",
    author="rater",
    sensitive="levels importance then_levels",
    system="perspective",
)
class Assessment(Stateful):
    """A person rated by self, manager or colleague in one round."""

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="assessments")
    version = models.ForeignKey(FrameworkVersion, on_delete=models.PROTECT, related_name="+")
    subject = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="assessments")
    rater = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    perspective = models.CharField(max_length=10, choices=Perspective, default=Perspective.SELF)
    state = models.CharField(max_length=10, choices=AssessmentState, default=AssessmentState.DRAFT)
    # Null element: not rated, or no opportunity yet. Null array: not submitted.
    levels = ArrayField(models.PositiveSmallIntegerField(null=True, blank=True), null=True, blank=True)
    importance = ArrayField(models.PositiveSmallIntegerField(null=True, blank=True), null=True, blank=True)
    # The retrospective baseline ("then-test"): the baseline as seen with today's insight; asked at midpoint and end.
    then_levels = ArrayField(models.PositiveSmallIntegerField(null=True, blank=True), null=True, blank=True)
    submitted_at = models.DateTimeField(null=True, blank=True)
    released_at = models.DateTimeField(null=True, blank=True)
    # Kept when it is taken back: whoever read it then can still subtract it from a number of the group.
    first_released_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[Any] = owned_manager(AssessmentQuerySet)

    class Meta(Stateful.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["trust", "round", "subject", "rater", "perspective"], name="assessment_once"
            ),
            models.CheckConstraint(
                condition=models.Q(
                    state=AssessmentState.DRAFT, levels=None, importance=None, then_levels=None, submitted_at=None
                )
                | models.Q(state__in=SUBMITTED, levels__isnull=False, submitted_at__isnull=False),
                name="assessment_snapshot_when_submitted",
            ),
            models.CheckConstraint(
                condition=models.Q(state=AssessmentState.RELEASED, released_at__isnull=False)
                | (~models.Q(state=AssessmentState.RELEASED) & models.Q(released_at=None)),
                name="assessment_released_at",
            ),
            models.CheckConstraint(
                condition=(models.Q(importance=None) | models.Q(importance__len=models.F("levels__len")))
                & (models.Q(then_levels=None) | models.Q(then_levels__len=models.F("levels__len"))),
                name="assessment_arrays_match",
            ),
        ]
        indexes = [models.Index(fields=["trust", "round", "perspective"], name="assessment_by_round")]

    def __str__(self) -> str:
        return f"{self.subject}, {self.round}"


@labelled(
    record=Record.DEVELOPMENT,
    subject="assessment__subject",
    author="assessment__rater",
    sensitive="level then_level no_opportunity importance reason",
)
class Rating(TrustOwned):
    """One competency placed at one level, with the reason: the working copy of a draft, kept after submission.

    `edition` counts the savings, so that two tabs never overwrite one another in silence.
    """

    assessment = models.ForeignKey(Assessment, on_delete=models.CASCADE, related_name="ratings")
    competency = models.ForeignKey(Competency, on_delete=models.PROTECT, related_name="+")
    level = models.PositiveSmallIntegerField(null=True, validators=[MinValueValidator(1)])
    then_level = models.PositiveSmallIntegerField(null=True, validators=[MinValueValidator(1)])
    no_opportunity = models.BooleanField(default=False)
    importance = models.PositiveSmallIntegerField(null=True, validators=[MinValueValidator(1), MaxValueValidator(4)])
    reason = models.TextField(blank=True)
    edition = models.PositiveIntegerField(default=1)

    class Meta(TrustOwned.Meta):
        constraints = [
            models.UniqueConstraint(fields=["trust", "assessment", "competency"], name="rating_once"),
            models.CheckConstraint(
                condition=models.Q(no_opportunity=False) | models.Q(level=None), name="rating_level_or_no_opportunity"
            ),
        ]


@labelled(
    record=Record.DEVELOPMENT,
    subject="assessment__subject",
    author="assessment__subject",
    personal="asked_why",
    sensitive="is_granted answer",
)
class Reopening(TrustOwned):
    """A doctor's request to take up a submitted assessment again, and the programme director's answer."""

    assessment = models.ForeignKey(Assessment, on_delete=models.CASCADE, related_name="reopenings")
    asked_why = models.TextField()
    is_granted = models.BooleanField(null=True)
    answer = models.TextField(blank=True)
    answered_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", null=True)
    answered_at = models.DateTimeField(null=True)

    class Meta(TrustOwned.Meta):
        ordering = ("created_at",)
        constraints = [
            models.UniqueConstraint(
                fields=["trust", "assessment"], condition=models.Q(answered_at=None), name="reopening_asked_once"
            ),
            models.CheckConstraint(
                condition=models.Q(answered_at=None, answered_by=None, is_granted=None)
                | models.Q(answered_at__isnull=False, answered_by__isnull=False, is_granted__isnull=False),
                name="reopening_answered_whole",
            ),
        ]
