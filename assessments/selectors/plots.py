"""Where a doctor stands as a picture, the same on the page and in the report."""

from collections.abc import Sequence

from assessments.selectors.standing import Standing, StandingRow
from assessments.statistics import Distribution
from charts import dots

SAID = "Each competency with your level, how you see the baseline today, and the middle of the cohort."


def standing_plot(
    found: Standing,
    key: str = "standing",
    *,
    rows: Sequence[StandingRow] | None = None,
    title: str = "Where you stand",
    description: str = f"{SAID} The same numbers are in the table below.",
) -> dots.DotPlot:
    """The dot plot of all competencies by domain; or of these `rows`, whose domain then stands over the plot. `key`
    keeps the ids of two drawings on one page apart."""
    shown = [_dots(row, row.head.domain) for row in found.rows] if rows is None else [_dots(row, "") for row in rows]
    return dots.DotPlot(key, title, description, found.outline.levels, tuple(shown))


def _dots(row: StandingRow, domain: str) -> dots.Standing:
    cohort = row.cohort if isinstance(row.cohort, Distribution) else None
    return dots.Standing(
        domain=domain,
        name=f"{row.head.code} {row.head.title}",
        target=row.target,
        self_now=row.now.level,
        self_then=row.now.then_level,
        groups=(dots.GroupView("Cohort", cohort.median, cohort.people),) if cohort else (),
        remark="" if row.now.level else "No opportunity yet",
    )
