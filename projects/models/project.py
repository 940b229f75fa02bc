"""The change a doctor leads."""

from typing import Any, ClassVar

from django.db import models

from cohorts.models import Cohort
from frameworks.models import Competency, StrategicObjective
from projects.states import Direction, DocumentKind, ProjectState
from trusts.labels import Record, labelled
from trusts.models import FileLink, Person, Stateful, TrustOwned, TrustQuerySet, owned_manager


class ImprovementProjectQuerySet(TrustQuerySet):
    """Projects by state and people."""

    def for_lead(self, person: Person) -> "ImprovementProjectQuerySet":
        """Those one doctor leads."""
        return self.filter(lead=person)

    def under_way(self) -> "ImprovementProjectQuerySet":
        """Approved, running or paused."""
        return self.filter(state__in=(ProjectState.APPROVED, ProjectState.RUNNING, ProjectState.PAUSED))

    def for_sponsor(self, person: Person) -> "ImprovementProjectQuerySet":
        """Those one person sponsors."""
        return self.filter(sponsor=person)


@labelled(
    record=Record.PROJECT,
    subject="lead",
    author="lead",
    personal="title problem aim_direction aim_what aim_whom aim_baseline aim_target aim_unit aim_by aim approved_aim"
    " patients_experience stakeholders risks is_governed governance_reference learning sustain_owner sustain_review_on"
    " spread benefits starts_on ends_on",
    sensitive="pause_reason return_reason",
)
class ImprovementProject(Stateful):
    """A work-based improvement project: problem, aim, sponsor, the objective it serves."""

    cohort = models.ForeignKey(Cohort, on_delete=models.PROTECT, related_name="projects")
    lead = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="projects")
    sponsor = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="sponsored_projects", null=True, blank=True
    )
    objective = models.ForeignKey(
        StrategicObjective, on_delete=models.PROTECT, related_name="projects", null=True, blank=True
    )
    competencies = models.ManyToManyField(Competency, through="ProjectCompetency", related_name="+")
    title = models.CharField(max_length=200)
    state = models.CharField(max_length=10, choices=ProjectState, default=ProjectState.IDEA)
    problem = models.TextField(blank=True)
    # The aim in facts (improvement.md 3.3): [direction] [what] for [whom] from [baseline] to [target] by [date].
    aim_direction = models.CharField(max_length=10, choices=Direction, blank=True)
    aim_what = models.CharField(max_length=200, blank=True)
    aim_whom = models.CharField(max_length=200, blank=True)
    aim_baseline = models.DecimalField(max_digits=12, decimal_places=4, null=True, blank=True)
    aim_target = models.DecimalField(max_digits=12, decimal_places=4, null=True, blank=True)
    aim_unit = models.CharField(max_length=40, blank=True)
    aim_by = models.DateField(null=True, blank=True)
    aim = models.TextField("aim in one sentence", blank=True)
    patients_experience = models.TextField(blank=True)
    stakeholders = models.TextField(blank=True)
    risks = models.TextField(blank=True)
    is_governed = models.BooleanField("improvement, not research; no data that identify a patient", default=False)
    governance_reference = models.CharField(max_length=100, blank=True)
    pause_reason = models.TextField(blank=True)
    learning = models.TextField(blank=True)
    # How the gain is kept: who owns it, when it is looked at again, where it went, what it brought.
    sustain_owner = models.CharField(max_length=200, blank=True)
    sustain_review_on = models.DateField(null=True, blank=True)
    spread = models.TextField(blank=True)
    benefits = models.TextField(blank=True)
    starts_on = models.DateField(null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True)
    # Grows with every save of the charter: a save from an older page is told, never silently overwritten.
    edition = models.PositiveIntegerField(default=0)
    approval_asked_at = models.DateTimeField(null=True)
    return_reason = models.TextField(blank=True)
    approved_aim = models.TextField("the aim as it was approved", blank=True)
    approved_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", null=True)
    approved_at = models.DateTimeField(null=True)

    objects: ClassVar[Any] = owned_manager(ImprovementProjectQuerySet)

    class Meta(Stateful.Meta):
        ordering = ("title",)
        constraints = [
            models.CheckConstraint(
                condition=models.Q(approved_at=None, approved_by=None)
                | models.Q(approved_at__isnull=False, approved_by__isnull=False),
                name="project_approved_pair",
            ),
        ]
        indexes = [models.Index(fields=["trust", "cohort"], name="project_by_cohort")]

    def __str__(self) -> str:
        return self.title


@labelled(record=Record.PROJECT, subject="project__lead")
class ProjectCompetency(TrustOwned):
    """A competency the project lets the doctor practise and evidence."""

    project = models.ForeignKey(ImprovementProject, on_delete=models.CASCADE, related_name="competency_links")
    competency = models.ForeignKey(Competency, on_delete=models.PROTECT, related_name="+")

    class Meta(TrustOwned.Meta):
        verbose_name_plural = "project competencies"
        constraints = [
            models.UniqueConstraint(fields=["trust", "project", "competency"], name="project_competency_once")
        ]


@labelled(
    record=Record.PROJECT,
    subject="project__lead",
    author="project__lead",
    identifier="name",
    personal="profession part",
)
class TeamMember(TrustOwned):
    """A colleague who is credited with the work; they need no account."""

    project = models.ForeignKey(ImprovementProject, on_delete=models.CASCADE, related_name="team")
    name = models.CharField(max_length=200)
    profession = models.CharField(max_length=100)
    part = models.CharField("part in the project", max_length=200, blank=True)

    class Meta(TrustOwned.Meta):
        ordering = ("name",)


@labelled(record=Record.PROJECT, subject="project__lead", author="file__uploaded_by", trust="kind")
class ProjectDocument(FileLink):
    """A document of a project: seen by whoever sees the project."""

    project = models.ForeignKey(ImprovementProject, on_delete=models.PROTECT, related_name="documents")
    kind = models.CharField(max_length=10, choices=DocumentKind)

    class Meta(FileLink.Meta):
        constraints = [models.UniqueConstraint(fields=["trust", "file"], name="project_document_once")]
