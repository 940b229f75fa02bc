"""Rows, querysets and constraints."""

from frameworks.models.framework import Framework, FrameworkVersion, Level
from frameworks.models.tree import (
    Competency,
    CompetencyObjective,
    CompetencyValue,
    Descriptor,
    Domain,
    RoleTarget,
)
from frameworks.models.values import StrategicObjective, TrustValue

__all__ = [
    "Competency",
    "CompetencyObjective",
    "CompetencyValue",
    "Descriptor",
    "Domain",
    "Framework",
    "FrameworkVersion",
    "Level",
    "RoleTarget",
    "StrategicObjective",
    "TrustValue",
]
