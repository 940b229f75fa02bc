"""Process limits and the four special-cause rules, on plain sequences.

Source: NHS England, Making Data Count. Every comparison is strict: a point on the mean is on neither side, a
point on a limit is within it, an equal neighbour ends a trend. A rule answers two sets of positions, high and
low.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from itertools import groupby, pairwise

from .inputs import SCREENING_CONSTANT, RuleSet

type Found = tuple[set[int], set[int]]


class Rule(StrEnum):
    """A special-cause rule that fired, with its direction. The order is the order of display."""

    ASTRONOMICAL_HIGH = "astronomical_high"
    ASTRONOMICAL_LOW = "astronomical_low"
    SHIFT_HIGH = "shift_high"
    SHIFT_LOW = "shift_low"
    TREND_INCREASING = "trend_increasing"
    TREND_DECREASING = "trend_decreasing"
    TWO_IN_THREE_HIGH = "two_in_three_high"
    TWO_IN_THREE_LOW = "two_in_three_low"

    @property
    def is_high(self) -> bool:
        """Whether the rule speaks of high or rising values."""
        return self.value.endswith(("_high", "_increasing"))


@dataclass(frozen=True, slots=True)
class Limits:
    """The lines of one phase, in the measure's unit; never clipped to what the measure can be.

    Attributes:
        defined_by: how many points define them. With one point there is a mean and no limits.
    """

    mean: Fraction
    mean_moving_range: Fraction | None
    lower: Fraction | None
    upper: Fraction | None
    near_lower: Fraction | None
    near_upper: Fraction | None
    defined_by: int


def limits_of(values: Sequence[Fraction | None], rules: RuleSet, screening: bool) -> Limits | None:
    """The lines that these consecutive values define; None without a value.

    A moving range is taken between neighbours that both have a value. Screening is one pass only.
    """
    present = {at: value for at, value in enumerate(values) if value is not None}
    if not present:
        return None
    ranges = dict(_moving_ranges(values))
    dropped = _outliers(ranges, rules) if screening else set()
    out_of_mean = dropped if rules.screening_moves_mean else set()
    mean = mean_of([value for at, value in present.items() if at not in out_of_mean])
    kept = [size for at, size in ranges.items() if at not in dropped]
    return _lines(mean, mean_of(kept) if kept else None, rules, len(present))


def _moving_ranges(values: Sequence[Fraction | None]) -> Iterator[tuple[int, Fraction]]:
    """Position and size of each move to a value from the value just before it."""
    for at, (before, value) in enumerate(pairwise(values), start=1):
        if before is not None and value is not None:
            yield at, abs(value - before)


def _outliers(ranges: dict[int, Fraction], rules: RuleSet) -> set[int]:
    if not ranges:
        return set()
    most = SCREENING_CONSTANT * mean_of(list(ranges.values()))
    # A constant series has a limit of 0: nothing is an outlier then, however strict the comparison.
    if rules.screening_strict and most:
        return {at for at, size in ranges.items() if size >= most}
    return {at for at, size in ranges.items() if size > most}


def _lines(mean: Fraction, moving_range: Fraction | None, rules: RuleSet, defined_by: int) -> Limits:
    if moving_range is None:
        return Limits(mean, None, None, None, None, None, defined_by)
    far = rules.limit_constant * moving_range
    near = far * 2 / 3
    return Limits(mean, moving_range, mean - far, mean + far, mean - near, mean + near, defined_by)


def mean_of(numbers: Sequence[Fraction]) -> Fraction:
    """The exact mean. Numbers of one denominator are added as whole numbers, which is quicker by far."""
    totals: dict[int, int] = {}
    for number in numbers:
        totals[number.denominator] = totals.get(number.denominator, 0) + number.numerator
    return sum((Fraction(total, parts) for parts, total in totals.items()), Fraction(0)) / len(numbers)


def side_of(value: Fraction, line: Fraction) -> int:
    """1 above the line, -1 below, 0 on it: one comparison of whole numbers."""
    far = value.numerator * line.denominator - line.numerator * value.denominator
    return (far > 0) - (far < 0)


def sides(values: Sequence[Fraction | None], centre: Fraction) -> list[int]:
    """For each value: 1 above the centre, -1 below, 0 on it or missing."""
    return [0 if value is None else side_of(value, centre) for value in values]


def beyond(values: Sequence[Fraction | None], lower: Fraction | None, upper: Fraction | None) -> Found:
    """Positions above the upper and below the lower line: with the limits, the astronomical rule."""
    if lower is None or upper is None:
        return set(), set()
    high = {at for at, side in enumerate(sides(values, upper)) if side > 0}
    return high, {at for at, side in enumerate(sides(values, lower)) if side < 0}


def shift(side: Sequence[int], length: int) -> Found:
    """Positions in runs of at least `length` on one side of the mean; 0 breaks a run."""
    found: Found = set(), set()
    for value, start, end in _stretches(side):
        if value and end - start >= length:
            found[value < 0].update(range(start, end))
    return found


def trend(values: Sequence[Fraction | None], length: int) -> Found:
    """Positions in runs of at least `length` values each above (or each below) the one before.

    The first value of the run is part of it. The top of a rise that is followed by a fall may be in both.
    """
    moves = [0 if before is None or value is None else side_of(value, before) for before, value in pairwise(values)]
    found: Found = set(), set()
    for move, start, end in _stretches(moves):
        if move and end - start >= length - 1:
            found[move < 0].update(range(start, end + 1))
    return found


def two_in_three(side: Sequence[int], near: Found) -> Found:
    """Positions beyond the near line in a window of three, all on that side, at least two beyond it."""
    found: Found = set(), set()
    for start in range(len(side) - 2):
        first = side[start]
        if first and first == side[start + 1] == side[start + 2]:
            hits = near[first < 0].intersection(range(start, start + 3))
            if len(hits) >= 2:
                found[first < 0].update(hits)
    return found


def _stretches(signs: Sequence[int]) -> Iterator[tuple[int, int, int]]:
    """Each stretch of equal signs: (sign, start, end), the end not included."""
    start = 0
    for sign, group in groupby(signs):
        end = start + sum(1 for _ in group)
        yield sign, start, end
        start = end
