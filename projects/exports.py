"""A measure's chart as a file and as JSON."""

import csv
import io
import re
from fractions import Fraction
from typing import Any

from projects.models import Measure
from projects.selectors import MeasureChart
from projects.spc import RULE_WORDS, Limits, Phase, Reading, Standing, reading_words
from trusts.spreadsheets import safe_cell

COLUMNS = (
    "date",
    "value",
    "numerator",
    "denominator",
    "phase",
    "mean",
    "lower_limit",
    "upper_limit",
    "signal",
    "reasons",
    "left_out",
    "reason_left_out",
    "remark",
)


def csv_of(chart: MeasureChart) -> str:
    """One row per dated value, in order of date. Numbers have at most four decimals; texts are formula-safe.

    Lines and signals are empty while there are too few values for limits.
    """
    file = io.StringIO()
    writer = csv.writer(file)
    writer.writerow(COLUMNS)
    signals = not chart.result.points_until_limits
    for row, reading in zip(chart.measurements, chart.result.points, strict=True):
        lines = reading.limits
        writer.writerow(
            (
                row.measured_on.isoformat(),
                plain(reading.value),
                "" if row.numerator is None else row.numerator,
                "" if row.denominator is None else row.denominator,
                reading.phase,
                plain(lines.mean) if lines else "",
                plain(lines.lower) if lines else "",
                plain(lines.upper) if lines else "",
                reading_words(reading, chart.standings.get(reading.date)) if signals and not row.is_ghost else "",
                "; ".join(RULE_WORDS[rule] for rule in reading.rules),
                "yes" if row.is_ghost else "no",
                safe_cell(row.ghost_reason),
                safe_cell(row.note),
            )
        )
    return file.getvalue()


def csv_name(measure: Measure) -> str:
    """A file name from the measure's name: letters-in-a-day.csv."""
    return f"{re.sub(r'[^a-z0-9]+', '-', measure.name.lower()).strip('-') or 'measure'}.csv"


def plain(number: Fraction | None) -> str:
    """A number with at most four decimals, rounded half to even; empty for None."""
    if number is None:
        return ""
    whole = round(number * 10000)
    text = f"{abs(whole) // 10000}.{abs(whole) % 10000:04}".rstrip("0").rstrip(".")
    return f"-{text}" if whole < 0 else text


def chart_data(chart: MeasureChart) -> dict[str, Any]:
    """A chart as JSON. Numbers are text with at most four decimals, dates are ISO; lines are None below 13 values."""
    result = chart.result
    return {
        "measure": str(chart.measure.pk),
        "name": chart.measure.name,
        "unit": chart.words.unit,
        "direction": chart.measure.direction,
        "rules": result.options.rule_set.name,
        "target": _number(result.options.target),
        "points": [_point(reading, chart.standings.get(reading.date)) for reading in result.points],
        "phases": [_phase(phase) for phase in result.phases],
        "variation": chart.variation,
        "assurance": chart.assurance,
        "points_until_limits": result.points_until_limits,
        "sentence": chart.sentence,
        "before_after": list(chart.before_after),
        "suggestion": chart.suggestion.words if chart.suggestion else None,
    }


def _point(reading: Reading, standing: Standing | None) -> dict[str, Any]:
    lines = reading.limits
    return {
        "date": reading.date.isoformat(),
        "value": plain(reading.value),
        "left_out": reading.ghost,
        "phase": reading.phase,
        **_lines(lines),
        "kind": reading.kind if lines else None,
        "standing": standing,
        "rules": list(reading.rules),
        "conflict": reading.conflict,
    }


def _phase(phase: Phase) -> dict[str, Any]:
    return {
        "number": phase.number,
        "start": phase.start.isoformat(),
        "end": phase.end.isoformat(),
        "points": phase.points,
        "average": _number(phase.average),
        **_lines(phase.limits),
        "provisional": phase.provisional,
    }


def _lines(limits: Limits | None) -> dict[str, str | None]:
    names = ("mean", "lower", "upper")
    return {name: _number(getattr(limits, name)) if limits else None for name in names}


def _number(number: Any) -> str | None:
    return None if number is None else plain(Fraction(number))
