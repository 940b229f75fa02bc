"""Reads that join several models."""

from frameworks.selectors.booklet import (
    Booklet,
    CompetencyText,
    DomainText,
    LevelText,
    ObjectiveText,
    TargetText,
    ValueText,
    booklet,
    competencies_in_order,
)
from frameworks.selectors.completeness import missing_parts

__all__ = [
    "Booklet",
    "CompetencyText",
    "DomainText",
    "LevelText",
    "ObjectiveText",
    "TargetText",
    "ValueText",
    "booklet",
    "competencies_in_order",
    "missing_parts",
]
