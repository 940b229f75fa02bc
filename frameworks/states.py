"""Where a framework version stands, and what kind of scale it has."""

from django.db import models

from trusts.workflow import Move, Workflow


class VersionState(models.TextChoices):
    """A version is written, approved by the Medical Director, published, and one day superseded."""

    DRAFT = "draft", "Draft"
    APPROVED = "approved", "Approved"
    PUBLISHED = "published", "Published"
    SUPERSEDED = "superseded", "Superseded"


class ScaleKind(models.TextChoices):
    """What the levels measure (mission.md section 2, consequence a)."""

    PROFICIENCY = "proficiency", "Proficiency: how well"
    FREQUENCY = "frequency", "Frequency: how often"
    SCOPE = "scope", "Scope: how far the influence reaches"


VERSION = Workflow(
    {
        "approve": Move({VersionState.DRAFT}, VersionState.APPROVED),
        "return": Move({VersionState.APPROVED}, VersionState.DRAFT),
        "publish": Move({VersionState.APPROVED}, VersionState.PUBLISHED),
        "supersede": Move({VersionState.PUBLISHED}, VersionState.SUPERSEDED),
    }
)
