"""Reading a measure as an XmR chart: phases, limits, signals, icons.

Source: NHS England, Making Data Count (SQL v2.5 with the change to the two-in-three rule announced in
November 2023). A pure function on exact numbers: nothing is stored, and the order of input does not matter.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction
from itertools import groupby, pairwise

from .inputs import PROVISIONAL_BELOW, Conflict, Direction, Options, Point, Row, exact, rows_of
from .rules import Limits, Rule, beyond, limits_of, mean_of, shift, sides, trend, two_in_three
from .runs import RunResult, analyse_run


class Kind(StrEnum):
    """What a point is."""

    COMMON_CAUSE = "common_cause"
    IMPROVEMENT = "special_cause_improvement"
    CONCERN = "special_cause_concern"
    NEUTRAL_HIGH = "special_cause_neutral_high"
    NEUTRAL_LOW = "special_cause_neutral_low"


class Variation(StrEnum):
    """The variation icon: the kind of the last point that is not a ghost."""

    COMMON_CAUSE = "common_cause"
    IMPROVEMENT_HIGH = "improvement_high"
    IMPROVEMENT_LOW = "improvement_low"
    CONCERN_HIGH = "concern_high"
    CONCERN_LOW = "concern_low"
    NEUTRAL_HIGH = "neutral_high"
    NEUTRAL_LOW = "neutral_low"


class Assurance(StrEnum):
    """The assurance icon: whether the process as it runs now can be expected to meet the target."""

    PASS = "pass"
    FAIL = "fail"
    HIT_OR_MISS = "hit_or_miss"


@dataclass(frozen=True, slots=True)
class Reading:
    """One point as read. Ghosts carry their phase's lines and no rules.

    Attributes:
        limits: the lines in force at this point; None while there are too few points for limits.
        conflict: the rules that fired point both ways; `kind` is what the measure's setting chose.
    """

    date: date
    value: Fraction
    ghost: bool
    phase: int
    limits: Limits | None
    rules: tuple[Rule, ...]
    conflict: bool
    kind: Kind


@dataclass(frozen=True, slots=True)
class Phase:
    """A stretch between recalculations (or a baseline).

    Attributes:
        points: values in it that are not ghosts.
        average: their mean. It differs from `limits.mean` where a baseline sets the limits.
        provisional: the limits are defined by fewer than 12 points.
    """

    number: int
    start: date
    end: date
    points: int
    average: Fraction | None
    limits: Limits | None
    provisional: bool


@dataclass(frozen=True, slots=True)
class Result:
    """A measure read as a chart.

    Attributes:
        points: in order of date; periods without a value are not among them but in `missing`.
        variation: None while there are too few points.
        assurance: None while there are too few points, without a target, and for a neutral measure.
        points_until_limits: 0 when limits are given; otherwise `run` reads the points as a run chart, and no
            reading has limits or rules.
        warnings: sentences about the options, for the person who set them.
    """

    options: Options
    points: tuple[Reading, ...]
    phases: tuple[Phase, ...]
    missing: tuple[date, ...]
    variation: Variation | None
    assurance: Assurance | None
    points_until_limits: int
    run: RunResult | None
    warnings: tuple[str, ...]


def analyse(points: Iterable[Point], options: Options | None = None) -> Result:
    """Read points by the options' rule set.

    Args:
        points: in any order, one a date.
        options: Making Data Count with an increase as improvement when None.

    Raises:
        SpcError: two points on one date, an inexact value, a recalculation date that is no point's, or a
            baseline that is too short.
    """
    options = options or Options()
    points = list(points)
    rows = rows_of(points, options)
    values = sum(1 for row in rows if row.value is not None and not row.ghost)
    wanting = max(0, options.points_needed - values)
    limits = {} if wanting else _limits_by_phase(rows, options)
    readings = _readings(rows, limits, options)
    last = next((reading for reading in reversed(readings) if not reading.ghost), None)
    return Result(
        options=options,
        points=tuple(readings),
        phases=tuple(_phases(rows, limits)),
        missing=tuple(row.date for row in rows if row.value is None),
        variation=None if wanting or last is None else variation_of(last.kind, options.direction),
        assurance=None if last is None else _assurance(last.limits, options),
        points_until_limits=wanting,
        run=analyse_run(points, options.recalculate_at, options.baseline_points) if wanting and values else None,
        warnings=tuple(_warnings(options)),
    )


def _limits_by_phase(rows: Sequence[Row], options: Options) -> dict[int, Limits | None]:
    """The lines of each phase, by its number. The phase after a baseline takes the baseline's."""
    rules = options.rule_set
    first = None if rules.baseline_stands_alone else options.baseline_points
    found = {}
    for number, group in groupby(rows, key=lambda row: row.phase):
        values = [row.value for row in _live(group, options)]
        found[number] = limits_of(values[:first], rules, options.screening)
    if rules.baseline_stands_alone and 0 in found and 1 in found:
        found[1] = found[0]
    return found


