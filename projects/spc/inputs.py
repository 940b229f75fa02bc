"""What the statistical process control engine is given: points, options and a named set of rules."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from itertools import pairwise

type Number = int | Decimal | Fraction
"""An exact number. Floats are refused: 97.1 fifteen times must have a mean of exactly 97.1."""

SCREENING_CONSTANT = Fraction(3267, 1000)
"""A moving range beyond this many mean moving ranges is an outlier (both NHS sources: exactly 3.267)."""

PROVISIONAL_BELOW = 12
"""Limits defined by fewer points than this are marked provisional (Making Data Count)."""


class SpcError(ValueError):
    """The points or options cannot be analysed; the message is a sentence for whoever entered them."""


class Direction(StrEnum):
    """Which way is better. A property of the measure."""

    INCREASE = "increase"
    DECREASE = "decrease"
    NEUTRAL = "neutral"


class Conflict(StrEnum):
    """What to show when one point is an improvement by one rule and a concern by another."""

    IMPROVEMENT = "improvement"
    CONCERN = "concern"


@dataclass(frozen=True, slots=True)
class RuleSet:
    """One body's way of reading an XmR chart. The two differ only in what is named here.

    Attributes:
        limit_constant: process limits stand this many mean moving ranges from the mean.
        minimum_points: limits and icons are given from this many points.
        minimum_baseline: the fewest points that may fix limits.
        first_phase: the number of the first phase (a baseline of its own is always phase 0).
        screens: whether moving range outliers are left out unless the options say otherwise.
        screening_strict: an outlier is a range *at or above* the limit, not only above it.
        screening_moves_mean: points whose own moving range is an outlier leave the mean too.
        astronomical_counts_in_two: a point beyond the limits counts in the two-in-three rule.
        trend_crosses_phases: a trend may span a recalculation.
        baseline_stands_alone: the baseline is a phase of its own, so no run spans its end, and is set once;
            otherwise it is set afresh in every phase and runs span it.
        conflict_by_rule_order: the first rule that fired decides (astronomical, trend, two in three, shift);
            otherwise the measure's own conflict setting does.
        target_on_limit_decides: a target equal to a limit counts as beyond it.
        missing_breaks: a missing value stands in the series and breaks what it touches; otherwise it is no
            point at all and its neighbours are consecutive.
        ignores_unknown_dates: a recalculation date that matches no point is passed over, not refused.
    """

    name: str
    limit_constant: Fraction = Fraction(266, 100)
    minimum_points: int = 13
    minimum_baseline: int = 1
    first_phase: int = 1
    screens: bool = False
    screening_strict: bool = False
    screening_moves_mean: bool = True
    astronomical_counts_in_two: bool = True
    trend_crosses_phases: bool = True
    baseline_stands_alone: bool = True
    conflict_by_rule_order: bool = False
    target_on_limit_decides: bool = True
    missing_breaks: bool = False
    ignores_unknown_dates: bool = False


MDC = RuleSet(name="Making Data Count")
"""NHS England's Making Data Count tools since November 2023. The default."""

NHSR = RuleSet(
    name="NHSRplotthedots",
    minimum_points=2,
    minimum_baseline=12,
    first_phase=0,
    screens=True,
    screening_strict=True,
    screening_moves_mean=False,
    astronomical_counts_in_two=False,
    trend_crosses_phases=False,
    baseline_stands_alone=False,
    conflict_by_rule_order=True,
    target_on_limit_decides=False,
    missing_breaks=True,
    ignores_unknown_dates=True,
)
"""The R package NHSRplotthedots 0.2.2 without its known faults; for comparison with charts drawn by it."""

I_CHART = RuleSet(
    name="I chart",
    limit_constant=Fraction(3000, 1128),
    minimum_points=2,
    screens=True,
    screening_strict=True,
    screening_moves_mean=False,
)
"""The textbook individuals chart, whose constant is 3 / 1.128 and not 2.66; for comparison only."""


@dataclass(frozen=True, slots=True)
class Point:
    """One dated value of a measure.

    Attributes:
        value: exact, in the measure's unit; None when the period has no value.
        ghost: drawn, but left out of every sum and every rule.
    """

    date: date
    value: Number | None
    ghost: bool = False


