"""Rows, querysets and constraints."""

from projects.models.cycle import PDSACycle
from projects.models.measure import Measure, Measurement, Recalculation
from projects.models.project import ImprovementProject, ProjectCompetency, ProjectDocument, TeamMember

__all__ = [
    "ImprovementProject",
    "Measure",
    "Measurement",
    "PDSACycle",
    "ProjectCompetency",
    "ProjectDocument",
    "Recalculation",
    "TeamMember",
]
