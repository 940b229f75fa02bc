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
    booklets,
    competencies_in_order,
)
from frameworks.selectors.changes import Changes, changes
from frameworks.selectors.completeness import missing_in, missing_parts
from frameworks.selectors.shelf import Coverage, Served, Shelf, coverage, shelves

__all__ = [
    "Booklet",
    "Changes",
    "CompetencyText",
    "Coverage",
    "DomainText",
    "LevelText",
    "ObjectiveText",
    "Served",
    "Shelf",
    "TargetText",
    "ValueText",
    "booklet",
    "booklets",
    "changes",
    "competencies_in_order",
    "coverage",
    "missing_in",
    "missing_parts",
    "shelves",
]
