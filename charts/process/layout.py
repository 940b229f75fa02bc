"""Where the parts of a chart over time stand."""

from dataclasses import dataclass
from datetime import date

from charts import style
from charts.scale import Linear, Time, nice_ticks, tick_labels
from charts.text import width_of

from .inputs import Look, ProcessChart


@dataclass(frozen=True, slots=True)
class Frame:
    """Where things stand, in CSS pixels."""

    width: float
    height: float
    left: float
    right: float
    top: float
    bottom: float
    x: Time
    y: Linear
    ticks: tuple[float, ...]
    legend: float

    @property
    def narrow(self) -> bool:
        """Whether this is the phone's layout."""
        return style.is_narrow(self.width)


def frame_of(chart: ProcessChart, width: float, tall: float | None = None) -> Frame:
    """The layout of a chart with at least one point; `tall` is the height of its axis of values."""
    narrow = style.is_narrow(width)
    ticks = _value_ticks(chart, 5 if narrow else 6)
    left = max(width_of(label, style.SMALL) for label in tick_labels(ticks)) + 12
    right = width - max([width_of(words, style.SMALL) + 12 for _, words, _ in levels(chart)] + [12])
    top = 30.0 + 20 * (len(chart.bands) > 1) + 22 * bool(chart.notes)
    bottom = top + (tall or (190 if narrow else 260))
    legend = bottom + 62
    height = legend + 20 * (len(legend_rows(chart, width)) - 1) + 12
    dates = _dates(chart)
    x = Time(dates[0], dates[-1], left + 12, right - 12)
    return Frame(width, height, left, right, top, bottom, x, Linear(ticks[0], ticks[-1], bottom, top), ticks, legend)


def _dates(chart: ProcessChart) -> list[date]:
    return sorted([mark.date for mark in chart.marks] + list(chart.missing) + [note.date for note in chart.notes])


def _value_ticks(chart: ProcessChart, most: int) -> tuple[float, ...]:
    values = [mark.value for mark in chart.marks] + ([chart.target.value] if chart.target else [])
    for band in chart.bands:
        values += [clipped(chart, level.value) for level in (band.centre, band.lower, band.upper) if level]
    low, high = min(values), max(values)
    room = (high - low) * 0.04
    # A value that should be impossible is still shown where it is.
    return nice_ticks(min(low, clipped(chart, low - room)), max(high, clipped(chart, high + room)), most)


def clipped(chart: ProcessChart, value: float) -> float:
    """A line's value held to what the measure can be."""
    if chart.floor is not None:
        value = max(value, chart.floor)
    return value if chart.ceiling is None else min(value, chart.ceiling)


def levels(chart: ProcessChart) -> list[tuple[float, str, str]]:
    """What is written at the right end of the lines: value, words, colour."""
    levels = []
    if chart.bands:
        band = chart.bands[-1]
        named = ((chart.centre_name, band.centre, style.INK), ("Upper", band.upper, style.GREY))
        for name, level, colour in (*named, ("Lower", band.lower, style.GREY)):
            if level:
                levels.append((level.value, f"{name} {level.text}", colour))
    if chart.target:
        levels.append((chart.target.value, f"Target {chart.target.text}", style.TARGET))
    return levels


def _legend_items(chart: ProcessChart) -> list[tuple[Look, bool, str]]:
    """Which shapes occur, with their words; ghosts last."""
    looks = [look for look in Look if any(mark.look is look and not mark.ghost for mark in chart.marks)]
    items = [(look, False, look.value) for look in looks]
    if any(mark.ghost for mark in chart.marks):
        items.append((Look.COMMON_CAUSE, True, "left out of the sums"))
    return items


def legend_rows(chart: ProcessChart, width: float) -> list[list[tuple[Look, bool, str]]]:
    """The legend's items (look, ghost, words) on as many rows as the width asks for."""
    rows: list[list[tuple[Look, bool, str]]] = [[]]
    used = 0.0
    for item in _legend_items(chart):
        wide = width_of(item[2], style.SMALL) + 34
        if rows[-1] and used + wide > width - 16:
            rows.append([])
            used = 0
        rows[-1].append(item)
        used += wide
    return rows
