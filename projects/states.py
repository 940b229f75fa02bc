"""Where an improvement project stands, and the words of its method."""

from django.db import models

from trusts.workflow import Move, Workflow


class ProjectState(models.TextChoices):
    """A project stopped with learning counts as leadership evidence as much as one sustained."""

    IDEA = "idea", "Idea"
    APPROVED = "approved", "Approved"
    RUNNING = "running", "Running"
    PAUSED = "paused", "Paused"
    STOPPED = "stopped", "Stopped, with learning"
    COMPLETE = "complete", "Complete"
    SUSTAINED = "sustained", "Sustained"


class DocumentKind(models.TextChoices):
    """What a document of a project is."""

    REPORT = "report", "Final report"
    POSTER = "poster", "Poster or presentation"
    OTHER = "other", "Something else"


class MeasureKind(models.TextChoices):
    """What a measure tells."""

    OUTCOME = "outcome", "Outcome: is it better for patients"
    PROCESS = "process", "Process: is the change happening"
    BALANCING = "balancing", "Balancing: is anything else worse"


class Direction(models.TextChoices):
    """Which way is better."""

    INCREASE = "increase", "Higher is better"
    DECREASE = "decrease", "Lower is better"
    NEUTRAL = "neutral", "Neither is better"


class Frequency(models.TextChoices):
    """How often a measure is counted."""

    DAILY = "daily", "Every day"
    WEEKLY = "weekly", "Every week"
    FORTNIGHTLY = "fortnightly", "Every two weeks"
    MONTHLY = "monthly", "Every month"
    OTHER = "other", "At other times"


class PredictionMet(models.TextChoices):
    """How a test of change compared with its prediction."""

    YES = "yes", "Yes"
    PARTLY = "partly", "Partly"
    NO = "no", "No"


class CycleAct(models.TextChoices):
    """What a PDSA cycle decided."""

    ADOPT = "adopt", "Adopt"
    ADAPT = "adapt", "Adapt"
    ABANDON = "abandon", "Abandon"
    EXPAND = "expand", "Expand"


class CycleState(models.TextChoices):
    """A PDSA cycle is planned with a prediction, done, then studied."""

    PLANNED = "planned", "Planned"
    DOING = "doing", "Doing"
    STUDIED = "studied", "Studied"


P = ProjectState
PROJECT = Workflow(
    {
        "approve": Move({P.IDEA}, P.APPROVED),
        "start": Move({P.APPROVED}, P.RUNNING),
        "pause": Move({P.RUNNING}, P.PAUSED),
        "resume": Move({P.PAUSED}, P.RUNNING),
        "stop": Move({P.IDEA, P.APPROVED, P.RUNNING, P.PAUSED}, P.STOPPED),
        "complete": Move({P.RUNNING}, P.COMPLETE),
        "sustain": Move({P.COMPLETE}, P.SUSTAINED),
    }
)
CYCLE = Workflow(
    {
        "start": Move({CycleState.PLANNED}, CycleState.DOING),
        "study": Move({CycleState.DOING}, CycleState.STUDIED),
    }
)