@dataclass(frozen=True, slots=True)
class Options:
    """How one measure's points are to be read.

    Attributes:
        target: in the measure's unit; None for none.
        recalculate_at: dates of points at which a new phase begins.
        baseline_points: limits are set by the first so many points; None for all points of a phase.
        screen_outliers: leave moving range outliers out; None follows the rule set.
        shift_length, trend_length: points that make a shift and a trend (the tools allow 6 to 8).
        minimum_points: points before limits are given; None follows the rule set.
    """

    direction: Direction = Direction.INCREASE
    target: Number | None = None
    recalculate_at: tuple[date, ...] = ()
    baseline_points: int | None = None
    conflict: Conflict = Conflict.IMPROVEMENT
    rule_set: RuleSet = MDC
    screen_outliers: bool | None = None
    shift_length: int = 7
    trend_length: int = 7
    minimum_points: int | None = None

    @property
    def points_needed(self) -> int:
        """Points before limits are given."""
        return self.rule_set.minimum_points if self.minimum_points is None else self.minimum_points

    @property
    def screening(self) -> bool:
        """Whether moving range outliers are left out."""
        return self.rule_set.screens if self.screen_outliers is None else self.screen_outliers


@dataclass(frozen=True, slots=True)
class Row:
    """A point as the engine holds it: exact, in order of date, with the number of its phase."""

    date: date
    value: Fraction | None
    ghost: bool
    phase: int


def exact(number: Number) -> Fraction:
    """The same number as a fraction.

    Raises:
        SpcError: for a float, a NaN or an infinity.
    """
    if isinstance(number, float):
        raise SpcError("Values must be exact numbers, not floating point.")
    try:
        return Fraction(number)
    except (ValueError, OverflowError) as error:
        raise SpcError("Every value must be a finite number.") from error


def in_order(points: Iterable[Point]) -> list[Point]:
    """The points by date.

    Raises:
        SpcError: when two points share a date.
    """
    ordered = sorted(points, key=lambda point: point.date)
    for earlier, later in pairwise(ordered):
        if earlier.date == later.date:
            raise SpcError(f"There are two values for {later.date:%-d %B %Y}; keep one.")
    return ordered


def rows_of(points: Iterable[Point], options: Options) -> list[Row]:
    """The points in order, exact and with their phases.

    Raises:
        SpcError: two points on one date, an inexact value, a recalculation date that is no point's, or a
            baseline shorter than the rule set allows.
    """
    ordered = in_order(points)
    _check(ordered, options)
    starts = set(options.recalculate_at)
    rows, phase = [], options.rule_set.first_phase
    for point in ordered:
        phase += point.date in starts
        value = None if point.value is None else exact(point.value)
        rows.append(Row(point.date, value, point.ghost, phase))
    return _baseline_apart(rows, options)


def _check(ordered: list[Point], options: Options) -> None:
    rules = options.rule_set
    if options.baseline_points is not None and options.baseline_points < rules.minimum_baseline:
        raise SpcError(f"A baseline needs at least {rules.minimum_baseline} points.")
    if min(options.shift_length, options.trend_length) < 2:
        raise SpcError("A shift or a trend needs at least two points.")
    known = {point.date for point in ordered if point.value is not None or rules.missing_breaks}
    for day in sorted(set(options.recalculate_at) - known):
        if not rules.ignores_unknown_dates:
            raise SpcError(f"Limits can be recalculated only at a point; {day:%-d %B %Y} has no value.")


def _baseline_apart(rows: list[Row], options: Options) -> list[Row]:
    """Number the baseline's rows 0 where the rule set makes it a phase of its own.

    A baseline longer than the series is no baseline yet, as in the published SQL.
    """
    wanted = options.baseline_points
    counted = [row for row in rows if row.value is not None and not row.ghost]
    if wanted is None or not options.rule_set.baseline_stands_alone or len(counted) < wanted:
        return rows
    end = counted[wanted - 1].date
    return [Row(row.date, row.value, row.ghost, 0) if row.date <= end else row for row in rows]
