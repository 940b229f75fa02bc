"""A doctor's request for a place, and the week in which they will find the time."""

from typing import Any, ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from cohorts.models.cohort import Cohort
from cohorts.states import ApplicationState, AttachmentKind
from trusts.labels import Record, labelled
from trusts.models import FileLink, Person, Stateful, TrustOwned, TrustQuerySet, owned_manager

UNDECIDED = (ApplicationState.SUBMITTED, ApplicationState.WAITING)


class ApplicationQuerySet(TrustQuerySet):
    """Applications by state."""

    def submitted(self) -> "ApplicationQuerySet":
        """Handed in, whatever became of them since; drafts are the applicant's own."""
        return self.exclude(submitted_at=None)

    def awaiting_decision(self) -> "ApplicationQuerySet":
        """Handed in and still to be decided."""
        return self.filter(state__in=UNDECIDED)

    def for_applicant(self, person: Person) -> "ApplicationQuerySet":
        """One doctor's own."""
        return self.filter(applicant=person)


@labelled(
    record=Record.SELECTION,
    subject="applicant",
    author="applicant",
    personal="commitment insight work_plan",
    sensitive="adjustments withdrawn_reason",
    system="commitment_edition insight_edition work_plan_edition adjustments_edition receipt",
)
class Application(Stateful):
    """A request for a place, in three parts: commitment, insight, work-plan; and what adjustments would help, which
    reviewers do not read."""

    cohort = models.ForeignKey(Cohort, on_delete=models.PROTECT, related_name="applications")
    applicant = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="applications")
    state = models.CharField(max_length=20, choices=ApplicationState, default=ApplicationState.DRAFT)
    commitment = models.TextField("commitment already shown", blank=True)
    insight = models.TextField("insight into improvement", blank=True)
    work_plan = models.TextField("how the time is found", blank=True)
    adjustments = models.TextField(blank=True)
    # Grows with every save of the draft: a save from an older page is told, never silently overwritten.
    edition = models.PositiveIntegerField(default=0)
    # The edition in which each part last changed, so that two tabs on two parts do not stand in each other's way.
    commitment_edition = models.PositiveIntegerField(default=0)
    insight_edition = models.PositiveIntegerField(default=0)
    work_plan_edition = models.PositiveIntegerField(default=0)
    adjustments_edition = models.PositiveIntegerField(default=0)
    saved_at = models.DateTimeField(null=True)
    receipt = models.CharField(max_length=12, blank=True)
    submitted_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_reason = models.TextField(blank=True)

    objects: ClassVar[Any] = owned_manager(ApplicationQuerySet)

    class Meta(Stateful.Meta):
        constraints = [
            models.UniqueConstraint(fields=["trust", "cohort", "applicant"], name="application_once_in_a_cohort"),
            models.UniqueConstraint(
                fields=["trust", "receipt"], condition=~models.Q(receipt=""), name="application_receipt_once"
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=[ApplicationState.DRAFT, ApplicationState.WITHDRAWN])
                | models.Q(submitted_at__isnull=False),
                name="application_submitted_at",
            ),
        ]
        indexes = [models.Index(fields=["trust", "cohort", "state"], name="application_by_state")]

    def __str__(self) -> str:
        return f"{self.applicant} for {self.cohort}"


@labelled(
    record=Record.SELECTION,
    subject="application__applicant",
    author="application__applicant",
    personal="activity programmed_activities cover clash",
    system="day session",
)
class WorkPlanEntry(TrustOwned):
    """One half-day of the week: what moves, how many programmed activities it frees, and who covers."""

    class Day(models.IntegerChoices):
        """Working days."""

        MONDAY = 1, "Monday"
        TUESDAY = 2, "Tuesday"
        WEDNESDAY = 3, "Wednesday"
        THURSDAY = 4, "Thursday"
        FRIDAY = 5, "Friday"

    class Session(models.TextChoices):
        """Halves of a day."""

        AM = "am", "Morning"
        PM = "pm", "Afternoon"

    class Clash(models.TextChoices):
        """What else may want the half-day."""

        ON_CALL = "on_call", "On call"
        LEAVE = "leave", "Leave"
        EXAMS = "exams", "Exams or teaching"

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="week")
    day = models.PositiveSmallIntegerField(choices=Day)
    session = models.CharField(max_length=2, choices=Session)
    activity = models.CharField(max_length=200, blank=True)
    programmed_activities = models.DecimalField(
        max_digits=3, decimal_places=2, validators=[MinValueValidator(0), MaxValueValidator(2)]
    )
    cover = models.CharField(max_length=200, blank=True)
    clash = models.CharField("clashes with", max_length=10, choices=Clash, blank=True)

    class Meta(TrustOwned.Meta):
        verbose_name_plural = "work plan entries"
        ordering = ("day", "session")
        constraints = [
            models.UniqueConstraint(fields=["trust", "application", "day", "session"], name="work_plan_half_day_once"),
            models.CheckConstraint(
                condition=models.Q(programmed_activities__gte=0, programmed_activities__lte=2),
                name="work_plan_pa_in_range",
            ),
        ]


@labelled(record=Record.SELECTION, subject="application__applicant", author="application__applicant", personal="kind")
class ApplicationFile(FileLink):
    """A file of an application, as a CV: read by whoever may read the application."""

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="files")
    kind = models.CharField(max_length=10, choices=AttachmentKind)

    class Meta(FileLink.Meta):
        constraints = [models.UniqueConstraint(fields=["trust", "file"], name="application_file_once")]
