"""Reads that join several models, answered as frozen dataclasses.

`chart_of` and `charts_of` read measures as charts, `project_results` and `projects_by_objective` tell what a cohort's
projects have changed, `method_ticks` and `smart_ticks` say from facts alone how sound the method and the aim are.
"""

from projects.selectors.charter import Tick, aim_sentence, method_ticks, smart_ticks
from projects.selectors.charts import MeasureChart, chart_of, charts_of, words_of
from projects.selectors.results import (
    ObjectiveProjects,
    ProjectResult,
    project_results,
    projects_by_objective,
    results_of,
)

__all__ = [
    "MeasureChart",
    "ObjectiveProjects",
    "ProjectResult",
    "Tick",
    "aim_sentence",
    "chart_of",
    "charts_of",
    "method_ticks",
    "project_results",
    "projects_by_objective",
    "results_of",
    "smart_ticks",
    "words_of",
]
