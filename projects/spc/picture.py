"""A result as a drawing's input."""

from collections.abc import Iterable, Mapping
from datetime import date
from fractions import Fraction

from charts.process import Band, Level, Look, Mark, Note, ProcessChart

from .engine import Kind, Reading, Result
from .levels import Standing, reading_words, standings_of
from .rules import Limits
from .words import RULE_WORDS, MeasureWords, more_values, sentence

_LOOKS = {
    Kind.COMMON_CAUSE: Look.COMMON_CAUSE,
    Kind.IMPROVEMENT: Look.IMPROVEMENT,
    Kind.CONCERN: Look.CONCERN,
    Kind.NEUTRAL_HIGH: Look.HIGH,
    Kind.NEUTRAL_LOW: Look.LOW,
}
_STANDING_LOOKS = {Standing.BEFORE: Look.BEFORE, Standing.KEPT: Look.KEPT}
_NEW_LIMITS = "common cause by the new limits"


def picture_of(
    result: Result,
    key: str,
    title: str,
    words: MeasureWords,
    *,
    standings: Mapping[date, Standing] | None = None,
    notes: Iterable[Note] = (),
    floor: float | None = None,
    ceiling: float | None = None,
) -> ProcessChart:
    """The chart of a result: an SPC chart, or a run chart while there are too few points.

    Args:
        key: prefix of ids, unique on the page.
        standings: the result's `standings_of`, if they are known already.
        notes: what happened when, such as PDSA cycles.
        floor, ceiling: what the measure cannot go beyond.
    """
    target = result.options.target
    run = bool(result.points_until_limits)
    known = standings_of(result) if standings is None else standings
    return ProcessChart(
        key=key,
        title=title,
        description=sentence(result, words),
        marks=tuple(_mark(reading, words, known.get(reading.date), run=run) for reading in result.points),
        bands=tuple(_run_bands(result, words) if run else _bands(result, words)),
        missing=result.missing,
        target=None if target is None else Level(float(target), _sign(words.number(target), words)),
        notes=tuple(notes),
        unit=words.unit,
        centre_name="Median" if run else "Mean",
        caption=more_values(result) if run else "",
        floor=floor,
        ceiling=ceiling,
    )


def _mark(reading: Reading, words: MeasureWords, standing: Standing | None, *, run: bool) -> Mark:
    """A point of a run chart is neither common nor special cause: its rules speak of all points together."""
    value = words.reading(reading.value)
    if run:
        return Mark(reading.date, float(reading.value), value, Look.VALUE, "value", ghost=reading.ghost)
    return Mark(
        date=reading.date,
        value=float(reading.value),
        text=value,
        look=_STANDING_LOOKS[standing] if standing else _LOOKS[reading.kind],
        word=reading_words(reading, standing),
        reasons=_NEW_LIMITS if standing is Standing.KEPT else ", ".join(RULE_WORDS[rule] for rule in reading.rules),
        ghost=reading.ghost,
    )


def _bands(result: Result, words: MeasureWords) -> Iterable[Band]:
    for phase in result.phases:
        if phase.limits:
            centre, lower, upper = _levels(phase.limits, words)
            yield Band(phase.start, phase.end, centre, lower, upper, phase.provisional)


def _levels(limits: Limits, words: MeasureWords) -> tuple[Level, Level | None, Level | None]:
    lower, upper = limits.lower, limits.upper
    return (
        _level(limits.mean, words),
        None if lower is None else _level(lower, words),
        None if upper is None else _level(upper, words),
    )


def _run_bands(result: Result, words: MeasureWords) -> Iterable[Band]:
    for phase in result.run.phases if result.run else ():
        if phase.centre is not None:
            yield Band(phase.start, phase.end, _level(phase.centre, words))


def _level(value: Fraction, words: MeasureWords) -> Level:
    return Level(float(value), _sign(words.rounded(value), words))


def _sign(text: str, words: MeasureWords) -> str:
    """Lines carry no unit, because the axis does; but a per cent sign is part of a number."""
    return f"{text}%" if words.unit == "%" else text
