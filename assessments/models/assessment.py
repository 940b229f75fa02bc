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


class Assessment(Stateful):
    """A person rated by self, manager or colleague in one round."""

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="assessments")
    version = models.ForeignKey(FrameworkVersion, on_delete=models.PROTECT, related_name="+")
    subject = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="assessments")
    rater = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    perspective = models.CharField(max_length=10, choices=Perspective, default=Perspective.SELF)
    state = models.CharField(max_length=10, choices=AssessmentState, default=AssessmentState.DRAFT)
    # Null element: not rated, or no opportunity yet. Null array: not submitted.
    levels = ArrayField(models.PositiveSmallIntegerField(null=True), null=True)
    importance = ArrayField(models.PositiveSmallIntegerField(null=True), null=True)
    # The retrospective baseline ("then-test"): the baseline as seen with today's insight; asked at midpoint and end.
    then_levels = ArrayField(models.PositiveSmallIntegerField(null=True), null=True)
    submitted_at = models.DateTimeField(null=True)
    released_at = models.DateTimeField(null=True)

    objects: ClassVar[Any] = owned_manager(AssessmentQuerySet)

    class Meta(Stateful.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["trust", "round", "subject", "rater", "perspective"], name="assessment_once"
            ),
            models.CheckConstraint(
                condition=models.Q(state=AssessmentState.DRAFT)
                | models.Q(levels__isnull=False, submitted_at__isnull=False),
                name="assessment_snapshot_when_submitted",
            ),
            models.CheckConstraint(
                condition=~models.Q(state=AssessmentState.RELEASED) | models.Q(released_at__isnull=False),
                name="assessment_released_at",
            ),
        ]
        indexes = [models.Index(fields=["trust", "round", "perspective"], name="assessment_by_round")]

    def __str__(self) -> str:
        return f"{self.subject}, {self.round}"


class Rating(TrustOwned):
    """One competency placed at one level, with the reason: the working copy of a draft, kept after submission."""

    assessment = models.ForeignKey(Assessment, on_delete=models.CASCADE, related_name="ratings")
    competency = models.ForeignKey(Competency, on_delete=models.PROTECT, related_name="+")
    level = models.PositiveSmallIntegerField(null=True, validators=[MinValueValidator(1)])
    then_level = models.PositiveSmallIntegerField(null=True, validators=[MinValueValidator(1)])
    no_opportunity = models.BooleanField(default=False)
    importance = models.PositiveSmallIntegerField(null=True, validators=[MinValueValidator(1), MaxValueValidator(4)])
    reason = models.TextField(blank=True)

    class Meta(TrustOwned.Meta):
        constraints = [
            models.UniqueConstraint(fields=["trust", "assessment", "competency"], name="rating_once"),
            models.CheckConstraint(
                condition=models.Q(no_opportunity=False) | models.Q(level=None), name="rating_level_or_no_opportunity"
            ),
        ]
