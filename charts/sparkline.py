"""A line the size of a word: where a measure has been and what its last point is."""

from dataclasses import dataclass

from . import style
from .process import Look, shape_of
from .scale import Linear
from .svg import Svg, element, line, number, picture
from .table import Table


@dataclass(frozen=True, slots=True)
class Sparkline:
    """Values at even steps.

    Attributes:
        key: prefix of ids, unique on the page.
        values: in order; None is a gap.
        centre: the mean or median, drawn as a faint line; None for none.
        look: what the last point is.
    """

    key: str
    title: str
    description: str
    values: tuple[float | None, ...]
    centre: float | None = None
    look: Look = Look.VALUE


def draw(chart: Sparkline, width: float = 120, height: float = 32) -> Svg:
    """The line; an empty strip without values."""
    known = [value for value in chart.values if value is not None]
    parts = _parts(chart, known, width, height) if known else []
    return picture(chart.key, chart.title, chart.description, width, height, *parts)


def _parts(chart: Sparkline, known: list[float], width: float, height: float) -> list[Svg]:
    every = known if chart.centre is None else [*known, chart.centre]
    low, high = min(every), max(every)
    y = Linear(low, high, height - 6, 6) if low < high else Linear(low - 1, high + 1, height, 0)
    x = Linear(0, max(1, len(chart.values) - 1), 5, width - 7)
    d, last, pen = "", (0.0, 0.0), "M"
    for at, value in enumerate(chart.values):
        if value is not None:
            last = x(at), y(value)
            d += f"{pen}{number(last[0])} {number(last[1])}"
        pen = "M" if value is None else "L"
    shape, fill = shape_of(chart.look)
    centre = [] if chart.centre is None else [line(3, y(chart.centre), width - 3, y(chart.centre), stroke=style.LIMIT)]
    process = element("path", d=d, stroke=style.INK, stroke_width=1.5, stroke_linejoin="round", fill="none")
    return [*centre, process, shape(*last, 4, fill=fill, stroke=style.INK, stroke_width=1.5)]


def table(chart: Sparkline) -> Table:
    """The values in order."""
    values = ["no value" if value is None else f"{value:g}" for value in chart.values]
    return Table(("Point", "Value"), tuple((str(at), value) for at, value in enumerate(values, start=1)))
