"""A measure's values as a file."""

import csv
import io
import re
from fractions import Fraction

from projects.models import Measure
from projects.selectors import MeasureChart
from projects.spc import KIND_WORDS, RULE_WORDS

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
                KIND_WORDS[reading.kind] if signals and not row.is_ghost else "",
                "; ".join(RULE_WORDS[rule] for rule in reading.rules),
                "yes" if row.is_ghost else "no",
                safe(row.ghost_reason),
                safe(row.note),
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


def safe(text: str) -> str:
    """A text no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text
