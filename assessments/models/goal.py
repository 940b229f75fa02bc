"""What a doctor means to do about a gap, by when."""

from django.db import models

from assessments.states import GoalState
from frameworks.models import Competency
from trusts.labels import Record, labelled
from trusts.models import Person, Stateful, TrustOwned


@labelled(record=Record.DEVELOPMENT, subject="person", author="person", sensitive="text", personal="due_on")
class DevelopmentGoal(Stateful):
    """A dated goal, tied to the competencies it develops."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="goals")
    text = models.TextField()
    due_on = models.DateField()
    state = models.CharField(max_length=10, choices=GoalState, default=GoalState.OPEN)
    competencies = models.ManyToManyField(Competency, through="GoalCompetency", related_name="+")

    class Meta(Stateful.Meta):
        ordering = ("due_on",)

    def __str__(self) -> str:
        return self.text[:60]


@labelled(record=Record.DEVELOPMENT, subject="goal__person")
class GoalCompetency(TrustOwned):
    """Which competency a goal develops."""

    goal = models.ForeignKey(DevelopmentGoal, on_delete=models.CASCADE, related_name="links")
    competency = models.ForeignKey(Competency, on_delete=models.PROTECT, related_name="+")

    class Meta(TrustOwned.Meta):
        verbose_name_plural = "goal competencies"
        constraints = [models.UniqueConstraint(fields=["trust", "goal", "competency"], name="goal_competency_once")]
