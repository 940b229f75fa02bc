"""One run of a programme, and the criteria by which its applications are reviewed."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, ClassVar

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MinValueValidator
from django.db import models
from django.utils import timezone

from cohorts.states import CohortState
from frameworks.models import FrameworkVersion
from programmes.models import Programme
from trusts.labels import Record, labelled
from trusts.models import Stateful, TrustOwned, TrustQuerySet, owned_manager


def amount(value: Decimal) -> str:
    """Programmed activities as written: 0, 0.25, 1, 1.5."""
    return f"{value:.2f}".rstrip("0").rstrip(".")


def activities(value: Decimal) -> str:
    """Programmed activities with their noun: 1 programmed activity, 1.5 programmed activities."""
    return f"{amount(value)} programmed {'activity' if value == 1 else 'activities'}"


def with_a_point(typed: Any) -> Any:
    """An amount as it was typed, a decimal comma read as a point: 0,25 is 0.25."""
    return typed.replace(",", ".") if isinstance(typed, str) else typed


class CohortQuerySet(TrustQuerySet):
    """Cohorts by state and time."""

    def newest_first(self) -> "CohortQuerySet":
        """By start date, newest first."""
        return self.order_by("-starts_on", "name")

    def taking_applications(self, now: datetime) -> "CohortQuerySet":
        """Those an application may be begun for at this instant; see Cohort.takes_applications()."""
        moment = now.replace(microsecond=0)
        return self.filter(state=CohortState.OPEN, applications_open_at__lte=moment, applications_close_at__gte=moment)


@labelled(
    record=Record.TRUST, trust="name places decisions_on starts_on ends_on weekly_pa_needed reviews_per_application"
)
class Cohort(Stateful):
    """One run of a programme. It pins the framework version it opened with."""

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="cohorts")
    framework_version = models.ForeignKey(FrameworkVersion, on_delete=models.PROTECT, related_name="cohorts")
    name = models.CharField(max_length=100)
    state = models.CharField(max_length=20, choices=CohortState, default=CohortState.PLANNED)
    places = models.PositiveSmallIntegerField(validators=[MinValueValidator(1)])
    applications_open_at = models.DateTimeField()
    applications_close_at = models.DateTimeField()
    decisions_on = models.DateField()
    starts_on = models.DateField()
    ends_on = models.DateField()
    # A programmed activity (PA) is four hours of a consultant's week.
    weekly_pa_needed = models.DecimalField(max_digits=4, decimal_places=2, default=Decimal("1.00"))
    reviews_per_application = models.PositiveSmallIntegerField(default=3)

    objects: ClassVar[Any] = owned_manager(CohortQuerySet)

    class Meta(Stateful.Meta):
        constraints = [
            models.UniqueConstraint(fields=["trust", "programme", "name"], name="cohort_name_once"),
            models.CheckConstraint(condition=models.Q(places__gte=1), name="cohort_has_places"),
            models.CheckConstraint(
                condition=models.Q(applications_close_at__gt=models.F("applications_open_at")),
                name="cohort_closes_after_opening",
            ),
            models.CheckConstraint(
                condition=models.Q(ends_on__gt=models.F("starts_on")), name="cohort_ends_after_start"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def time_needed(self) -> str:
        """What a doctor has to find, in words."""
        return f"{activities(self.weekly_pa_needed)} a week"

    @property
    def is_over(self) -> bool:
        """Whether it runs still although its last day, in UK time, is over."""
        return self.state == CohortState.RUNNING and self.ends_on < timezone.localdate()

    def takes_applications(self, now: datetime) -> bool:
        """Whether an application may be begun, saved or submitted at this instant: open, and within its times. Both
        ends are included, to the second."""
        # In UTC, because two times of one zone are compared by the wall clock, which shows an hour twice in October.
        moment = now.astimezone(UTC).replace(microsecond=0)
        opens, closes = self.applications_open_at.astimezone(UTC), self.applications_close_at.astimezone(UTC)
        return self.state == CohortState.OPEN and opens <= moment <= closes


@labelled(record=Record.TRUST, trust="name guidance anchors weight")
class Criterion(TrustOwned):
    """One thing reviewers score, 1 to 5, with words for what 1, 3 and 5 look like."""

    cohort = models.ForeignKey(Cohort, on_delete=models.CASCADE, related_name="criteria")
    name = models.CharField(max_length=100)
    guidance = models.TextField(blank=True)
    anchors = ArrayField(models.TextField(), size=3, default=list, help_text="What 1, 3 and 5 look like.")
    weight = models.PositiveSmallIntegerField(default=1, validators=[MinValueValidator(1)])
    position = models.PositiveSmallIntegerField()

    class Meta(TrustOwned.Meta):
        verbose_name_plural = "criteria"
        ordering = ("position",)
        constraints = [models.UniqueConstraint(fields=["trust", "cohort", "position"], name="criterion_position_once")]

    def __str__(self) -> str:
        return self.name
