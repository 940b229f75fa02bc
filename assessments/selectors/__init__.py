"""Reads that join several models."""

from assessments.selectors.groups import (
    Benchmark,
    CompetencyNumbers,
    DomainNumbers,
    HeatMap,
    HeatRow,
    RoundNumbers,
    RoundProgress,
    cohort_benchmark,
    heat_map,
    progress,
)
from assessments.selectors.named import (
    NamedGrid,
    ReleasedAssessment,
    as_released,
    named_grid,
    released_assessments,
)
from assessments.selectors.outline import CompetencyHead, DomainHead, Outline, outline

__all__ = [
    "Benchmark",
    "CompetencyHead",
    "CompetencyNumbers",
    "DomainHead",
    "DomainNumbers",
    "HeatMap",
    "HeatRow",
    "NamedGrid",
    "Outline",
    "ReleasedAssessment",
    "RoundNumbers",
    "RoundProgress",
    "as_released",
    "cohort_benchmark",
    "heat_map",
    "named_grid",
    "outline",
    "progress",
    "released_assessments",
]