def _live(rows: Iterable[Row], options: Options) -> list[Row]:
    """The rows that rules see, in order."""
    kept = options.rule_set.missing_breaks
    return [row for row in rows if not row.ghost and (kept or row.value is not None)]


def _readings(rows: Sequence[Row], limits: dict[int, Limits | None], options: Options) -> list[Reading]:
    live = _live(rows, options)
    fired = _by_date(_fired(live, limits, options)) if limits else {}
    before = _previous(live)
    readings = []
    for row in rows:
        if row.value is not None:
            rules = tuple(fired.get(row.date, ()))
            kind, conflict = _kind(
                rules, options, falls_after=bool(rules) and row.value > before.get(row.date, row.value)
            )
            lines = limits.get(row.phase)
            readings.append(Reading(row.date, row.value, row.ghost, row.phase, lines, rules, conflict, kind))
    return readings


def _by_date(fired: dict[Rule, set[date]]) -> dict[date, list[Rule]]:
    """The rules that flag each date, in their order."""
    found: dict[date, list[Rule]] = {}
    for rule in Rule:
        for day in fired[rule]:
            found.setdefault(day, []).append(rule)
    return found


def _previous(live: Sequence[Row]) -> dict[date, Fraction]:
    """For each date the value just before it."""
    return {row.date: before.value for before, row in pairwise(live) if before.value is not None}


def _fired(live: Sequence[Row], limits: dict[int, Limits | None], options: Options) -> dict[Rule, set[date]]:
    """The dates that each rule flags."""
    fired: dict[Rule, set[date]] = {rule: set() for rule in Rule}
    whole = options.rule_set.trend_crosses_phases
    if whole:
        _note(fired, live, _trends(live, options))
    for number, group in groupby(live, key=lambda row: row.phase):
        rows = list(group)
        lines = limits[number]
        if lines is not None:
            _note(fired, rows, _within_phase(rows, lines, options))
        if not whole:
            _note(fired, rows, _trends(rows, options))
    return fired


def _note(fired: dict[Rule, set[date]], rows: Sequence[Row], found: dict[Rule, set[int]]) -> None:
    for rule, positions in found.items():
        fired[rule].update(rows[at].date for at in positions)


def _trends(rows: Sequence[Row], options: Options) -> dict[Rule, set[int]]:
    rising, falling = trend([row.value for row in rows], options.trend_length)
    return {Rule.TREND_INCREASING: rising, Rule.TREND_DECREASING: falling}


def _within_phase(rows: Sequence[Row], lines: Limits, options: Options) -> dict[Rule, set[int]]:
    values = [row.value for row in rows]
    side = sides(values, lines.mean)
    far = beyond(values, lines.lower, lines.upper)
    near = beyond(values, lines.near_lower, lines.near_upper)
    if not options.rule_set.astronomical_counts_in_two:
        near = near[0] - far[0], near[1] - far[1]
    shifts = shift(side, options.shift_length)
    pairs = two_in_three(side, near)
    return {
        Rule.ASTRONOMICAL_HIGH: far[0],
        Rule.ASTRONOMICAL_LOW: far[1],
        Rule.SHIFT_HIGH: shifts[0],
        Rule.SHIFT_LOW: shifts[1],
        Rule.TWO_IN_THREE_HIGH: pairs[0],
        Rule.TWO_IN_THREE_LOW: pairs[1],
    }


