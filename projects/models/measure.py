"""What is counted, one dated value at a time. Charts are computed from these rows and never stored."""

from django.db import models

from projects.models.project import ImprovementProject
from projects.states import Direction, Frequency, MeasureKind
from trusts.labels import Record, labelled
from trusts.models import Person, TrustOwned


@labelled(
    record=Record.PROJECT,
    subject="project__lead",
    author="project__lead",
    personal="name definition unit source",
    system="kind frequency is_patient_experience direction conflict_rule is_proportion"
    " target floor ceiling baseline_points",
)
class Measure(TrustOwned):
    """What is counted, how, and which way is better."""

    class ConflictRule(models.TextChoices):
        """Which meaning wins when one point has both (improvement.md 1.4)."""

        IMPROVEMENT = "improvement", "Show improvement"
        CONCERN = "concern", "Show concern"

    project = models.ForeignKey(ImprovementProject, on_delete=models.CASCADE, related_name="measures")
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=10, choices=MeasureKind, default=MeasureKind.OUTCOME)
    definition = models.TextField("operational definition", blank=True)
    unit = models.CharField(max_length=60, blank=True)
    source = models.CharField(max_length=200, blank=True)
    frequency = models.CharField(max_length=12, choices=Frequency, default=Frequency.WEEKLY)
    is_patient_experience = models.BooleanField("tells of patients' experience", default=False)
    direction = models.CharField(max_length=10, choices=Direction)
    conflict_rule = models.CharField(max_length=12, choices=ConflictRule, default=ConflictRule.IMPROVEMENT)
    is_proportion = models.BooleanField("a percentage of something counted", default=False)
    target = models.DecimalField(max_digits=14, decimal_places=4, null=True, blank=True)
    floor = models.DecimalField(max_digits=14, decimal_places=4, null=True, blank=True)
    ceiling = models.DecimalField(max_digits=14, decimal_places=4, null=True, blank=True)
    baseline_points = models.PositiveSmallIntegerField(null=True, blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta(TrustOwned.Meta):
        ordering = ("position", "created_at")

    def __str__(self) -> str:
        return self.name


@labelled(
    record=Record.PROJECT,
    subject="measure__project__lead",
    author="measure__project__lead",
    personal="note ghost_reason",
    system="measured_on value numerator denominator is_ghost",
)
class Measurement(TrustOwned):
    """One dated value. Of a proportion, the two counts are kept and the value is 100 times their quotient."""

    measure = models.ForeignKey(Measure, on_delete=models.CASCADE, related_name="measurements")
    measured_on = models.DateField()
    value = models.DecimalField(max_digits=14, decimal_places=4)
    numerator = models.PositiveIntegerField(null=True, blank=True)
    denominator = models.PositiveIntegerField(null=True, blank=True)
    note = models.CharField(max_length=300, blank=True)
    is_ghost = models.BooleanField("left out of the calculation", default=False)
    ghost_reason = models.CharField(max_length=300, blank=True)

    class Meta(TrustOwned.Meta):
        ordering = ("measured_on",)
        constraints = [
            models.UniqueConstraint(fields=["trust", "measure", "measured_on"], name="measurement_once_a_date"),
            models.CheckConstraint(
                condition=models.Q(denominator=None) | models.Q(denominator__gt=0, numerator__isnull=False),
                name="measurement_denominator_positive",
            ),
            models.CheckConstraint(
                condition=models.Q(is_ghost=False) | ~models.Q(ghost_reason=""), name="measurement_ghost_has_reason"
            ),
        ]


@labelled(record=Record.PROJECT, subject="measure__project__lead", author="by", personal="reason", system="starts_on")
class Recalculation(TrustOwned):
    """A person's decision that the process has changed: limits are calculated anew from this point, with the reason."""

    measure = models.ForeignKey(Measure, on_delete=models.CASCADE, related_name="recalculations")
    starts_on = models.DateField()
    reason = models.TextField()
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    class Meta(TrustOwned.Meta):
        ordering = ("starts_on",)
        constraints = [
            models.UniqueConstraint(fields=["trust", "measure", "starts_on"], name="recalculation_once_a_date")
        ]
