"""When a cohort asks for assessments."""

from django.db import models

from assessments.states import RoundKind, RoundState
from cohorts.models import Cohort
from trusts.labels import Record, labelled
from trusts.models import Stateful


@labelled(record=Record.TRUST, trust="kind opens_on closes_on")
class Round(Stateful):
    """Baseline, midpoint or end of one cohort. Opens and closes on days in UK time, both included."""

    cohort = models.ForeignKey(Cohort, on_delete=models.PROTECT, related_name="rounds")
    kind = models.CharField(max_length=10, choices=RoundKind)
    state = models.CharField(max_length=10, choices=RoundState, default=RoundState.PLANNED)
    opens_on = models.DateField()
    closes_on = models.DateField()

    class Meta(Stateful.Meta):
        ordering = ("opens_on",)
        constraints = [
            models.UniqueConstraint(fields=["trust", "cohort", "kind"], name="round_kind_once"),
            models.CheckConstraint(
                condition=models.Q(closes_on__gte=models.F("opens_on")), name="round_closes_after_opening"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.cohort}"