def _kind(rules: tuple[Rule, ...], options: Options, *, falls_after: bool) -> tuple[Kind, bool]:
    """What the rules make of a point, and whether they disagree."""
    if not rules:
        return Kind.COMMON_CAUSE, False
    high, low = any(rule.is_high for rule in rules), any(not rule.is_high for rule in rules)
    both = high and low
    if both and options.rule_set.conflict_by_rule_order:
        high = _first_by_order(rules, falls_after).is_high
        return _kind_of(high, options.direction), options.direction is not Direction.NEUTRAL
    if options.direction is Direction.NEUTRAL or not both:
        return _kind_of(high, options.direction), False
    return (Kind.IMPROVEMENT if options.conflict is Conflict.IMPROVEMENT else Kind.CONCERN), True


def _first_by_order(rules: tuple[Rule, ...], falls_after: bool) -> Rule:
    """The rule that decides in the R package; a point at a turn belongs to the trend that it begins."""
    for name in ("astronomical", "trend", "two_in_three"):
        named = [rule for rule in rules if rule.value.startswith(name)]
        if len(named) == 2:
            return Rule.TREND_DECREASING if falls_after else Rule.TREND_INCREASING
        if named:
            return named[0]
    return rules[0]


def _kind_of(high: bool, direction: Direction) -> Kind:
    if direction is Direction.NEUTRAL:
        return Kind.NEUTRAL_HIGH if high else Kind.NEUTRAL_LOW
    return Kind.IMPROVEMENT if high is (direction is Direction.INCREASE) else Kind.CONCERN


def variation_of(kind: Kind, direction: Direction) -> Variation:
    """The icon for a last point of this kind. High and low follow the measure's direction, not the value."""
    if kind is Kind.COMMON_CAUSE:
        return Variation.COMMON_CAUSE
    if kind is Kind.NEUTRAL_HIGH:
        return Variation.NEUTRAL_HIGH
    if kind is Kind.NEUTRAL_LOW:
        return Variation.NEUTRAL_LOW
    increase = direction is Direction.INCREASE
    if kind is Kind.IMPROVEMENT:
        return Variation.IMPROVEMENT_HIGH if increase else Variation.IMPROVEMENT_LOW
    return Variation.CONCERN_LOW if increase else Variation.CONCERN_HIGH


def _assurance(limits: Limits | None, options: Options) -> Assurance | None:
    """Pass is tested before fail, which matters when the limits collapse on the mean."""
    if options.target is None or options.direction is Direction.NEUTRAL:
        return None
    if limits is None or limits.lower is None or limits.upper is None:
        return None
    target, on = exact(options.target), options.rule_set.target_on_limit_decides
    below = target < limits.lower or (on and target == limits.lower)
    above = target > limits.upper or (on and target == limits.upper)
    passes, fails = (below, above) if options.direction is Direction.INCREASE else (above, below)
    if passes:
        return Assurance.PASS
    return Assurance.FAIL if fails else Assurance.HIT_OR_MISS


def _phases(rows: Sequence[Row], limits: dict[int, Limits | None]) -> Iterable[Phase]:
    for number, group in groupby(rows, key=lambda row: row.phase):
        members = list(group)
        values = [row.value for row in members if row.value is not None and not row.ghost]
        average = mean_of(values) if values else None
        lines = limits.get(number)
        short = (lines.defined_by if lines else len(values)) < PROVISIONAL_BELOW
        yield Phase(number, members[0].date, members[-1].date, len(values), average, lines, short)


def _warnings(options: Options) -> Iterable[str]:
    for name, length in (("shift", options.shift_length), ("trend", options.trend_length)):
        if not 6 <= length <= 8:
            yield f"A {name} of {length} points is outside the 6 to 8 that Making Data Count uses."
