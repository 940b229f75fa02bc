"""The values behind a chart as a dense table: a row a stretch of values of which the same is to be said."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from charts.process import Look
from projects.selectors import MeasureChart

NOT_JUDGED = "Single values not judged yet"
HARD_SPACE = "\N{NO-BREAK SPACE}"


@dataclass(frozen=True)
class Stretch:
    """Values one after the other of one reading: common cause, improvement, left out.

    Attributes:
        values: each day with its value and, of a proportion, its counts; the year where it changes.
        remarks: why they are read so, and what was noted on which day.
    """

    reading: str
    values: tuple[str, ...]
    remarks: tuple[str, ...]


@dataclass(frozen=True)
class ValueTable:
    """The values behind a chart. `lines` tell mean and limits, once for each stretch in which they are the same;
    `noted` whether the remarks hold what people wrote."""

    title: str
    unit: str
    noted: bool
    lines: tuple[str, ...]
    stretches: tuple[Stretch, ...]


@dataclass(frozen=True)
class _Row:
    """A row of the chart's table, taken apart."""

    day: str
    value: str
    count: str
    lines: tuple[str, ...]
    reading: str
    reasons: tuple[str, ...]
    note: str


def value_table(title: str, chart: MeasureChart, *, noted: bool = True) -> ValueTable:
    """The table behind a project's chart; unless `noted`, without what people wrote."""
    rows = [_row(chart, cells if noted else (*cells[:-1], "")) for cells in chart.rows]
    centre = chart.headers[-5]
    lines = dict.fromkeys(_lines(centre, row.lines) for row in rows if row.lines[0])
    unit = "" if chart.words.unit == "%" else chart.words.unit
    return ValueTable(f"{title}: {chart.measure.name}", unit, noted, tuple(lines), tuple(_stretches(rows)))


def _row(chart: MeasureChart, cells: tuple[str, ...]) -> _Row:
    day, value, *counts = cells[:-5]
    *lines, signal, note = cells[-5:]
    reading, _, reasons = signal.partition(": ")
    value = value.removesuffix(f" {chart.words.unit}")
    return _Row(day, value, "".join(counts), tuple(lines), reading, tuple(filter(None, reasons.split(", "))), note)


def _lines(centre: str, lines: tuple[str, ...]) -> str:
    middle, lower, upper = lines
    return f"{centre} {middle}" + (f", limits {lower} to {upper}" if lower and upper else "")


def _stretches(rows: Sequence[_Row]) -> Iterator[Stretch]:
    """A day without a value stays in the stretch it falls into."""
    found: list[list[_Row]] = []
    reading = ""
    for row in rows:
        if not found or (reading and row.reading not in ("", reading)):
            found.append([])
        found[-1].append(row)
        reading = row.reading or reading
    for group in found:
        reading = next((row.reading for row in group if row.reading), "")
        name = NOT_JUDGED if reading in ("", Look.VALUE) else reading.capitalize()
        yield Stretch(name, tuple(_values(group)), tuple(_remarks(group)))


def _values(rows: Sequence[_Row]) -> Iterator[str]:
    """Each on one line, as '3 Feb: 60% (12 of 20)'; with the year where it changes."""
    year = ""
    for row in rows:
        if row.value:
            count = f" ({row.count})" if row.count else ""
            day = _without_year(row.day) if _year(row.day) == year else row.day
            year = _year(row.day)
            yield f"{day}: {row.value}{count}".replace(" ", HARD_SPACE)


def _remarks(rows: Sequence[_Row]) -> Iterator[str]:
    """Why, with the days where it does not hold for all; then notes. No year where the values' year is meant."""
    read = [row for row in rows if row.reading]
    written = _without_year if len({_year(row.day) for row in rows}) == 1 else str
    for reason in dict.fromkeys(reason for row in read for reason in row.reasons):
        days = ", ".join(_days(read, reason, written))
        yield reason if all(reason in row.reasons for row in read) else f"{reason} ({days})"
    yield from (f"{written(row.day)}: {row.note}" for row in rows if row.note)


def _days(rows: Sequence[_Row], reason: str, written: Callable[[str], str]) -> Iterator[str]:
    """The days on which a reason holds; days that follow each other as '3 Feb to 3 May'."""
    for holds, group in groupby(rows, key=lambda row: reason in row.reasons):
        days = [written(row.day) for row in group]
        if holds:
            yield days[0] if len(days) == 1 else f"{days[0]} to {days[-1]}"


def _year(day: str) -> str:
    return day.rpartition(" ")[2]


def _without_year(day: str) -> str:
    return day.rpartition(" ")[0]
