"""The table behind a chart over time."""

from datetime import date

from charts.table import Table
from charts.text import day

from .inputs import Mark, ProcessChart


def table(chart: ProcessChart) -> Table:
    """A row per date: value, lines, signal in words, note."""
    centre = chart.centre_name
    headers = ("Date", "Value", centre, "Lower limit", "Upper limit", "Signal", "Note")
    rows = [(mark.date, _row(chart, mark)) for mark in chart.marks]
    rows += [(gap, (day(gap), "no value", "", "", "", "", _noted(chart, gap))) for gap in chart.missing]
    known = {when for when, _ in rows}
    rows += [
        (note.date, (day(note.date), "", "", "", "", "", _noted(chart, note.date)))
        for note in {note.date: note for note in chart.notes}.values()
        if note.date not in known
    ]
    return Table(headers, tuple(cells for _, cells in sorted(rows, key=lambda row: row[0])))


def _row(chart: ProcessChart, mark: Mark) -> tuple[str, ...]:
    band = next((band for band in chart.bands if band.start <= mark.date <= band.end), None)
    lines = [level.text if level else "" for level in (band.centre, band.lower, band.upper)] if band else ["", "", ""]
    word = "left out" if mark.ghost else mark.word
    signal = f"{word}: {mark.reasons}" if mark.reasons else word
    return (day(mark.date), mark.text, *lines, signal, _noted(chart, mark.date))


def _noted(chart: ProcessChart, when: date) -> str:
    return "; ".join(note.text for note in chart.notes if note.date == when)
