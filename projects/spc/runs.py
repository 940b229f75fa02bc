"""Run charts by the Anhoej rules, as qicharts2 computes them.

Source: Anhoej and Olesen 2014; Anhoej 2015. Values on the centre line and missing values are left out: they
neither break a run nor extend it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import cache
from itertools import groupby
from math import comb, log2
from statistics import median

from .inputs import Options, Point, RuleSet, rows_of
from .rules import sides

JUDGED_FROM = 10
"""Useful points before the rules say much (the author advises 10 to 12)."""

RUN_CHART = RuleSet(name="Run chart, Anhoej rules", baseline_stands_alone=False)


@dataclass(frozen=True, slots=True)
class RunSignals:
    """The Anhoej rules for one stretch of values about one centre line.

    The limits and counts are None without a useful value; `signal` is then false.
    """

    useful: int
    longest_run: int | None = None
    longest_run_limit: int | None = None
    crossings: int | None = None
    crossings_limit: int | None = None

    @property
    def signal(self) -> bool:
        """A run longer than its limit, or fewer crossings than theirs. Too many crossings never signal."""
        if self.longest_run is None or self.crossings is None:
            return False
        return self.longest_run > longest_run_limit(self.useful) or self.crossings < crossings_limit(self.useful)


@dataclass(frozen=True, slots=True)
class RunPhase:
    """One phase of a run chart.

    Attributes:
        observations: rows in it, missing ones too.
        centre: the median, of the baseline where one is set; None without a value.
    """

    number: int
    start: date
    end: date
    observations: int
    centre: Fraction | None
    signals: RunSignals


@dataclass(frozen=True, slots=True)
class RunResult:
    """A run chart: its phases in order."""

    phases: tuple[RunPhase, ...]

    @property
    def signal(self) -> bool:
        """Whether the last phase shows non-random variation."""
        return bool(self.phases) and self.phases[-1].signals.signal


@cache
def longest_run_limit(useful: int) -> int:
    """The longest run to be expected of so many useful values: round(log2 n) + 3."""
    return round(log2(useful)) + 3


@cache
def crossings_limit(useful: int) -> int:
    """The fewest crossings to be expected: the 5% point of Binomial(n - 1, 1/2), in whole numbers."""
    chances, below = useful - 1, 0
    for crossings in range(useful):
        below += comb(chances, crossings)
        if 20 * below >= 2**chances:
            return crossings
    return chances


def run_signals(values: Sequence[Fraction | None], centre: Fraction) -> RunSignals:
    """Count the runs of values about a centre line."""
    useful = [side for side in sides(values, centre) if side]
    if not useful:
        return RunSignals(0)
    runs = [sum(1 for _ in group) for _, group in groupby(useful)]
    n = len(useful)
    return RunSignals(n, max(runs), longest_run_limit(n), len(runs) - 1, crossings_limit(n))


def analyse_run(
    points: Iterable[Point], recalculate_at: Iterable[date] = (), baseline_points: int | None = None
) -> RunResult:
    """Read points as a run chart.

    Args:
        points: in any order; ghosts are left out.
        recalculate_at: dates of points at which a new phase, with a median of its own, begins.
        baseline_points: the first phase's median is that of its first so many values.

    Raises:
        SpcError: two points on one date, an inexact value, or a date that is no point's.
    """
    options = Options(rule_set=RUN_CHART, recalculate_at=tuple(recalculate_at), baseline_points=baseline_points)
    rows = [row for row in rows_of(points, options) if not row.ghost]
    phases: list[RunPhase] = []
    for number, group in groupby(rows, key=lambda row: row.phase):
        members = list(group)
        values = [row.value for row in members]
        centre = _centre(values, None if phases else baseline_points)
        signals = RunSignals(0) if centre is None else run_signals(values, centre)
        phases.append(RunPhase(number, members[0].date, members[-1].date, len(members), centre, signals))
    return RunResult(tuple(phases))


def _centre(values: Sequence[Fraction | None], baseline: int | None) -> Fraction | None:
    present = [value for value in values if value is not None][:baseline]
    return median(present) if present else None
