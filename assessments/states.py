"""Where rounds, assessments and goals stand."""

from django.db import models

from trusts.workflow import Move, Workflow

MAX_REASON_WORDS = 250


class RoundKind(models.TextChoices):
    """When a cohort asks for assessments."""

    BASELINE = "baseline", "Baseline"
    MIDPOINT = "midpoint", "Midpoint"
    END = "end", "End"


class RoundState(models.TextChoices):
    """A round is planned, open, and closed."""

    PLANNED = "planned", "Planned"
    OPEN = "open", "Open"
    CLOSED = "closed", "Closed"


class Perspective(models.TextChoices):
    """Through whose eyes."""

    SELF = "self", "Self"
    MANAGER = "manager", "Manager"
    COLLEAGUE = "colleague", "Colleague"


class AssessmentState(models.TextChoices):
    """A draft is the rater's own; submitting locks a snapshot; releasing lets named staff of the Trust read it."""

    DRAFT = "draft", "Draft"
    SUBMITTED = "submitted", "Submitted"
    RELEASED = "released", "Released to the Trust"


class GoalState(models.TextChoices):
    """A development goal."""

    OPEN = "open", "Open"
    MET = "met", "Met"
    DROPPED = "dropped", "Dropped"


ROUND = Workflow(
    {
        "open": Move({RoundState.PLANNED}, RoundState.OPEN),
        "close": Move({RoundState.OPEN}, RoundState.CLOSED),
    }
)
ASSESSMENT = Workflow(
    {
        "submit": Move({AssessmentState.DRAFT}, AssessmentState.SUBMITTED),
        "release": Move({AssessmentState.SUBMITTED}, AssessmentState.RELEASED),
        "take_back": Move({AssessmentState.RELEASED}, AssessmentState.SUBMITTED),
        "reopen": Move({AssessmentState.SUBMITTED}, AssessmentState.DRAFT),
    }
)
GOAL = Workflow(
    {
        "meet": Move({GoalState.OPEN}, GoalState.MET),
        "drop": Move({GoalState.OPEN}, GoalState.DROPPED),
        "reopen": Move({GoalState.MET, GoalState.DROPPED}, GoalState.OPEN),
    }
)
