"""The size of a change: what a measure was before, beside what it is now."""

from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from itertools import groupby, pairwise
from statistics import median

from .engine import Reading, Result, Variation
from .inputs import PROVISIONAL_BELOW, Direction
from .rules import mean_of
from .words import MeasureWords, run_verdict

COMPARED_FROM = 4
"""Values on either side below which nothing is compared. Of three and three even the fullest separation comes by chance
once in ten (2 of the 20 orders there are), of four and four once in 35."""

LATEST = 7
"""The latest values that stand for now: seven make a shift, the fewest in which Making Data Count sees a new level."""

type Values = tuple[Reading, ...]

TEST = "the first test of change"


@dataclass(frozen=True, slots=True)
class Span:
    """Values that count, one after the other, left-out ones apart; `centre` is their mean, of a run chart their
    median."""

    values: int
    start: date
    end: date
    centre: Fraction

    @property
    def provisional(self) -> bool:
        """Whether it has fewer values than limits should have."""
        return self.values < PROVISIONAL_BELOW


@dataclass(frozen=True, slots=True)
class Change:
    """Two spans of one measure beside each other.

    Attributes:
        by_test: before the first test of change and lately; otherwise two phases, one after the other.
    """

    before: Span
    after: Span
    by_test: bool


def changes_of(result: Result, tested_on: date | None) -> tuple[Change | None, ...]:
    """Before and after, the latest last; None in the place of one with too few values to compare.

    Where people have said at which value a new level begins, each phase stands beside the next (improvement.md 1.5:
    "mean 20.0 -> 12.7, n, dates"). Otherwise every value before the day on which the first test of change began stands
    beside the last seven since. Medians of a run chart, means of any other. A side of fewer than four values is not
    compared.
    """
    pairs = _pairs(result, tested_on)
    by_test = len(_phases(result)) < 2
    return tuple(
        Change(_span(before, result), _span(after, result), by_test)
        if min(len(before), len(after)) >= COMPARED_FROM
        else None
        for before, after in pairs
    )


def _phases(result: Result) -> list[Values]:
    live = (reading for reading in result.points if not reading.ghost)
    return [tuple(group) for _, group in groupby(live, key=lambda reading: reading.phase)]


def _pairs(result: Result, tested_on: date | None) -> list[tuple[Values, Values]]:
    """A value of the day on which the first test began counts as one since."""
    phases = _phases(result)
    if len(phases) > 1:
        return list(pairwise(phases))
    if not phases or tested_on is None:
        return []
    before = tuple(reading for reading in phases[0] if reading.date < tested_on)
    return [(before, phases[0][len(before) :][-LATEST:])]


def _span(readings: Values, result: Result) -> Span:
    values = [reading.value for reading in readings]
    centre = median(values) if result.points_until_limits else mean_of(values)
    return Span(len(values), readings[0].date, readings[-1].date, centre)


def from_to(change: Change, words: MeasureWords) -> str:
    """As short as can be: "59.0% → 86.6%", "14.1 → 9.2 days"."""
    before = words.mean(change.before.centre) if words.unit == "%" else words.rounded(change.before.centre)
    return f"{before} \N{RIGHTWARDS ARROW} {words.mean(change.after.centre)}"


def before_after(result: Result, words: MeasureWords, tested_on: date | None, *, dated: bool = True) -> tuple[str, ...]:
    """A sentence for each change, or one that says why nothing can be compared; empty without a value.

    "Mean 20.0 → 12.7 days (−37%, the right way): 12 values from 1 Jan 2023 to 1 Dec 2023, then 12 values from ...";
    unless `dated`, for lists, no further than the bracket. After a recalculation a success may leave the last value
    common cause; such a line keeps it in sight.
    """
    lines = []
    for change, pair in zip(changes_of(result, tested_on), _pairs(result, tested_on), strict=True):
        if change is None:
            lines.append(_too_few(*pair, tested_on))
        else:
            lines.append(_sentence(change, result, words) if dated else f"{_summary(change, result, words)}.")
    if not lines and _phases(result):
        lines.append("Nothing to compare yet: no test of change has begun.")
    return tuple(lines)


def _summary(change: Change, result: Result, words: MeasureWords) -> str:
    centre = "Median" if result.points_until_limits else "Mean"
    size = ", ".join(filter(None, (_size(change, words), _way(change, result))))
    return f"{centre} {from_to(change, words)} ({size})"


def _sentence(change: Change, result: Result, words: MeasureWords) -> str:
    """The summary with the values it comes from, and why it is provisional."""
    before, after, told = change.before, change.after, _summary(change, result, words)
    if not change.by_test:
        return f"{told}: {_counted(before)}, then {_counted(after)}."
    why = ""
    if result.points_until_limits:
        why = "; provisional: there are no limits yet"
    elif result.variation is not Variation.COMMON_CAUSE:
        why = "; provisional: the limits still count the time before"
    spans = f"{before.values} values before {TEST}, {_days(before)}, then the last {after.values}, {_days(after)}"
    return f"{told}: {spans}{why}."


def _counted(span: Span) -> str:
    return f"{span.values} values {_days(span)}{', provisional' if span.provisional else ''}"


def _days(span: Span) -> str:
    return f"from {_day(span.start)} to {_day(span.end)}"


def _day(day: date) -> str:
    return f"{day:%-d %b %Y}"


def _size(change: Change, words: MeasureWords) -> str:
    """In per cent of what it was; of a percentage in points, as they are found by taking one from the other."""
    before, after = change.before.centre, change.after.centre
    if words.as_written(before) == words.as_written(after):
        return "no change" if before == after else "about the same"
    sign = "+" if after > before else "\N{MINUS SIGN}"
    if words.unit == "%":
        points = abs(words.as_written(after) - words.as_written(before))
        return f"{sign}{points} percentage points"
    if not before:
        return f"{'up' if after > 0 else 'down'} from nought"
    return f"{sign}{abs(round((after - before) / abs(before) * 100))}%"


def _way(change: Change, result: Result) -> str:
    """Whether it is the way the measure should go. Of one level before and after a test only where the chart shows more
    than chance; where people have said that a new level begins, they have answered that."""
    before, after, direction = change.before.centre, change.after.centre, result.options.direction
    if change.by_test:
        verdict = "a change" if result.variation else run_verdict(result)
        if result.variation is Variation.COMMON_CAUSE or verdict.startswith("no change"):
            return "not beyond chance"
        if not verdict:
            return "too early to judge"
    if before == after or direction is Direction.NEUTRAL:
        return ""
    return "the right way" if (after > before) is (direction is Direction.INCREASE) else "the wrong way"


def _too_few(before: Values, after: Values, tested_on: date | None) -> str:
    side, values = ("before", before) if len(before) < COMPARED_FROM else ("since", after)
    by_test = not after or not before or before[-1].phase == after[0].phase
    when = f"{TEST} began, {_day(tested_on)}" if by_test and tested_on else _day(after[0].date)
    return f"Too few values to compare: {len(values)} {side} {when}, where {COMPARED_FROM} are needed."
