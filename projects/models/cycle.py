"""One test of change: plan with a prediction, do, study, act."""

from django.db import models

from projects.models.project import ImprovementProject
from projects.states import CycleAct, CycleState, PredictionMet
from trusts.labels import Record, labelled
from trusts.models import Stateful


@labelled(
    record=Record.PROJECT,
    subject="project__lead",
    author="project__lead",
    personal="question prediction scale prediction_met happened learning act started_on ended_on",
    system="number",
)
class PDSACycle(Stateful):
    """A numbered cycle. The prediction is written before doing begins and is locked from then on."""

    project = models.ForeignKey(ImprovementProject, on_delete=models.CASCADE, related_name="cycles")
    number = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=10, choices=CycleState, default=CycleState.PLANNED)
    question = models.TextField()
    prediction = models.TextField(blank=True)
    scale = models.CharField("how small the test is", max_length=200, blank=True)
    prediction_met = models.CharField(max_length=10, choices=PredictionMet, blank=True)
    happened = models.TextField("what happened", blank=True)
    learning = models.TextField(blank=True)
    act = models.CharField(max_length=10, choices=CycleAct, blank=True)
    started_on = models.DateField(null=True, blank=True)
    ended_on = models.DateField(null=True, blank=True)

    class Meta(Stateful.Meta):
        verbose_name = "PDSA cycle"
        ordering = ("number",)
        constraints = [
            models.UniqueConstraint(fields=["trust", "project", "number"], name="cycle_number_once"),
            models.CheckConstraint(
                condition=models.Q(state=CycleState.PLANNED) | ~models.Q(prediction=""), name="cycle_predicts_first"
            ),
        ]

    def __str__(self) -> str:
        return f"PDSA cycle {self.number}"
