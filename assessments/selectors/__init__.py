"""Reads that join several models."""

from assessments.selectors.drafts import DomainItems, Draft, Item, LevelText, MyRound, draft, my_rounds
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
    is_outgrown,
    progress,
)
from assessments.selectors.headway import DomainHeadway, Headway, headway, own_submitted
from assessments.selectors.named import (
    NamedGrid,
    ReleasedAssessment,
    as_released,
    named_grid,
    released_assessments,
)
from assessments.selectors.outline import CompetencyHead, DomainHead, Outline, outline
from assessments.selectors.plots import standing_plot
from assessments.selectors.standing import GoalLine, Moment, Standing, StandingRow, goals_of, standing
from assessments.selectors.trend import Trend, TrendCohort, TrendLine, TrendPoint, trend

__all__ = [
    "Benchmark",
    "CompetencyHead",
    "CompetencyNumbers",
    "DomainHead",
    "DomainHeadway",
    "DomainItems",
    "DomainNumbers",
    "Draft",
    "GoalLine",
    "Headway",
    "HeatMap",
    "HeatRow",
    "Item",
    "LevelText",
    "Moment",
    "MyRound",
    "NamedGrid",
    "Outline",
    "ReleasedAssessment",
    "RoundNumbers",
    "RoundProgress",
    "Standing",
    "StandingRow",
    "Trend",
    "TrendCohort",
    "TrendLine",
    "TrendPoint",
    "as_released",
    "cohort_benchmark",
    "draft",
    "goals_of",
    "headway",
    "heat_map",
    "is_outgrown",
    "my_rounds",
    "named_grid",
    "outline",
    "own_submitted",
    "progress",
    "released_assessments",
    "standing",
    "standing_plot",
    "trend",
]
