"""Values that a change of level explains: what the rules say of them is true and would be misread.

While a measure improves and its limits still count the time before, the old level lies on the wrong side of a mean
which the improvement has moved: the rules call it concern. Once limits are recalculated, the new level is common cause.
Both are one change, seen from its two sides. The rules are left as they are (docs/adr/0019).
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from enum import StrEnum

from .engine import Kind, Reading, Result, Variation, analyse
from .inputs import Point
from .words import KIND_WORDS

IMPROVEMENT = (Variation.IMPROVEMENT_HIGH, Variation.IMPROVEMENT_LOW)


class Standing(StrEnum):
    """Which side of an improvement a value lies on."""

    BEFORE = "before the improvement"
    KEPT = "improvement kept"


def standings_of(result: Result) -> Mapping[date, Standing]:
    """The values that a change of level explains, by their date."""
    before = dict.fromkeys(_before(result), Standing.BEFORE)
    return before | dict.fromkeys(_kept(result), Standing.KEPT)


def reading_words(reading: Reading, standing: Standing | None) -> str:
    """What a value is called: "common cause", "before the improvement"."""
    return standing or KIND_WORDS[reading.kind]


def _before(result: Result) -> set[date]:
    """Concerns in a phase that ends in improvement, which are none by the limits of the time before: those of the
    phase's values up to the last of them. Where a baseline sets the limits, they count no time since."""
    if result.variation not in IMPROVEMENT:
        return set()
    last = result.phases[-1]
    live = [reading for reading in result.points if reading.phase == last.number and not reading.ghost]
    concerns = {reading.date for reading in live if reading.kind is Kind.CONCERN}
    if not concerns or last.limits is None or last.limits.defined_by < len(live):
        return set()
    time_before = (reading for reading in live if reading.date <= max(concerns))
    options = replace(result.options, recalculate_at=(), baseline_points=None, minimum_points=1)
    alone = analyse(_points(time_before), options)
    return concerns - {reading.date for reading in alone.points if reading.kind is Kind.CONCERN}


def _kept(result: Result) -> set[date]:
    """Common cause by limits that were recalculated, improvement by those of the first phase; where the last value is
    both. One that is worse by the new limits is a concern, whatever the first would say."""
    if result.variation is not Variation.COMMON_CAUSE or not result.options.recalculate_at:
        return set()
    first = result.phases[0]
    if first.points < result.options.rule_set.minimum_baseline:
        return set()
    options = replace(result.options, recalculate_at=(), baseline_points=first.points)
    against = analyse(_points(result.points), options)
    if against.variation not in IMPROVEMENT:
        return set()
    return {
        reading.date
        for reading, other in zip(result.points, against.points, strict=True)
        if reading.phase != first.number and reading.kind is Kind.COMMON_CAUSE and other.kind is Kind.IMPROVEMENT
    }


def _points(readings: Iterable[Reading]) -> list[Point]:
    return [Point(reading.date, reading.value, reading.ghost) for reading in readings]
